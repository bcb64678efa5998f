"""Read the facts against the law of a day: what the legal form says, what the activity says, what the sources say.

`ess.assess` weighs these readings; here nothing is decided.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from essaim.rules import lookup
from essaim.rules.facts import Facts, Family, Reference
from essaim.rules.nomenclatures import inclusion_kinds, legal_form_label, naf_rev2
from essaim.rules.schema import Dated, DecisionStep, InclusionKind, LegalForm, LegalFormKind, NafExclusion

Nature = Literal[
    "included", "to_settle", "historical", "excluded", "public", "commercial", "outside", "no_legal_person", "unknown"
]
NafVerdict = Literal["excluded", "kept", "undetermined", "not_applicable"]

_NATURE_OF_STATUT: Mapping[str, Nature] = {
    "inclus": "included",
    "a_arbitrer": "to_settle",
    "historique": "historical",
    "exclu": "excluded",
}


@dataclass(frozen=True, slots=True)
class FormReading:
    """What the legal form says by itself. `label` is ready for a sentence; `certain` = confidence « verifie »."""

    nature: Nature
    family: Family
    sub_family: str | None
    certain: bool
    outside_article_1: bool
    label: str
    reference: Reference | None
    claims_company: bool = False


@dataclass(frozen=True, slots=True)
class NafReading:
    """What the activity says, once the family is known. `undetermined` is no answer at all, never « kept »."""

    verdict: NafVerdict
    certain: bool
    label: str
    reference: Reference | None


@dataclass(frozen=True, slots=True)
class Law:
    """The parameters that hold on one day, gathered once for the many assessments of a release."""

    forms: Mapping[str, LegalForm]
    form_kinds: Mapping[str, LegalFormKind]
    exclusions: Mapping[str, NafExclusion]
    exclusion_families: frozenset[Family]
    steps: Mapping[str, DecisionStep]
    structures: Mapping[str, InclusionKind]

    def read_form(self, code: str | None, *, public_siren: bool) -> FormReading:
        """Return what the legal form says; without a readable one, only the SIREN's range is a clue."""
        form = self.forms.get(code or "")
        if form is not None and code is not None:
            nature = _NATURE_OF_STATUT[form.statut]
            if nature == "excluded" and self._kind(code) == "public":
                nature = "public"
            return FormReading(
                nature,
                form.family,
                form.sub_family,
                form.confidence == "verifie",
                form.outside_article_1,
                _form_label(code),
                _reference(form, f"Catégorie juridique {code}"),
                claims_company=code.startswith("5"),
            )
        kind = self._kind(code) if code else None
        if kind is not None and code is not None:
            rule = self._kind_rule(code)
            reference = _reference(rule, f"Catégorie juridique {code}") if rule else None
            certain = bool(rule and rule.confidence == "verifie")
            nature = kind
            return FormReading(
                nature, "none", None, certain, False, _form_label(code), reference, claims_company=kind == "commercial"
            )
        if public_siren:
            clue = Reference("Série de SIREN réservée aux organismes publics", "CG", "a_verifier")
            return FormReading("public", "none", None, False, False, "forme juridique inconnue", clue)
        return FormReading("unknown", "unknown", None, False, False, "forme juridique inconnue", None)

    def read_naf(self, code: str | None, nomenclature: str | None, family: Family) -> NafReading:
        """Return what the activity says for that family. `unknown` is read as if the exclusions applied."""
        if family not in self.exclusion_families and family != "unknown":
            return NafReading("not_applicable", True, "", None)
        readable = naf_rev2(code, nomenclature)
        if readable is None:
            return NafReading("undetermined", False, _unreadable_naf(code, nomenclature), None)
        rule = self.exclusions.get(readable) or self.exclusions.get(readable[:2])
        if rule is None or not rule.excluded:
            return NafReading("kept", True, "", None)
        label = f"{readable}, {rule.motive}"
        return NafReading("excluded", rule.confidence == "verifie", label, _reference(rule, f"Activité {label}"))

    def implied(self, kinds: tuple[str, ...]) -> tuple[str, Family, Reference] | None:
        """Return the kind of structure whose family the law imposes, if any is carried: kind, family, reference."""
        for kind in kinds:
            structure = self.structures.get(kind)
            if structure is None or structure.implied_family is None:
                continue
            text = f"{inclusion_kinds()[kind].label} ({structure.implied_article})"
            source, confidence = structure.implied_source, structure.implied_confidence
            if source is not None and confidence is not None:
                return kind, structure.implied_family, Reference(text, source, confidence)
        return None

    def step(self, reason: str) -> Reference:
        """Return the reference of one step of the order of decision."""
        return _reference(self.steps[reason], lookup.label(f"ess.decision.{reason}"))

    def _kind(self, code: str) -> Literal["commercial", "public", "no_legal_person", "outside"] | None:
        rule = self._kind_rule(code)
        return rule.kind if rule else None

    def _kind_rule(self, code: str) -> LegalFormKind | None:
        """Return the rule of the longest known beginning of a four-digit code; none for an unreadable code."""
        if len(code) != 4 or not (code.isascii() and code.isdigit()):
            return None
        return next((self.form_kinds[code[:n]] for n in (4, 3, 2, 1) if code[:n] in self.form_kinds), None)


@lru_cache(maxsize=16)
def law(on: date) -> Law:
    """Gather the parameters that hold on `on`. Raises NoValueAt before the law of 31 July 2014."""
    exclusions = lookup.load("ess.naf_exclusions")
    return Law(
        forms=lookup.value("ess.legal_forms", on=on),
        form_kinds=lookup.value("ess.legal_form_kinds", on=on),
        exclusions=lookup.value("ess.naf_exclusions", on=on),
        exclusion_families=frozenset(exclusions.families),
        steps=lookup.value("ess.decision", on=on),
        structures=lookup.value("inclusion.kinds", on=on),
    )


def evidence(facts: Facts) -> tuple[str, ...]:
    """Return the direct sources that say ESS, as reasons, in the order of decision."""
    said = (
        ("liste_ess_france", facts.in_ess_france is True),
        ("declaration_sirene", facts.sirene_flag == "O"),
        ("agrement_esus", facts.esus == "current"),
    )
    return tuple(reason for reason, holds in said if holds)


def kinds_of(facts: Facts) -> tuple[str, ...]:
    """Return the inclusion structures carried, in one order whatever the order given."""
    return tuple(sorted({kind.strip().upper() for kind in facts.inclusion_kinds if kind.strip()}))


def _reference(rule: Dated, what: str) -> Reference:
    return Reference(f"{what} ({rule.article})" if rule.article else what, rule.source, rule.confidence)


def _form_label(code: str) -> str:
    label = legal_form_label(code)
    return f"«\u00a0{label}\u00a0» ({code})" if label else f"catégorie juridique {code}"


def _unreadable_naf(code: str | None, nomenclature: str | None) -> str:
    if not code:
        return "activité inconnue"
    return f"activité {code}, nomenclature {nomenclature or 'inconnue'}"
