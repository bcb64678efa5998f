"""« de », « à » and « dans » before the name of a territory: « du Nord », « aux Lilas », « en Bretagne ».

TNCC ("type de nom en clair") is INSEE's code for the article of a name, in the code officiel géographique: 0 none
before a consonant, 1 none before a vowel or mute h, 2 Le, 3 La, 4 Les, 5 L', 6 Aux, 7 Las, 8 Los. In the official
files a commune's article is part of its name (« Le Havre »); a département's or a région's is not (« Nord », TNCC 2).
Intercommunalities have no TNCC: the first word decides.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Preposition = Literal["de", "a", "dans"]

_ARTICLE_OF_TNCC = {"2": "le", "3": "la", "4": "les", "5": "l’", "6": "aux", "7": "las", "8": "los"}
_WRITTEN_ARTICLE = re.compile(r"^(?:(le|la|les|aux|las|los)\s+|(l)[’'])", re.IGNORECASE)
_DISTRICT = re.compile(r"^(Paris|Lyon|Marseille)\s+(\d+)(er|e|ème)?\s+arrondissement$", re.IGNORECASE)

# Usage, not grammar, chooses between « en » and « dans la »: the ten départements that never take « en ».
_DANS_LA = frozenset(["creuse", "drome", "loire", "manche", "marne", "meuse", "nievre", "sarthe", "somme", "vienne"])
# … and those which, though TNCC 5 (« l’Isère »), are said with « en ».
_EN_DESPITE_L = frozenset(["ardeche", "ariege", "isere", "essonne"])
# Regions whose masculine or plural article is dropped by usage.
_EN_DESPITE_ARTICLE = frozenset({"centre-val de loire"})
# Départements and régions that are one island or one town: « à ».
_TOWN_OR_ISLAND = frozenset({"paris", "mayotte", "la reunion", "reunion"})

# First words of the names of groupings, with the article French puts before them.
_FEMININE = ("cc", "ca", "cu", "communaute", "metropole", "collectivite", "ville", "cote", "vallee", "terre")
_ELIDED = ("eurometropole", "agglomeration", "intercommunalite", "union", "entente")
_MASCULINE = ("pays", "petr", "scot", "pole", "syndicat", "territoire", "bassin", "parc")
_GROUPING_ARTICLE = dict.fromkeys(_FEMININE, "la") | dict.fromkeys(_ELIDED, "l’") | dict.fromkeys(_MASCULINE, "le")


def with_preposition(name: str, tncc: str | int | None, preposition: Preposition, level: str = "commune") -> str:
    """The name of a territory after « de », « à » or « dans » (where it is).

    name: as the producer writes it. tncc: INSEE code 0 to 8, or None where there is none (then the name decides).
    level: a value of territories.level, or « custom » for a perimeter made by a reader.
    Raises ValueError on an unknown preposition or an empty name.
    """
    if preposition not in ("de", "a", "dans"):
        raise ValueError(f"unknown preposition: {preposition}")
    name = name.strip().replace("'", "’")
    if not name:
        raise ValueError("a territory without a name cannot be put in a sentence")
    if level == "france":
        return "de la France" if preposition == "de" else "en France"
    if district := _DISTRICT.match(name):
        city, rank, _ = district.groups()
        text = f"{rank}{'er' if rank == '1' else 'e'} arrondissement de {city}"
        return f"du {text}" if preposition == "de" else f"dans le {text}"
    code = str(tncc) if tncc not in (None, "") else None
    if level in ("commune", "arrondissement_municipal"):
        return _town(name, code, preposition)
    if level == "arrondissement":
        start = "de l’arrondissement " if preposition == "de" else "dans l’arrondissement "
        return start + _town(name, code, "de")
    if level in ("departement", "departemental", "region"):
        return _area(name, code, preposition)
    return _grouping(name, preposition)


def _town(name: str, tncc: str | None, preposition: Preposition) -> str:
    article, rest = _split_article(name, tncc)
    if article is None:
        return _bare(name, "de" if preposition == "de" else "a", tncc)
    if article in ("le", "les", "aux"):
        if preposition == "de":
            return ("du " if article == "le" else "des ") + rest
        return ("au " if article == "le" else "aux ") + rest
    # La, L’, Las, Los stay in the name, with their capital: « à La Rochelle ».
    return ("de " if preposition == "de" else "à ") + name


def _area(name: str, tncc: str | None, preposition: Preposition) -> str:
    folded = _fold(name)
    if folded in _TOWN_OR_ISLAND:
        return ("de " if preposition == "de" else "à ") + name
    first = _GROUPING_ARTICLE.get(_fold(re.split(r"[\s]", name)[0]))
    if tncc is None and first:
        return _grouping(name, preposition)
    article, rest = _split_article(name, tncc)
    if article is None:
        return _bare(rest, "de", tncc) if preposition == "de" else f"en {rest}"
    if preposition == "de":
        return {"le": "du ", "les": "des ", "la": "de la ", "l’": "de l’"}.get(article, f"de {article} ") + rest
    if article == "la":
        return ("dans la " if folded in _DANS_LA else "en ") + rest
    if article == "l’":
        return ("en " if folded in _EN_DESPITE_L else "dans l’") + rest
    if folded in _EN_DESPITE_ARTICLE:
        return f"en {rest}"
    return f"dans {article} {rest}"


def _grouping(name: str, preposition: Preposition) -> str:
    article, rest = _split_article(name, None)
    if article is None:
        article, rest = _GROUPING_ARTICLE.get(_fold(name.split()[0])), name
    if article is None:
        return (
            f"sur le territoire {_bare(name, 'de', None)}" if preposition == "dans" else _bare(name, preposition, None)
        )
    joint = "" if article == "l’" else " "
    if preposition == "dans":
        return f"dans {article}{joint}{rest}"
    contracted = {("de", "le"): "du", ("de", "les"): "des", ("a", "le"): "au", ("a", "les"): "aux"}
    if (short := contracted.get((preposition, article))) is not None:
        return f"{short} {rest}"
    return f"{'de' if preposition == 'de' else 'à'} {article}{joint}{rest}"


def _bare(name: str, preposition: Preposition, tncc: str | None) -> str:
    if preposition == "a":
        return f"à {name}"
    elides = tncc == "1" if tncc in ("0", "1") else _starts_with_vowel(name)
    return f"d’{name}" if elides else f"de {name}"


def _split_article(name: str, tncc: str | None) -> tuple[str | None, str]:
    """The article (lower case) and the name without it; the article may be written in the name or only coded."""
    coded = _ARTICLE_OF_TNCC.get(tncc) if tncc else None
    written = _WRITTEN_ARTICLE.match(name) if tncc is None or coded else None
    if written:
        article = (written.group(1) or "l’").lower()
        if coded is None or coded == article:
            return article, name[written.end() :]
    return coded, name


def _starts_with_vowel(name: str) -> bool:
    folded = _fold(name)
    # « d’Yvetot » but « de Yenne »: y counts as a vowel before a consonant.
    return folded[:1] in "aeiou" or (folded[:1] == "y" and folded[1:2] not in "aeiou")


def _fold(text: str) -> str:
    text = text.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae").replace("Æ", "Ae")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()
