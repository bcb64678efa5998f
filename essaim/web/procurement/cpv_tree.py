"""The tree of the CPV in the release served, in memory once a release: which codes exist, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from essaim.rules import cpv
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.release import Release

IN_WORDS = "Cherchez plutôt par des mots\u00a0: «\u00a0cantine scolaire\u00a0»."
COLUMNS = "code, check_digit, label, level, parent_code, nature, children_count"


@dataclass(frozen=True, slots=True)
class Code:
    """A row of the published table `cpv`."""

    code: str
    check_digit: str | None
    label: str
    level: str
    parent_code: str | None
    nature: str
    children_count: int

    @property
    def written(self) -> str:
        """« 55524000-9 », as a notice writes it."""
        return f"{self.code}-{self.check_digit}" if self.check_digit else self.code

    @property
    def level_name(self) -> str:
        return cpv.LEVEL_NAMES[self.level]  # type: ignore[index]


@dataclass(frozen=True, slots=True)
class Tree:
    """Every code by its eight digits; empty when the release has no CPV."""

    codes: Mapping[str, Code]

    def __bool__(self) -> bool:
        return bool(self.codes)

    @property
    def is_official(self) -> bool:
        """False for the short labels of ours that a demonstration shows: the official ones come with check digits."""
        return any(code.check_digit is not None for code in self.codes.values())

    def path(self, code: str) -> tuple[Code, ...]:
        """The codes above, from the division down to the parent."""
        above = [self.codes[each] for each in cpv.ancestors(code) if each in self.codes]
        return tuple(reversed(above))


@dataclass(frozen=True, slots=True)
class Resolved:
    """A code that exists. warning: what the reader should check (a check digit that is not the published one)."""

    code: Code
    warning: str = ""


class UnknownCode(InvalidRequest):
    """A code that the CPV does not hold; `suggestion` is the nearest real one above it, None without any."""

    def __init__(self, message: str, detail: str, suggestion: Code | None) -> None:
        super().__init__(message, detail)
        self.suggestion = suggestion


def tree(release: Release) -> Tree:
    """Return the tree of a release; empty when the release was built without the CPV."""
    return release.once("cpv_tree", _load)


def resolve(codes: Tree, text: str) -> Resolved:
    """Return the code somebody wrote.

    Raises InvalidRequest for what is no code, UnknownCode with the nearest real parent for an invented one.
    """
    try:
        written = cpv.read(text)
    except cpv.InvalidCpv as error:
        raise InvalidRequest(
            str(error), "Cherchez plutôt par des mots\u00a0: «\u00a0cantine scolaire\u00a0»."
        ) from error
    found = codes.codes.get(written.code)
    if found is None:
        raise _unknown(codes, written.code)
    digit = written.check_digit
    if digit is not None and found.check_digit is not None and digit != found.check_digit:
        return Resolved(
            found,
            f"La clé de {found.code} est {found.check_digit}, pas {digit}\u00a0: vérifiez que c’est bien "
            f"«\u00a0{found.label}\u00a0» que vous vouliez.",
        )
    return Resolved(found)


def _unknown(codes: Tree, code: str) -> UnknownCode:
    nearest = cpv.nearest(code, codes.codes)
    if nearest is None:
        return UnknownCode(
            f"Le code {code} n’existe pas dans le CPV 2008, pas même sa division.",
            IN_WORDS,
            None,
        )
    parent = codes.codes[nearest]
    return UnknownCode(
        f"Le code {code} n’existe pas dans le CPV 2008.",
        f"Le plus proche qui existe est {parent.written}, «\u00a0{parent.label}\u00a0».",
        parent,
    )


def _load(release: Release) -> Tree:
    if release.manifest.table("cpv") is None:
        return Tree({})
    return Tree({row["code"]: Code(*row) for row in release.rows(f"SELECT {COLUMNS} FROM cpv ORDER BY code")})
