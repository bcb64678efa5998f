"""The French sentence beside a status: which sources say what, what the law answers, what is not known.

Shape: « Pour, mais contre ; remarques. » Every clause has « l'organisation » as its understood subject or object.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from essaim.rules.facts import Facts
from essaim.rules.reading import FormReading, NafReading

NBSP = "\u00a0"

_SAYS: Mapping[str, str] = MappingProxyType(
    {
        "liste_ess_france": "la liste ESS France la cite",
        "declaration_sirene": f"Sirene la dit de l’ESS (indicateur «{NBSP}O{NBSP}»)",
        "agrement_esus": "son agrément ESUS est en cours",
    }
)
# Where another source could change the answer, the sentence says which ones were not there to be asked.
_UNSETTLED_BY_SILENCE = frozenset(
    {"hors_perimetre", "forme_inconnue", "inclusion_forme_inconnue", "forme_a_verifier", "forme_a_arbitrer"}
    | {"forme_historique", "naf_indeterminee", "naf_exclue_a_verifier", "esus_echu", "conflit_structure_et_forme"}
)
_FLAG_N = f"Sirene porte l’indicateur «{NBSP}N{NBSP}»"


def detail(
    facts: Facts, reason: str, evidence: Sequence[str], form: FormReading, naf: NafReading, kinds: Sequence[str]
) -> str:
    """Return one French sentence, capitalised and ended by a full stop."""
    pro = [_SAYS[source] for source in evidence]
    con: list[str] = []
    remarks: list[str] = []
    _form(facts, form, pro, con, remarks)
    _activity(form, naf, con, remarks)
    if form.nature not in ("public", "unknown") and facts.is_public_body_siren:
        con.append("son SIREN est de la série des organismes publics")
    if reason in ("association_intermediaire_de_droit", "geiq_de_droit", "conflit_structure_et_forme"):
        pro.append(_implied(reason, kinds))
    elif kinds:
        remarks.append(f"elle porte une structure de l’inclusion ({', '.join(kinds)}), ce qui ne prouve pas l’ESS")
    if facts.sirene_flag == "N":
        (con if evidence else remarks).append(_FLAG_N if evidence else f"{_FLAG_N}, ce qui n’exclut rien")
    if facts.esus == "expired":
        remarks.append("son agrément ESUS est échu")
    if reason in _UNSETTLED_BY_SILENCE:
        _silence(facts, pro, remarks)
    return _sentence(pro, con, remarks)


def _form(facts: Facts, form: FormReading, pro: list[str], con: list[str], remarks: list[str]) -> None:
    match form.nature:
        case "included" if form.certain:
            pro.append(f"sa forme juridique, {form.label}, est de l’ESS")
        case "included":
            pro.append(f"sa forme juridique, {form.label}, est rangée dans l’ESS sous réserve de vérification")
        case "to_settle" if form.outside_article_1:
            con.append(f"sa forme juridique, {form.label}, n’entre dans aucune famille de la loi")
        case "to_settle":
            remarks.append(f"sa forme juridique, {form.label}, est à juger unité par unité")
        case "historical":
            remarks.append(f"sa forme juridique, {form.label}, est un code ancien")
        case "excluded":
            doubt = "" if form.certain else " (règle à vérifier)"
            con.append(f"sa forme juridique, {form.label}, n’est pas de l’ESS{doubt}")
        case "public" if form.reference is not None and form.reference.source == "CG":
            con.append("son SIREN est de la série des organismes publics, que la loi ne vise pas")
        case "public":
            con.append(f"sa forme juridique, {form.label}, est celle d’une personne publique, que la loi ne vise pas")
        case "no_legal_person":
            con.append(f"sa forme juridique, {form.label}, n’a pas la personnalité morale que la loi demande")
        case "outside":
            con.append(f"sa forme juridique, {form.label}, n’entre dans aucune famille de la loi")
        case "commercial":
            remarks.append(f"sa forme juridique, {form.label}, ne dit pas l’ESS à elle seule{_hidden(facts)}")
        case "unknown" if facts.legal_form_code:
            remarks.append(f"sa catégorie juridique ({facts.legal_form_code}) n’est pas de la nomenclature")
        case "unknown":
            remarks.append("sa forme juridique n’est pas connue")


def _hidden(facts: Facts) -> str:
    """Say that a SAS can be a cooperative: the nomenclature has no code for it (perimeter file, S124)."""
    if facts.legal_form_code in ("5710", "5720"):
        return " (une SCOP ou une SCIC peut s’y trouver, le code ne permet pas de l’affirmer)"
    return ""


def _activity(form: FormReading, naf: NafReading, con: list[str], remarks: list[str]) -> None:
    if naf.verdict == "excluded":
        known = "est exclue du champ" if naf.certain else "est peut-être exclue du champ (à vérifier)"
        condition = "" if form.nature != "unknown" else " pour une association ou une fondation"
        con.append(f"son activité ({naf.label}) {known}{condition}")
    elif naf.verdict == "undetermined" and form.nature in ("included", "to_settle") and not form.outside_article_1:
        remarks.append(
            f"son activité n’est pas connue en NAF rév.{NBSP}2 ({naf.label}), l’exclusion n’est pas vérifiable"
        )


def _implied(reason: str, kinds: Sequence[str]) -> str:
    if reason == "conflit_structure_et_forme":
        return f"elle porte une structure que la loi veut associative ({', '.join(kinds)})"
    if reason == "geiq_de_droit":
        return (
            f"elle est labellisée GEIQ{NBSP}: un groupement d’employeurs est une association, parfois une coopérative"
        )
    return f"elle est conventionnée comme association intermédiaire{NBSP}: la loi réserve ce nom à une association"


def _silence(facts: Facts, pro: Sequence[str], remarks: list[str]) -> None:
    """Say what was not there to be asked: an absence counts for nothing, least of all from a source not loaded."""
    if not pro:
        remarks.append("aucune source chargée ne la dit de l’ESS")
    missing = [name for name, loaded in _loaded(facts) if not loaded]
    if missing:
        verb = "ne sont pas chargées" if len(missing) > 1 else "n’est pas chargée"
        remarks.append(f"{' et '.join(missing)} {verb}")


def _loaded(facts: Facts) -> tuple[tuple[str, bool], tuple[str, bool]]:
    return ("la liste ESS France", facts.in_ess_france is not None), ("la liste ESUS", facts.in_esus_source_loaded)


def _sentence(pro: Sequence[str], con: Sequence[str], remarks: Sequence[str]) -> str:
    main = _and(pro)
    if con:
        main = f"{main}, mais {_and(con)}" if main else _and(con)
    text = f"{NBSP}; ".join([part for part in (main, *remarks) if part])
    return f"{text[0].upper()}{text[1:]}."


def _and(clauses: Sequence[str]) -> str:
    return " et ".join([", ".join(clauses[:-1]), clauses[-1]]) if len(clauses) > 1 else "".join(clauses)
