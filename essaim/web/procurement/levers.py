"""The levers open to a need: what the law of its day says (`essaim.rules.procurement`), in three blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from essaim.rules.procurement import Advice, Answer, Facts, NotCovered, advise, ranked
from essaim.web.observatory.release import Release
from essaim.web.procurement.need import Need
from essaim.web.territories import authorities

# What `advise` calls the body that stands for a territory.
BUYERS = {
    "commune": "commune",
    "intercommunalite": "epci",
    "metropole": "epci",
    "ept": "ept",
    "departement": "departement",
    "region": "region",
    "ctu": "ctu",
}
BLOCKS = {
    "possible": "Leviers ouverts",
    "a_verifier": "À vérifier",
    "impossible": "Impossible ici",
    "non_couvert": "Non couvert",
}
DUTIES = "Ce que ce marché impose"
RESERVED_BY = {"reserve_integration": "L2113-13", "reserve_disability": "L2113-12", "reserve_ess": "L2113-15"}


@dataclass(frozen=True, slots=True)
class Levers:
    """advice: None when the day is not covered, `not_covered` then says so.

    blocks: levers by status, best first, then what must be done whatever the lever.
    """

    advice: Advice | None
    blocks: Mapping[str, tuple[Answer, ...]]
    not_covered: str = ""

    def is_open(self, lever: str) -> bool:
        """Whether a lever is possible for this need."""
        return self.advice is not None and self.advice.answer(lever).status == "possible"


def facts(release: Release, need: Need) -> Facts:
    """Return the facts of a need for the rules. The kind of buyer is the territory's own authority."""
    authority = authorities.of(release).of_territory(need.place.territory_id)
    return Facts(
        amount=need.amount,
        nature=need.nature,  # type: ignore[arg-type]
        cpv=need.code.code,
        months=None if need.months is None else need.months,  # type: ignore[arg-type]
        separable=need.separable,
        innovative=need.innovative,
        buyer_kind=BUYERS.get(authority.kind) if authority else None,
    )


def of_need(release: Release, need: Need) -> Levers:
    """Return what the law of the day of launch says."""
    try:
        advice = advise(facts(release, need), on=need.on)
    except NotCovered as error:
        return Levers(None, {}, str(error))
    answers = ranked(advice.answers)
    levers = [each for each in answers if not each.is_duty]
    found = {label: tuple(each for each in levers if each.status == status) for status, label in BLOCKS.items()}
    found[DUTIES] = tuple(sorted((each for each in answers if each.is_duty), key=_pressing))
    return Levers(advice, {label: block for label, block in found.items() if block})


def _pressing(answer: Answer) -> tuple[int, int]:
    """What must be done first, then what must be checked, then what asks nothing."""
    return ({True: 0, None: 1, False: 2}[answer.duty], answer.rank)
