"""Write the reference page of the perimeter from the parameters, so that page and rule cannot drift apart.

`python -m essaim.rules.perimeter_page` prints it; a test compares it with `docs/reference/perimetre-ess.md`.
"""

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from essaim.rules import lookup
from essaim.rules.dates import french_date
from essaim.rules.facts import Confidence
from essaim.rules.nomenclatures import families, inclusion_kinds, sectors, statuses, sub_families, workforce_bands
from essaim.rules.reasons import REASONS

_CONFIDENCE: dict[Confidence, str] = {"verifie": "vérifié", "a_verifier": "à vérifier"}
_STATUT = {"inclus": "inclus", "a_arbitrer": "à arbitrer", "historique": "historique", "exclu": "exclu"}
_ANSWER = {True: "oui", False: "non", None: "à arbitrer"}

_INTRODUCTION = """# Périmètre de l’ESS

<!-- Page produite par « python -m essaim.rules.perimeter_page » : corriger les fichiers de essaim/rules/parameters. -->

Ce que l’outil applique pour dire si une organisation relève de l’économie sociale et solidaire (ESS). Chaque ligne
vient d’un paramètre daté et sourcé. **Vérifié** : lu dans une source, parfois secondaire. **À vérifier** : pas encore
relu sur un texte officiel ; une exclusion d’activité à vérifier n’écarte personne, elle envoie à l’arbitrage. Pourquoi
cinq statuts : voir [Le statut gradué](../explication/statut-gradue.md).

La liste officielle des catégories juridiques du champ n’est publiée dans aucune source lue : elle est reconstruite
d’après la loi du 31 juillet 2014 et les libellés officiels."""


def page() -> str:
    """Return the whole page, in Markdown. Raises InvalidParameters when a file breaks its schema."""
    sections = [
        _INTRODUCTION,
        _decision(),
        _reasons(),
        _legal_forms(),
        _form_kinds(),
        _naf(),
        _sectors(),
        _structures(),
        _bands(),
        _thresholds(),
        _sources(),
    ]
    return _typography("\n\n".join(sections) + "\n")


def _decision() -> str:
    rows = [
        (str(step.rank), entry.label, step.when, _ANSWER[step.is_sse], *_credentials(step))
        for entry, step in _entries("ess.decision")
    ]
    text = "Le premier motif atteint l’emporte. L’indicateur « N » de Sirene n’est jamais un motif d’exclusion."
    return f"## Ordre de décision\n\n{text}\n\n{_table(('Rang', 'Motif', 'Condition', 'ESS', *_CREDENTIALS), rows)}"


def _reasons() -> str:
    rows = [
        (f"`{key}`", reason.title, statuses()[reason.status], reason.explanation, ", ".join(reason.sources))
        for key, reason in REASONS.items()
    ]
    return f"## Motifs des statuts\n\n{_table(('Identifiant', 'Motif', 'Statut', 'Explication', 'Sources'), rows)}"


def _legal_forms() -> str:
    rows = []
    for code, entry in lookup.load("ess.legal_forms").entries.items():
        for form in entry.values:
            sub_family = f" ({sub_families()[form.sub_family]})" if form.sub_family else ""
            family = f"{families()[form.family]}{sub_family}"
            rows.append((code, entry.label, _STATUT[form.statut], family, *_credentials(form), form.note or ""))
    head = ("Code", "Libellé", "Statut", "Famille", *_CREDENTIALS, "Note")
    return f"## Catégories juridiques\n\n{_described('ess.legal_forms')}\n\n{_table(head, rows)}"


def _form_kinds() -> str:
    kinds = {
        "commercial": "ESS seulement si une source le dit",
        "public": "hors de l’ESS : personne publique",
        "no_legal_person": "hors de l’ESS : pas de personnalité morale",
        "outside": "hors des familles de la loi",
    }
    file = lookup.load("ess.legal_form_kinds")
    rows = [
        (f"{prefix}…" if len(prefix) < 4 else prefix, entry.label, kinds[rule.kind], *_credentials(rule))
        for prefix, entry in file.entries.items()
        for rule in entry.values
    ]
    head = ("Début du code", "Nature", "Lecture", *_CREDENTIALS)
    return f"### Autres catégories\n\n{_described('ess.legal_form_kinds')}\n\n{_table(head, rows)}"


