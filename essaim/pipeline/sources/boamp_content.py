"""What the structured content of a notice (`donnees`) says, whatever its form (eForms, FNSimple, MAPA, DSP, older).

Only codes and the text of the object leave this module: contacts and addresses are never read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

# eForms BT-71 (who may take part) and BT-736 (sheltered execution).
_EFORMS = {"res-ws": "handicap", "res-pub-ser": "ess"}
# Fields of the forms of TED and of the former forms of the BOAMP, letters only, lower case.
_FIELDS = {
    "restrictedshelteredworkshop": "handicap",
    "restrictedshelteredprogram": "handicap",
    "reservedorganisationsservicemission": "ess",
    "marchereserveoui": "non_precise",
    "reserveoui": "non_precise",
}
_CPV = re.compile(r"[0-9]{8}(?:-[0-9])?")
# Eight digits elsewhere may be a date or a reference: only fields that hold codes of the CPV are read.
_CODES = {"cbcitemclassificationcode", "classprincipale", "principal", "cpv", "code", "supplementaire"}
_LETTERS = re.compile(r"[^a-z]")
_TITLES = {
    "intitule",
    "objet",
    "objetcomplet",
    "titremarche",
    "description",
    "principales",
    "cbcname",
    "cbcdescription",
}
# Whole branches that hold people or places.
_SKIPPED = {
    "organisme", "identite", "correspondant", "contact", "cacparty", "cacpostaladdress", "caccontact", "adr",
    "extublextensions", "coordonnees",
}  # fmt: skip
_FALSE = {"", "non", "n", "false", "0", "no"}
_LONGEST = 20_000


def loaded(donnees: object) -> Any:
    """The content as objects: text of JSON in the API; None when it is not readable."""
    if isinstance(donnees, str):
        try:
            return json.loads(donnees)
        except ValueError:
            return None
    return donnees


def coded_reservation(content: Any) -> str | None:
    """Return for whom a coded field reserves the notice or one of its lots, None when no coded field says so."""
    for key, value in _walk(content):
        name = _LETTERS.sub("", key.lower())
        if name in _FIELDS and str(value).strip().lower() not in _FALSE - {""}:
            return _FIELDS[name]
        if isinstance(value, dict):
            listed, code = str(value.get("@listName", "")), str(value.get("#text", ""))
            if listed == "reserved-procurement" and code in _EFORMS:
                return _EFORMS[code]
            if listed == "reserved-execution" and code == "yes":
                return "handicap"
    return None


def cpv_codes(content: Any) -> list[str]:
    """Return the CPV codes of the content, in order, each once."""
    found: dict[str, None] = {}
    for key, value in _walk(content):
        if _LETTERS.sub("", key.lower()) not in _CODES:
            continue
        for one in value if isinstance(value, list) else [value]:
            text = one.get("#text") if isinstance(one, dict) else one
            if isinstance(text, str) and _CPV.fullmatch(text.strip()):
                found[text.strip()[:8]] = None
    return list(found)


def words(content: Any) -> str:
    """Return the titles and descriptions of the content, for the presumption of a reservation."""
    parts: dict[str, None] = {}
    for key, value in _walk(content):
        if _LETTERS.sub("", key.lower()) in _TITLES:
            text = value.get("#text") if isinstance(value, dict) else value
            if isinstance(text, str) and text.strip():
                parts[text.strip()] = None
    return "\n".join(parts)[:_LONGEST]


def _walk(value: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Every (key, value), people and addresses left out; contents nested beyond reason are cut."""
    if depth > 40:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if _LETTERS.sub("", key.lower()) in _SKIPPED:
                continue
            yield key, inner
            yield from _walk(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, depth + 1)
