"""Reading a free name: what it says of the level and the place, and what is left to compare.

« Conseil départemental du Nord (59) », « Ville de Lille », « CA Caux Seine agglo », « Région Hauts-de-France » name a
public body with a word for its level, sometimes a code for its département; the rest is its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from essaim.rules.names import fold

# Longest first: « communauté d'agglomération » before « agglomération ». Folded, on whole words.
LEVEL_WORDS: tuple[tuple[str, str], ...] = (
    ("conseil regional", "region"),
    ("region", "region"),
    ("conseil departemental", "departement"),
    ("conseil general", "departement"),
    ("departement", "departement"),
    ("cd", "departement"),
    ("etablissement public territorial", "ept"),
    ("ept", "ept"),
    ("communaute d agglomeration", "intercommunalite"),
    ("communaute de communes", "intercommunalite"),
    ("communaute urbaine", "intercommunalite"),
    ("communaute d agglo", "intercommunalite"),
    ("agglomeration", "intercommunalite"),
    ("intercommunalite", "intercommunalite"),
    ("comcom", "intercommunalite"),
    ("cc", "intercommunalite"),
    ("ca", "intercommunalite"),
    ("cu", "intercommunalite"),
    ("eurometropole", "metropole"),
    ("metropole", "metropole"),
    ("collectivite territoriale", "ctu"),
    ("commune nouvelle", "commune"),
    ("commune", "commune"),
    ("mairie", "commune"),
    ("ville", "commune"),
    ("municipalite", "commune"),
)
# Which kinds of authority a word admits: a métropole is asked for by both words, Corsica is a région to its readers.
ADMITTED: dict[str, frozenset[str]] = {
    "region": frozenset({"region", "ctu"}),
    "departement": frozenset({"departement", "ctu"}),
    "ctu": frozenset({"ctu", "departement", "region"}),
    "metropole": frozenset({"metropole", "intercommunalite"}),
    "intercommunalite": frozenset({"intercommunalite", "metropole", "ept"}),
    "ept": frozenset({"ept"}),
    "commune": frozenset({"commune"}),
}
_LINK = re.compile(r"^(?:de la|de l|du|des|de|d|la|le|les|l) ")
_PLACE = re.compile(r"\((\s*(?:2[ABab]|97\d|\d{2}|\d{5})\s*)\)|\b(2[ABab]\d{3}|\d{5})\b")
_BRACKETS = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class FreeName:
    """A name as read. whole: all of it, folded; bare: without the word of its level; level: key of ADMITTED or "".

    departement: code it gives in brackets or by a postcode, else "". in_brackets: folded, a second name or an acronym.
    """

    whole: str
    bare: str
    level: str
    departement: str
    in_brackets: str


def read(text: str) -> FreeName:
    """Read a name. Never fails: an empty text gives an empty name.

    >>> read("Conseil départemental du Nord (59)")
    FreeName(whole='conseil departemental du nord', bare='nord', level='departement', departement='59', in_brackets='')
    """
    departement = ""
    if place := _PLACE.search(text):
        departement = departement_of((place.group(1) or place.group(2)).strip())
    brackets = " ".join(fold(part) for part in re.findall(r"\(([^)]*)\)", text))
    whole = fold(_PLACE.sub(" ", _BRACKETS.sub(" ", text)))
    level, bare = "", whole
    for word, meaning in LEVEL_WORDS:
        if re.search(rf"\b{word}\b", whole):
            level = meaning
            bare = re.sub(rf"\b{word}\b", " ", whole, count=1)
            break
    bare = " ".join(bare.split())
    while level and (shorter := _LINK.sub("", bare)) != bare:
        bare = shorter
    # « Métropole » alone, « Communauté urbaine » alone: the word was the name.
    return FreeName(whole, bare or whole, level, departement, "" if brackets.isdigit() else brackets)


def departement_of(code: str) -> str:
    """Return the département of a postcode, a commune's code or a département's code; "" when it has none.

    Corsican postcodes (20…) say no département since 2A and 2B share them.
    """
    code = code.upper()
    if code.startswith("20") and len(code) == 5:
        return ""
    return code[:3] if code.startswith(("97", "98")) else code[:2]
