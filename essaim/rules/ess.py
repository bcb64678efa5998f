"""Is this legal unit part of the social and solidarity economy (ESS), how surely, and who says so?

`assess` is a pure function of the facts and a day. `is_sse` follows the order of decision written in
`parameters/ess/decision.yaml`; the status grades how far sources and law agree. Why five grades:
`docs/explication/statut-gradue.md`. Every situation we thought of: `cases/ess.yaml`.
"""

from datetime import date

from essaim.rules import sentences
from essaim.rules.facts import Assessment, Facts, Family, Reference, Status
from essaim.rules.nomenclatures import (
    families,
    inclusion_kinds,
    legal_form_label,
    sector_by_division,
    sector_of,
    sectors,
    statuses,
    sub_families,
    workforce_bands,
)
from essaim.rules.reading import FormReading, Law, NafReading, evidence, kinds_of, law
from essaim.rules.reasons import REASONS, Reason

__all__ = [
    "REASONS",
    "Assessment",
    "Facts",
    "Reason",
    "Reference",
    "assess",
    "families",
    "inclusion_kinds",
    "legal_form_label",
    "sector_by_division",
    "sector_of",
    "sectors",
    "statuses",
    "sub_families",
    "workforce_bands",
]


def assess(facts: Facts, on: date) -> Assessment:
    """Return the graded ESS status of one legal unit, as the law stood on the day `on`.

    Raises NoValueAt before the law of 31 July 2014. Sources: order of decision of the perimeter file (S39, S121, S35).
    """
    return _Case(facts, law(on)).answer()


class _Case:
    """One assessment being made: the facts, and what each of them says under the law."""

    def __init__(self, facts: Facts, rules: Law) -> None:
        self.facts = facts
        self.rules = rules
        self.kinds = kinds_of(facts)
        self.evidence = evidence(facts)
        self.form: FormReading = rules.read_form(facts.legal_form_code, public_siren=facts.is_public_body_siren)
        self.implied = rules.implied(self.kinds)
        self.naf: NafReading = rules.read_naf(facts.naf_code, facts.naf_nomenclature, self.form.family)

    def answer(self) -> Assessment:
        """Return the answer, with the family that reads best beside it."""
        if self.evidence:
            reason = self._conflict() or self._agreement()
            return self._result(True, reason, self._claimed_family())
        is_sse, reason = self._without_evidence()
        return self._result(is_sse, reason, self._read_family(reason))

    # -- a source says ESS: is_sse is settled by the order of decision, the grade depends on what disagrees

    def _conflict(self) -> str | None:
        """Return the first disagreement with the direct sources, the gravest first; None when nothing disagrees."""
        if self.form.nature == "public":
            return "conflit_personne_publique"
        if self.form.nature == "excluded":
            return "conflit_forme_exclue"
        if self.form.nature in ("outside", "no_legal_person") or self.form.outside_article_1:
            return "conflit_hors_familles"
        if self.naf.verdict == "excluded":
            return "conflit_naf_exclue"
        if self._private_form_under_public_siren():
            return "conflit_siren_public"
        # « N » next to a list or an approval is a disagreement to show, never a ground of exclusion (perimeter file).
        if self.facts.sirene_flag == "N":
            return "conflit_indicateur_n"
        return None

    def _agreement(self) -> str:
        """Return the reason when nothing disagrees: one lone source is not enough where the form says nothing."""
        says_nothing = self.form.nature in ("commercial", "to_settle", "historical")
        return "une_seule_source" if says_nothing and len(self.evidence) == 1 else self.evidence[0]

    # -- no source says ESS: the law alone answers

    def _without_evidence(self) -> tuple[bool | None, str]:
        match self.form.nature:
            case "public":
                return False, "personne_publique"
            case "excluded":
                return False, "forme_exclue"
            case "no_legal_person":
                return False, "sans_personnalite_morale"
            case "commercial" | "outside":
                return self._ordinary_form()
            case "included":
                return self._included_form()
            case "to_settle" | "historical":
                if self.naf.verdict == "excluded" and self.naf.certain:
                    return False, "naf_exclue"
                return None, "forme_a_arbitrer" if self.form.nature == "to_settle" else "forme_historique"
            case "unknown":
                return self._unknown_form()

    def _ordinary_form(self) -> tuple[bool | None, str]:
        if self.implied is not None:
            return False, "conflit_structure_et_forme"
        if self.facts.esus == "expired":
            return None, "esus_echu"
        return False, "hors_perimetre"

    def _included_form(self) -> tuple[bool | None, str]:
        if self.naf.verdict == "excluded":
            # A rule nobody re-read never blocks: it sends to settlement instead.
            return (False, "naf_exclue") if self.naf.certain else (None, "naf_exclue_a_verifier")
        if self._private_form_under_public_siren():
            return True, "conflit_siren_public"
        if self.naf.verdict == "undetermined":
            return True, "naf_indeterminee"
        if not self.form.certain:
            return True, "forme_a_verifier"
        if self.facts.sirene_flag == "N":
            return True, "forme_contre_indicateur_n"
        return True, "categorie_juridique"

    def _unknown_form(self) -> tuple[bool | None, str]:
        if self.implied is not None and self.naf.verdict != "excluded":
            return True, "association_intermediaire_de_droit" if self.implied[0] == "AI" else "geiq_de_droit"
        if self.kinds:
            return None, "inclusion_forme_inconnue"
        if self.facts.esus == "expired":
            return None, "esus_echu"
        return None, "forme_inconnue"

    # -- families

    def _claimed_family(self) -> tuple[Family, str | None]:
        """Return the family of a unit a source calls ESS. SCOP and SCIC in SAS are never guessed from the code 5710."""
        if self.form.nature in ("included", "to_settle", "historical"):
            return self.form.family, self.form.sub_family
        if self.form.claims_company:
            return "sse_company", None
        if self.form.nature == "unknown" and self.implied is not None:
            return self.implied[1], None
        return "unknown", None

    def _read_family(self, reason: str) -> tuple[Family, str | None]:
        if reason in ("association_intermediaire_de_droit", "geiq_de_droit") and self.implied is not None:
            sub_family = "intermediate_association" if self.implied[0] == "AI" else "employers_group"
            return self.implied[1], sub_family
        if reason == "esus_echu":
            return ("sse_company" if self.form.claims_company else "unknown"), None
        return self.form.family, self.form.sub_family

    # -- the answer

    def _private_form_under_public_siren(self) -> bool:
        return self.facts.is_public_body_siren and self.form.nature not in ("public", "unknown")

    def _result(self, is_sse: bool | None, reason: str, family: tuple[Family, str | None]) -> Assessment:
        status: Status = REASONS[reason].status
        detail = sentences.detail(self.facts, reason, self.evidence, self.form, self.naf, self.kinds)
        return Assessment(is_sse, status, reason, family[0], family[1], detail, self._references(reason))

    def _references(self, reason: str) -> tuple[Reference, ...]:
        """Return what the answer rests on: the sources that say ESS, the form, the activity, the structure."""
        found = [self.rules.step(source) for source in self.evidence]
        if self.form.reference is not None:
            found.append(self.form.reference)
        if self.naf.reference is not None:
            found.append(self.naf.reference)
        # The structure is cited only where the answer, or the family, rests on it.
        rests_on_it = self.form.nature == "unknown" or reason == "conflit_structure_et_forme"
        if self.implied is not None and rests_on_it:
            found.append(self.implied[2])
        if reason == "hors_perimetre":
            found.append(self.rules.step("hors_perimetre"))
        return tuple(dict.fromkeys(found))
