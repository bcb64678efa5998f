"""What is asked about a legal unit, and what is answered: the two shapes that `ess.assess` relates."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from essaim.rules.errors import InvalidFacts

Status = Literal["etabli", "probable", "conteste", "a_arbitrer", "ecarte"]
Family = Literal[
    "association", "cooperative", "mutual", "foundation", "sse_company", "other_nonprofit", "unknown", "none"
]
Confidence = Literal["verifie", "a_verifier"]
SireneFlag = Literal["O", "N"]
EsusState = Literal["current", "expired"]

STATUSES: tuple[Status, ...] = ("etabli", "probable", "conteste", "a_arbitrer", "ecarte")


class Reference(NamedTuple):
    """Where one step of the reasoning comes from: text or dataset, id of the source (see sources.yaml), confidence."""

    text: str
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Facts:
    """What the loaded sources say of one legal unit (SIREN). Nothing is inferred yet.

    `None` always means "not known", never "no". `in_ess_france` is None when that list is not loaded.
    `in_esus_source_loaded` tells whether an ESUS list is loaded at all: without it, `esus=None` says nothing.
    `inclusion_kinds` holds kinds of inclusion structures (AI, EI, ACI, GEIQ…), in any order, doubles allowed.
    `is_public_body_siren` is `siren.has_public_prefix(siren)`.

    Raises InvalidFacts when a value is outside those named here: that is a fault of the caller, never of a producer.
    """

    legal_form_code: str | None = None
    naf_code: str | None = None
    naf_nomenclature: str | None = None
    sirene_flag: SireneFlag | None = None
    in_ess_france: bool | None = None
    esus: EsusState | None = None
    inclusion_kinds: tuple[str, ...] = ()
    is_public_body_siren: bool = False
    in_esus_source_loaded: bool = False

    def __post_init__(self) -> None:
        if self.sirene_flag not in ("O", "N", None):
            raise InvalidFacts("sirene_flag", self.sirene_flag)
        if self.esus not in ("current", "expired", None):
            raise InvalidFacts("esus", self.esus)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The graded answer. `is_sse` None = to be settled. `reason` is a key of `ess.REASONS`. `detail` is one French
    sentence naming which sources say what."""

    is_sse: bool | None
    status: Status
    reason: str
    family: Family
    sub_family: str | None
    detail: str
    references: tuple[Reference, ...]
