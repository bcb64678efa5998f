"""The level people name before a place: « métropole de Lille », « arrondissement d’Avesnes », « ville de Lyon »."""

from __future__ import annotations

import re

_EPCI = ("epci", "ept")
# Folded words (essaim.rules.names.fold) → levels they may mean. Longest first: the first that fits is taken.
_LEVELS: dict[str, tuple[str, ...]] = {
    "communaute d agglomeration": _EPCI,
    "communaute de communes": _EPCI,
    "communaute urbaine": _EPCI,
    "metropole europeenne": _EPCI,
    "metropole": _EPCI,
    "agglomeration": _EPCI,
    "agglo": _EPCI,
    "intercommunalite": _EPCI,
    "interco": _EPCI,
    "cc": _EPCI,
    "ca": _EPCI,
    "cu": _EPCI,
    "etablissement public territorial": ("ept",),
    "ept": ("ept",),
    "arrondissement": ("arrondissement", "arrondissement_municipal"),
    "conseil departemental": ("departement", "departemental"),
    "departement": ("departement", "departemental"),
    "conseil regional": ("region",),
    "region": ("region",),
    "commune": ("commune",),
    "mairie": ("commune",),
    "ville": ("commune",),
}
_PHRASE = re.compile(rf"({'|'.join(_LEVELS)}) (?:de la |de l |des |du |de |d )?(.+)")


def split(folded: str) -> tuple[tuple[str, ...], str] | None:
    """Return (levels, name) of a folded phrase that starts with a level: « ville de lille » → (("commune",), "lille").

    None when it does not. Some names do start so (« Ville-d’Avray »): look the whole phrase up first.
    """
    match = _PHRASE.fullmatch(folded)
    return (_LEVELS[match[1]], match[2]) if match else None
