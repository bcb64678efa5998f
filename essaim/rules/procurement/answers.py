"""What `advise` answers: one Answer a lever, with its reasons, its duties, its articles and its doubts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from essaim.rules.facts import Confidence
from essaim.rules.procurement.estimate import Estimate
from essaim.rules.procurement.evaluation import Doubt, Verdict
from essaim.rules.procurement.facts import FACTS, Facts

Status = Literal["possible", "impossible", "a_verifier", "non_couvert"]
STATUSES: dict[Status, str] = {
    "possible": "Possible",
    "impossible": "Impossible",
    "a_verifier": "À vérifier",
    "non_couvert": "Non couvert",
}
GROUPS = {
    "acheter": "Choisir la procédure",
    "reserver": "Réserver",
    "exiger": "Exiger",
    "ouvrir": "Ouvrir l’accès",
    "publier": "Programmer et publier",
}
DISCLAIMER = (
    "Cette réponse aide à préparer un achat\u00a0; elle ne remplace ni la lecture des textes, ni l’avis d’un service "
    "juridique. Le droit appliqué est celui du jour de lancement indiqué."
)


@dataclass(frozen=True, slots=True)
class Citation:
    """An article cited. url: its page on Légifrance when the version's id is sure."""

    id: str
    label: str
    code: str
    source: str
    confidence: Confidence
    version_since: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A threshold that the answer rests on."""

    id: str
    label: str
    shown: str
    article: str
    since: date | None
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that must be done, or not. required None: it cannot be told, or a reading is unsure."""

    id: str
    label: str
    required: bool | None
    reasons: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one lever.

    is_duty: the lever is open to all and only says what must be done. duty: True when something must be done, False
    when nothing must, None when it cannot be told; `duties` says what. reasons: why the lever is open or closed.
    missing: ids of the facts that would tell. changes: what would change the answer. requirements: what to ask of
    candidates. obligations, exceptions, warnings, cautions: French sentences of the rules that play.
    """

    id: str
    title: str
    group: str
    slug: str
    rank: int
    question: str
    status: Status
    is_duty: bool
    duty: bool | None
    duties: tuple[Duty, ...]
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    changes: tuple[str, ...]
    requirements: tuple[str, ...]
    obligations: tuple[str, ...]
    exceptions: tuple[str, ...]
    warnings: tuple[str, ...]
    cautions: tuple[str, ...]
    assumptions: tuple[str, ...]
    figures: tuple[Figure, ...]
    articles: tuple[Citation, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions whose answer would tell."""
        return tuple(FACTS[name].question for name in self.missing)


@dataclass(frozen=True, slots=True)
class Advice:
    """The whole answer. given: the facts as told; facts: with what they settle (`drawn`). answers: one a lever."""

    on: date
    given: Facts
    facts: Facts
    estimate: Estimate
    drawn: tuple[str, ...]
    warnings: tuple[str, ...]
    answers: tuple[Answer, ...]
    disclaimer: str = DISCLAIMER

    def answer(self, lever: str) -> Answer:
        """Return the answer of one lever. Raises KeyError."""
        found = next((item for item in self.answers if item.id == lever), None)
        if found is None:
            raise KeyError(lever)
        return found


def ranked(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Return the answers best first for who wants to make room for the ESS: open levers, then those to be checked."""
    order = {"possible": 0, "a_verifier": 1, "impossible": 2, "non_couvert": 3}
    return tuple(sorted(answers, key=lambda item: (order[item.status], item.rank)))
