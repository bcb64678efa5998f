"""Public procurement: what the law of a day allows, asks and forbids, for a purchase whose facts are given."""

from essaim.rules.procurement.advice import advise
from essaim.rules.procurement.answers import GROUPS, STATUSES, Advice, Answer, Citation, Duty, Figure, Status, ranked
from essaim.rules.procurement.facts import BUYER_KINDS, FACTS, NATURES, RESERVATION_GROUPS, SUPPLIER_KINDS, Facts
from essaim.rules.procurement.law import NotCovered

__all__ = [
    "BUYER_KINDS",
    "FACTS",
    "GROUPS",
    "NATURES",
    "RESERVATION_GROUPS",
    "STATUSES",
    "SUPPLIER_KINDS",
    "Advice",
    "Answer",
    "Citation",
    "Duty",
    "Facts",
    "Figure",
    "NotCovered",
    "Status",
    "advise",
    "ranked",
]