def _naf() -> str:
    file = lookup.load("ess.naf_exclusions")
    rows = [
        (code, entry.label, "exclue" if rule.excluded else "non exclue", *_credentials(rule), rule.note or "")
        for code, entry in file.entries.items()
        for rule in entry.values
    ]
    head = ("NAF rév. 2", "Activité", "Lecture", *_CREDENTIALS, "Note")
    return f"## Activités exclues\n\n{_described('ess.naf_exclusions')}\n\n{_table(head, rows)}"


def _sectors() -> str:
    rows = [
        (f"`{key}`", sectors()[key], ", ".join(value.divisions), _CONFIDENCE[value.confidence])
        for key, entry in lookup.load("ess.sectors").entries.items()
        for value in entry.values
    ]
    head = ("Identifiant", "Secteur", "Divisions NAF rév. 2", "Confiance")
    return f"## Secteurs\n\n{_described('ess.sectors')}\n\n{_table(head, rows)}"


def _structures() -> str:
    rows = [
        (kind, item.label, item.group, "oui" if item.is_siae else "non", *_credentials(value), value.note or "")
        for kind, item in inclusion_kinds().items()
        for value in lookup.load("inclusion.kinds").entries[kind].values
    ]
    head = ("Sigle", "Libellé", "Groupe", "SIAE", *_CREDENTIALS, "Note")
    return f"## Structures de l’inclusion\n\n{_described('inclusion.kinds')}\n\n{_table(head, rows)}"


def _bands() -> str:
    rows = [(code, band.label, _bound(band.minimum), _bound(band.maximum)) for code, band in workforce_bands().items()]
    head = ("Code", "Libellé", "Borne basse", "Borne haute")
    return f"## Tranches d’effectif\n\n{_described('sirene.workforce_bands')}\n\n{_table(head, rows)}"


def _thresholds() -> str:
    rows = [
        (entry.label, f"{_bound(value.value)} {value.unit}", *_credentials(value), value.note or "")
        for entry, value in _entries("publication.small_numbers")
    ]
    head = ("Seuil", "Valeur", *_CREDENTIALS, "Note")
    return f"## Petits nombres\n\n{_described('publication.small_numbers')}\n\n{_table(head, rows)}"


def _sources() -> str:
    rows = [(key, source.title, source.publisher, source.nature) for key, source in lookup.sources().items()]
    return f"## Sources\n\n{_table(('Identifiant', 'Titre', 'Éditeur', 'Nature'), rows)}"


_CREDENTIALS = ("Depuis", "Texte", "Source", "Confiance")


def _credentials(value: Any) -> tuple[str, str, str, str]:
    start = french_date(value.from_) if value.from_ else "début inconnu"
    return start, value.article or "–", value.source, _CONFIDENCE[value.confidence]


def _described(name: str) -> str:
    file = lookup.load(name)
    return (
        f"{file.description} Relu le {french_date(file.checked_on)}, à relire avant le {french_date(file.review_by)}."
    )


def _entries(name: str) -> Iterable[tuple[Any, Any]]:
    return ((entry, value) for entry in lookup.load(name).entries.values() for value in entry.values)


def _bound(number: int | None) -> str:
    return "–" if number is None else f"{number:,}".replace(",", "\u202f")


def _typography(text: str) -> str:
    """Put the non-breaking spaces of French where this page's own words left plain ones."""
    for plain, right in (
        (" ;", "\u00a0;"),
        (" ?", "\u00a0?"),
        (" :", "\u00a0:"),
        ("« ", "«\u00a0"),
        (" »", "\u00a0»"),
        (" %", "\u00a0%"),
        ("rév. 2", "rév.\u00a02"),
    ):
        text = text.replace(plain, right)
    return text


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(page())
