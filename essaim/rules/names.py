"""Fold names so that two spellings of one name compare equal.

Every index, autocomplete and name match of the house folds through here: what was indexed and what is typed
must lose exactly the same differences, or a search silently misses.
"""

import re
import unicodedata
from collections.abc import Iterable

# Latin letters that Unicode does not decompose: without this table « cœur » would lose a letter.
_UNDECOMPOSED = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ø": "o", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n", "ŧ": "t",
        "ß": "ss",
    }
)  # fmt: skip

_WORD = re.compile(r"[a-z0-9]+")
_SPACE = re.compile(" ")

_SAINTS = {"saint": "st", "saints": "st", "sts": "st", "sainte": "ste", "saintes": "ste", "stes": "ste"}


def fold(text: str) -> str:
    """Return `text` in lower-case ASCII words separated by one space.

    In: any text, as a producer or a reader wrote it. Out: only `a-z`, `0-9` and single spaces, possibly empty.
    Accents are dropped, œ becomes oe, apostrophes, hyphens and punctuation become spaces, and « saint(e)(s) » becomes
    « st » or « ste ». Letters of other scripts are dropped. Folding twice changes nothing. Raises nothing.

    >>> fold("L’Haÿ-les-Roses"), fold("SAINTES-MARIES-DE-LA-MER"), fold("Cœur d'Ostrevent")
    ('l hay les roses', 'ste maries de la mer', 'coeur d ostrevent')
    """
    if text.isascii():
        folded = text.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", text).casefold()
        # Once more: lower-casing can itself bring a combining mark (İ → i + dot).
        decomposed = unicodedata.normalize("NFKD", decomposed).translate(_UNDECOMPOSED)
        # Marks (accents) and format characters (soft hyphen, zero-width space) sit inside words: they must vanish,
        # not cut the word in two.
        folded = "".join(letter for letter in decomposed if unicodedata.category(letter) not in ("Mn", "Me", "Cf"))
    return " ".join(_SAINTS.get(word, word) for word in _WORD.findall(folded))


def typed_variants(text: str) -> tuple[str, ...]:
    """Return the foldings to look up as prefixes while somebody is still typing `text`.

    The first is `fold(text)`. When the last word is the unfinished beginning of « saint » or « sainte » (« sai »,
    « sain »), a second one ends with « st »: folded names no longer contain « saint », so the prefix « sain » alone
    would find nothing until the word is finished. Empty when nothing is left after folding.
    """
    folded = fold(text)
    if not folded:
        return ()
    *before, last = folded.split(" ")
    if len(last) >= 2 and "saint".startswith(last) and not text[-1:].isspace():
        return folded, " ".join([*before, "st"])
    return (folded,)


def word_starts(
    names: Iterable[tuple[str, str, str, int]],
) -> list[tuple[str, int, str, str, str]]:
    """Return what a reader may be typing: each name from each of its words on, in the order they should be offered.

    In: (identifier, folded name, kind, weight), kinds name, old_name, code and postcode. Out: (start, place,
    identifier, kind, folded name), sorted by start then place; « hauts de france » is found by « france » too, a code
    from its beginning only. Place: 1 is offered first; today's names before former ones, whole names before inner
    words, then the heaviest, then the shortest.
    """
    found: list[tuple[bool, bool, int, int, str, str, str, str]] = []
    for identifier, folded, kind, weight in names:
        starts = [folded]
        if kind in ("name", "old_name"):
            starts += [folded[match.end() :] for match in _SPACE.finditer(folded)]
        found += [
            (kind == "old_name", start != folded, -int(weight or 0), len(folded), identifier, start, kind, folded)
            for start in starts
        ]
    found.sort()
    rows = [(row[5], place, row[4], row[6], row[7]) for place, row in enumerate(found, 1)]
    rows.sort()
    return rows
