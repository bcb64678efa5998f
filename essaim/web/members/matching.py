"""From a free name to a public body, with a confidence that can be explained and never a silent guess.

Only identity counts for certainty: a SIREN, an official code, or a name that only one body bears at the level said.
Everything else is a proposal for a person to accept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from essaim.rules.names import fold
from essaim.rules.siren import is_siren, is_siret
from essaim.web.members import reading_names
from essaim.web.members.reading_names import ADMITTED, FreeName
from essaim.web.observatory.release import Release
from essaim.web.territories import authorities
from essaim.web.territories.authorities import Authority

SURE, LIKELY = 0.95, 0.6
CANDIDATES_SHOWN = 5
# Under this likeness (0 to 100) two names are two names. Measured on misspelt names of communes and EPCI.
LEAST_LIKENESS = 82
SHORTEST_NEAR = 8
# A commune this many times larger than its namesakes is the one meant, most likely.
FAR_LARGER = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A body that a row may mean. confidence: 0 to 1; reasons: French, why."""

    siren: str
    territory_id: str
    name: str
    kind: str
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The candidates of a row, best first, and what is wrong with what it says; both may be empty."""

    candidates: tuple[Candidate, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def best(self) -> Candidate | None:
        return self.candidates[0] if self.candidates else None

    @property
    def confidence(self) -> float:
        return self.best.confidence if self.best else 0.0


class Matcher:
    """Names and codes of every authority of a release, ready to be compared."""

    def __init__(self, release: Release) -> None:
        self.authorities = authorities.of(release)
        self.named: dict[str, list[str]] = defaultdict(list)
        self.formerly: dict[str, list[str]] = defaultdict(list)
        known = self.authorities.by_territory
        for territory_id, folded, kind in release.rows(
            "SELECT territory_id, folded, kind FROM territory_names WHERE kind IN ('name', 'old_name')"
        ):
            held = authorities.HELD_BY.get(territory_id, territory_id)
            if held in known:
                (self.named if kind == "name" else self.formerly)[folded].append(held)
        for authority in known.values():
            if authority.level in ("region", "departement", "departemental"):
                self.named[fold(authority.name)].append(authority.territory_id)
        # Names of each level apart: a misspelt département is not looked for among 35,000 communes.
        self.of_kind: dict[str, list[str]] = defaultdict(list)
        for folded, ids in self.named.items():
            for kind in {known[territory_id].kind for territory_id in ids}:
                self.of_kind[kind].append(folded)
        self.of_departement: dict[tuple[str, str], list[str]] = defaultdict(list)
        for folded, ids in self.named.items():
            for territory_id in ids:
                for departement in known[territory_id].departements:
                    self.of_departement[known[territory_id].kind, departement].append(folded)

    def match(self, name: str, *, siren: str = "", code: str = "", departement: str = "", level: str = "") -> Match:
        """Return the bodies a row may mean.

        name: free text. siren: SIREN or SIRET as the row gives it. code: INSEE code of a commune. departement: code
        or postcode. level: free text (« Commune », « EPCI »). Any may be empty. Raises nothing.
        """
        said = reading_names.read(name)
        asked = said.level or reading_names.read(level).level
        place = reading_names.departement_of(departement.strip()) if departement.strip() else said.departement
        problems: list[str] = []
        if siren and (found := self._by_siren(siren, said, problems)):
            return Match((found,), tuple(problems))
        if code and (by_code := self.authorities.by_territory.get(f"commune:{code.strip().upper()}")):
            return Match((self._by_identity(by_code, said, "code Insee du fichier", problems),), tuple(problems))
        if not said.whole:
            return Match((), (*problems, "La ligne n’a ni nom ni code utilisable."))
        scored = self._numbered(said, asked) or self._exact(said, asked, place) or self._former(said, asked, place)
        if not scored or not any(self._is_of(asked, self.authorities.by_siren[one.siren]) for one in scored):
            # « Strasbourg Eurométropole » is the name of a commune only if one forgets the second word.
            found = {one.territory_id for one in scored}
            near = [one for one in self._near(said, asked, place) if one.territory_id not in found]
            scored = _best_first([*scored, *near], self.authorities)
        if not scored:
            problems.append("Aucune collectivité de ce nom.")
        return Match(tuple(scored[:CANDIDATES_SHOWN]), tuple(problems))

    def _by_siren(self, given: str, said: FreeName, problems: list[str]) -> Candidate | None:
        digits = "".join(given.split()).replace(".0", "").zfill(9)
        if is_siret(digits):
            digits = digits[:9]
        if not is_siren(digits):
            problems.append(f"«\u00a0{given[:40]}\u00a0» n’est pas un SIREN\u00a0: il n’a pas servi.")
            return None
        found = self.authorities.by_siren.get(digits)
        if found is None:
            problems.append(
                f"Le SIREN {digits} n’est celui d’aucune collectivité d’aujourd’hui\u00a0: peut-être a-t-elle fusionné."
            )
            return None
        return self._by_identity(found, said, "SIREN du fichier", problems)

    def _by_identity(self, found: Authority, said: FreeName, reason: str, problems: list[str]) -> Candidate:
        """A code says who it is; a name that says somebody else is told, and lowers the confidence."""
        own = fold(found.name)
        alike = not said.whole or max(
            fuzz.token_set_ratio(said.bare, own), fuzz.WRatio(said.whole, own), 100 * self._names(found, said)
        )
        if alike is True or alike >= LEAST_LIKENESS:
            return _candidate(found, 1.0, [reason])
        problems.append(f"Le nom du fichier ne ressemble pas à «\u00a0{found.name}\u00a0», que désigne ce code.")
        return _candidate(found, 0.7, [reason, "le nom ne correspond pas"])

    def _names(self, found: Authority, said: FreeName) -> bool:
        spellings = (said.whole, said.bare)
        return any(found.territory_id in self.named.get(text, ()) for text in spellings)

    def _numbered(self, said: FreeName, asked: str) -> list[Candidate]:
        """« CD 33 », « Département 59 »: the code is the name."""
        if asked not in ("departement", "region") or not (said.bare.isdigit() or said.bare in ("2a", "2b")):
            return []
        found = self.authorities.of_territory(f"{asked}:{said.bare.upper()}")
        return [_candidate(found, 0.97, ["code officiel", "échelon indiqué"])] if found else []

    def _exact(self, said: FreeName, asked: str, place: str) -> list[Candidate]:
        ids: dict[str, bool] = {}
        for text in dict.fromkeys((said.whole, said.bare, said.in_brackets)):
            for territory_id in self.named.get(text, ()) if text else ():
                ids.setdefault(territory_id, text == said.whole)
        found = [self.authorities.by_territory[territory_id] for territory_id in ids]
        kept = [one for one in found if self._is_of(asked, one)] or found
        level_agrees = bool(asked) and any(self._is_of(asked, one) for one in found)
        here = [one for one in kept if place and place in one.departements]
        rivals = here or kept
        scored = []
        for one in kept:
            reasons, confidence = ["nom identique"], 0.85 if one.kind == "commune" else SURE
            if level_agrees:
                reasons.append("échelon indiqué")
                confidence = 0.97
            elif asked:
                reasons.append("mais l’échelon indiqué est un autre")
                confidence = 0.6
            if here:
                if one not in here:
                    continue
                reasons.append(f"département {place}")
                confidence = max(confidence, 0.97) if len(here) == 1 else confidence
            elif place:
                reasons.append(f"mais hors du département {place}")
                confidence = min(confidence, 0.6)
            confidence = min(confidence, self._against_rivals(one, rivals, reasons, ids))
            scored.append(_candidate(one, confidence, reasons))
        return _best_first(scored, self.authorities)

    @staticmethod
    def _is_of(asked: str, one: Authority) -> bool:
        """True when a body is of the level asked, or holds its powers: Paris for « Département de Paris »."""
        held = (
            perimeter.partition(":")[0] for perimeter, body in authorities.HELD_BY.items() if body == one.territory_id
        )
        return not asked or one.kind in ADMITTED[asked] or asked in held

    @staticmethod
    def _against_rivals(
        one: Authority, rivals: Sequence[Authority], reasons: list[str], whole: dict[str, bool]
    ) -> float:
        """The most that can be said of one of several bodies of the same name."""
        others = [other for other in rivals if other is not one]
        if not others:
            return 1.0
        if all(other.kind != one.kind for other in others):
            # Lyon and the métropole de Lyon: the one whose whole name it is.
            if whole[one.territory_id] and not any(whole[other.territory_id] for other in others):
                return 0.97
            reasons.append("un autre échelon porte ce nom")
            return 0.85 if one.kind == "commune" else 0.6
        reasons.append(f"{len(others) + 1} collectivités portent ce nom")
        largest = max(other.population or 0 for other in others)
        return 0.7 if (one.population or 0) >= FAR_LARGER * max(largest, 1) else 0.4

    def _former(self, said: FreeName, asked: str, place: str) -> list[Candidate]:
        ids = dict.fromkeys([*self.formerly.get(said.bare, ()), *self.formerly.get(said.whole, ())])
        if asked not in ("", "commune"):
            return []
        found = [self.authorities.by_territory[territory_id] for territory_id in ids]
        found = [one for one in found if place in one.departements] or found if place else found
        reasons = ["ancienne commune, réunie depuis à celle-ci"]
        return _best_first(
            [_candidate(one, 0.75 if len(found) == 1 else 0.4, reasons) for one in found], self.authorities
        )

    def _near(self, said: FreeName, asked: str, place: str) -> list[Candidate]:
        if any(said.bare == word for word, _ in reading_names.LEVEL_WORDS):
            return []  # « Métropole », alone, is like all of them.
        kinds = ADMITTED[asked] if asked else frozenset(self.of_kind)
        best: dict[str, float] = {}
        for kind in sorted(kinds):
            names = self.of_departement.get((kind, place), []) if place else self.of_kind.get(kind, [])
            for text in dict.fromkeys((said.bare, said.whole)):
                if kind != "commune" and len(text) < SHORTEST_NEAR:
                    continue  # Acronyms: one letter apart, they are others.
                # Words left out are usual in the names of groupings; among communes they would tell two of them apart.
                scorer = fuzz.ratio if kind == "commune" else fuzz.token_set_ratio
                found = process.extract(text, names, scorer=scorer, score_cutoff=LEAST_LIKENESS, limit=5)
                for folded, likeness, _ in found:
                    for territory_id in self.named[folded] if kind == "commune" or len(folded) >= SHORTEST_NEAR else ():
                        one = self.authorities.by_territory[territory_id]
                        if one.kind == kind and (not place or place in one.departements):
                            # Words left out never make two names equal.
                            alike = min(likeness, 94.0) if folded != text else likeness
                            best[territory_id] = max(best.get(territory_id, 0.0), alike)
        scored = []
        for territory_id, likeness in best.items():
            reasons = [f"nom proche ({likeness:.0f}\u00a0%)"]
            confidence = 0.3 + 0.45 * (likeness - LEAST_LIKENESS) / (100 - LEAST_LIKENESS)
            if asked:
                reasons.append("échelon indiqué")
                confidence += 0.1
            if place:
                reasons.append(f"département {place}")
                confidence += 0.1
            scored.append(_candidate(self.authorities.by_territory[territory_id], confidence, reasons))
        return _best_first(scored, self.authorities)


def _candidate(found: Authority, confidence: float, reasons: Sequence[str]) -> Candidate:
    return Candidate(
        found.siren, found.territory_id, found.name, found.kind, round(min(confidence, 1.0), 2), tuple(reasons)
    )


def _best_first(scored: list[Candidate], known: authorities.Authorities) -> list[Candidate]:
    """By confidence, then by population."""
    return sorted(
        scored, key=lambda c: (-c.confidence, -(known.by_territory[c.territory_id].population or 0), c.territory_id)
    )


def of(release: Release) -> Matcher:
    """Return the matcher of a release, built at most once a process."""
    return release.once("member_matcher", Matcher)
