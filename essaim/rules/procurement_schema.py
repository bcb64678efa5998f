"""Shape of the parameter files of public procurement: thresholds, rules, levers, articles, lists of CPV codes.

A rule is a list of conditions on facts, written as data: the same conditions give the answer, its reasons and the tree
that the pages draw, so that they cannot disagree. How they are read: `essaim.rules.procurement.evaluation`.
"""

import re
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from essaim.rules.facts import Confidence
from essaim.rules.schema import Dated, Scalar, Strict
from essaim.rules.typography import typo

Effect = Literal["peut", "doit", "interdit"]
Unit = Literal["EUR_HT", "EUR", "pourcent", "mois", "jours", "multiple"]
Reference = Literal["lancement", "notification"]
# A sentence shown as it is: its spaces and apostrophes are put right when it is read.
French = Annotated[str, AfterValidator(typo)]
CpvCode = Annotated[str, Field(pattern=r"^[0-9]{8}$")]
_SOURCE_IDS = re.compile(r"\s*\((?:S\d+(?:, )?)+\)")
TESTS = ("below", "at_most", "above", "at_least", "is_", "among", "in_list", "rule", "any_of", "all_of")


class OtherReading(Strict):
    """Another value that a source gives for the same period. It is never applied, always shown."""

    value: int | float
    source: str
    note: French


class LegalValue(Scalar):
    """One threshold, rate or delay. `act`: the text that set it. `review_by` and `checked_on` override the file's."""

    value: int | float
    unit: Unit
    act: French | None = None
    reference: Reference = "lancement"
    note: French | None = None
    readings: tuple[OtherReading, ...] = ()
    checked_on: date | None = None
    review_by: date | None = None

    @cached_property
    def exact(self) -> Decimal:
        """The value, exact."""
        return Decimal(str(self.value))

    @cached_property
    def told(self) -> str:
        """The note as a reader sees it: without the ids of sources, which only the house knows."""
        return _SOURCE_IDS.sub("", self.note or "")


class Condition(Strict):
    """One condition on one fact, or a group of conditions. Exactly one test of TESTS is given.

    below, at_most, above, at_least: id of a threshold, or of a choice of thresholds (`law.CHOICES`).
    times: ids of facts; the threshold is multiplied by the first one known (a multiple of the estimated value).
    is_ (written « is »): the answer wanted to a yes-or-no fact. among: values wanted of an enumeration or a set.
    in_list: a list of CPV codes. rule: another rule that must hold. negate: the test must fail.
    assume: the truth of the condition when the fact is unknown, said as an assumption; without it, it stays unknown.
    label, held, failed: French sentences; left out, they are made from the fact (`procurement.sentences`).
    """

    fact: str | None = None
    below: str | None = None
    at_most: str | None = None
    above: str | None = None
    at_least: str | None = None
    times: tuple[str, ...] = ()
    is_: bool | None = Field(default=None, alias="is")
    among: tuple[str, ...] | None = None
    in_list: str | None = None
    rule: str | None = None
    any_of: "tuple[Condition, ...] | None" = None
    all_of: "tuple[Condition, ...] | None" = None
    negate: bool = False
    assume: bool | None = None
    confidence: Confidence = "verifie"
    label: French | None = None
    held: French | None = None
    failed: French | None = None

    @model_validator(mode="after")
    def _has_one_test(self) -> "Condition":
        given = [name for name in TESTS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"une condition a un test et un seul, pas {given}")
        if (self.fact is None) != (given[0] in ("rule", "any_of", "all_of")):
            raise ValueError(f"le test « {given[0]} » demande un fait, ou n’en veut pas")
        return self

    @cached_property
    def test(self) -> str:
        """The name of the test given, one of TESTS."""
        return next(name for name in TESTS if getattr(self, name) is not None)


class Doubt(Strict):
    """What makes a rule's answer unsure when `when` holds."""

    when: Condition
    text: French
    source: str | None = None


class Rule(Dated):
    """One version of a rule. `none` (a sentence) says that there was no such rule in the period: it never holds.

    always: why the rule holds when no condition on the need or the buyer decides. unless: exceptions that close it.
    exceptions: those that need a reasoned human decision. cautions: what was not re-read. reference: which day counts.
    act: the text that brought this version. change: what it brought, for the calendar.
    """

    effect: Effect
    articles: tuple[str, ...]
    none: French | None = None
    always: French | None = None
    conditions: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    obligations: tuple[French, ...] = ()
    exceptions: tuple[French, ...] = ()
    warnings: tuple[French, ...] = ()
    cautions: tuple[French, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    reference: Reference = "lancement"
    act: French | None = None
    change: French | None = None


class Lever(Dated):
    """What a page and an answer are about. gate: rules one of which must hold; none: always open.

    options: rules that ease a duty. figures: ids of thresholds worth showing even when no rule needs them.
    """

    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    group: str
    rank: int
    question: French
    summary: French
    why: French
    steps: tuple[French, ...] = ()
    traps: tuple[French, ...] = ()
    gate: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    see: tuple[str, ...] = ()

    @property
    def rules(self) -> tuple[str, ...]:
        """Every rule of the lever, in the order of the page."""
        return (*self.gate, *self.duties, *self.options, *self.forbids)


class Clause(Dated):
    """Words to use. rule: what must hold for it, none for words always allowed. fields: name in braces → its label."""

    kind: Literal["clause", "critere", "mention", "motif", "controle"]
    lever: str
    rule: str | None = None
    articles: tuple[str, ...]
    text: French
    fields: dict[str, French] = Field(default_factory=dict)
    checks: tuple[French, ...] = ()

    @model_validator(mode="after")
    def _fields_are_those_of_the_text(self) -> "Clause":
        named = set(re.findall(r"\{(\w+)\}", self.text))
        if named != set(self.fields):
            raise ValueError(f"champs du texte {sorted(named)}, champs décrits {sorted(self.fields)}")
        return self


class Article(Dated):
    """An article we cite. version_since: first day of the version read. legifrance: official id of that version."""

    code: str = "code de la commande publique"
    version_since: date | None = None
    legifrance: Annotated[str, Field(pattern=r"^LEGIARTI[0-9]{12}$")] | None = None


class CpvRange(Dated):
    """Codes from `first` to `last`, both included; one code when they are equal."""

    first: CpvCode
    last: CpvCode

    @model_validator(mode="after")
    def _is_in_order(self) -> "CpvRange":
        if self.last < self.first:
            raise ValueError(f"plage {self.first}-{self.last} à l’envers")
        return self
