"""What the words of a notice let one presume of a reservation, when no coded field says it.

A presumption is never a certainty: it is shown as such, with the words that made it and the precision measured on the
notices of cases/reserved_notices.yaml. Reservations: articles L2113-12 (disability), L2113-13 (integration), L2113-13-1
(prison) and L2113-15 (enterprises of the social economy) of the code of public procurement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from essaim.rules import yaml_files

KINDS = ("handicap", "insertion", "prison", "ess", "non_precise")
_SPACES = re.compile(r"\s+")
_CASES = Path(__file__).parent / "cases" / "reserved_notices.yaml"
_AROUND = 90  # characters of evidence kept on each side

_RESERVED = r"(?:r[ée]serv[ée]e?s?)"
_THING = r"(?:march[ée]s?|lots?|accords?[- ]cadres?|consultations?|procédures?|contrats?|participation|prestations?)"
_SHELTERED = "|".join(
    [
        r"entreprises? adapt[ée]es?",
        r"\bEA\b",
        r"\bESAT\b",
        r"[ée]tablissements? et services? d[’' ]aide par le travail",
        r"[ée]tablissements? et services? d[’' ]accompagnement par le travail",
        r"ateliers? prot[ée]g[ée]s?",
        r"travailleurs? handicap[ée]s?",
    ]
)
_INTEGRATION = "|".join(
    [
        r"structures? d[’' ]insertion",
        r"insertion par l[’' ]activit[ée] [ée]conomique",
        r"\bSIAE\b",
        r"ateliers? et chantiers? d[’' ]insertion",
        r"entreprises? d[’' ]insertion",
        r"travailleurs? d[ée]favoris[ée]s?",
        r"associations? interm[ée]diaires?",
    ]
)
_SSE = "|".join(
    [
        r"entreprises? de l[’' ][ée]conomie sociale et solidaire",
        r"structures? de l[’' ]ESS",
        r"entreprises? de l[’' ]ESS",
    ]
)
_PRISON = r"[ée]tablissements? p[ée]nitentiaires?|travail p[ée]nitentiaire|personnes d[ée]tenues"
_ARTICLES = {
    "handicap": r"L\.? ?2113-12(?![0-9])",
    "insertion": r"L\.? ?2113-13(?![0-9]|-1)",
    "prison": r"L\.? ?2113-13-1",
    "ess": r"L\.? ?2113-1[56]",
}
_WORDS = {"handicap": _SHELTERED, "insertion": _INTEGRATION, "ess": _SSE, "prison": _PRISON}
# A reservation said in words: « marché réservé », « lot n° 3 réservé à… », « réservé aux entreprises adaptées ».
_ELSEWHERE = r"(?! (?:exclusivement )?(?:aux v[ée]hicules|[àa] l[’'][ée]tat))"
_SAID = [
    re.compile(rf"\b{_THING}\b[^.;]{{0,60}}?\b{_RESERVED}\b{_ELSEWHERE}", re.I),
    re.compile(rf"\b{_RESERVED}\b(?:[^.;]{{0,40}}?)\b(?:aux?|[àa] des?|[àa] une?|[àa] l[’'])\b[^.;]{{0,80}}", re.I),
]
_DENIED = re.compile(
    r"(?:n[’'](?:est|a)|ne (?:sont|fait|font|sera|seront)|pas|non|aucun|sans|ni)\b[^.;:]{0,50}\b"
    rf"{_RESERVED}|{_RESERVED}\s*:?\s*(?:non|n[ée]ant|sans objet)\b|{_RESERVED}\s*\(\s*non\s*\)",
    re.I,
)
_PLAIN = re.compile(rf"\b(?:march[ée]|lots?|accord[- ]cadre)\b (?:[^.;,]{{0,20}})\b{_RESERVED}\b\s*(?:[.;)]|$)", re.I)


@dataclass(frozen=True, slots=True)
class Presumption:
    """kind: one of KINDS; evidence: the words of the notice, cut around what was found."""

    kind: str
    evidence: str


def presume(text: str) -> Presumption | None:
    """Return what the words of a notice let one presume, None when nothing does.

    Two signs are wanted: a reservation said in words, and whom it is for (words or article). An article of the
    reservations cited alone is enough: nobody cites it for something else.
    """
    flat = _SPACES.sub(" ", text.replace("\u00a0", " ").replace("\u202f", " "))
    for sentence in re.split(r"(?<=[.;!?])\s+(?=[A-ZÉÈÀ0-9-])|\n", flat):
        found = _in_sentence(sentence)
        if found is not None:
            return found
    return None


def _in_sentence(sentence: str) -> Presumption | None:
    if _DENIED.search(sentence):
        return None
    for kind, pattern in _ARTICLES.items():
        cited = re.search(pattern, sentence, re.I)
        if cited:
            return Presumption(kind, _cut(sentence, cited))
    for said in _SAID:
        for match in said.finditer(sentence):
            for kind, words in _WORDS.items():
                if re.search(words, sentence[match.start() :], re.I):
                    return Presumption(kind, _cut(sentence, match))
    plain = _PLAIN.search(sentence)
    return Presumption("non_precise", _cut(sentence, plain)) if plain else None


def _cut(sentence: str, match: re.Match[str]) -> str:
    start, end = max(0, match.start() - _AROUND), min(len(sentence), match.end() + _AROUND)
    return ("…" if start else "") + sentence[start:end].strip() + ("…" if end < len(sentence) else "")


@dataclass(frozen=True, slots=True)
class Measure:
    """How right the presumption is on the notices kept: counts, and the shares they make."""

    notices: int
    reserved: int
    presumed: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.presumed

    @property
    def recall(self) -> float:
        return self.right / self.reserved


@cache
def measure() -> Measure:
    """Measure the presumption on cases/reserved_notices.yaml: notices written by us in the words of real ones."""
    notices = yaml_files.read(_CASES)["notices"]
    found = [(bool(notice["reserved"]), presume(notice["text"]) is not None) for notice in notices]
    return Measure(
        notices=len(found),
        reserved=sum(reserved for reserved, _ in found),
        presumed=sum(presumed for _, presumed in found),
        right=sum(reserved and presumed for reserved, presumed in found),
    )
