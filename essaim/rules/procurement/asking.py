"""Facts as people write them (a form, an address, a command line), read into Facts; what cannot be read is said.

Keys are the French keys of FACTS. One way for the three doors: pages, command, API.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from essaim.rules.errors import InvalidFacts
from essaim.rules.procurement.facts import BY_KEY, FACTS, Facts, cpv_code

YES = frozenset({"oui", "o", "vrai", "true", "1", "yes"})
NO = frozenset({"non", "n", "faux", "false", "0", "no"})
UNKNOWN = frozenset({"", "inconnu", "?", "nsp"})
LONGEST = 400
MOST_AMOUNTS = 100
# Far above any contract, and below what would only be a slip of the keyboard.
GREATEST = Decimal(10) ** 12
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_FRENCH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class Asked(NamedTuple):
    """The facts read, and a French sentence for each key that could not be. given: what was kept, as it was written."""

    facts: Facts
    errors: Mapping[str, str]
    given: Mapping[str, str]


def read(raw: Mapping[str, Iterable[str] | str]) -> Asked:
    """Return the facts written under their French keys. An unreadable value is left out and said; others are kept."""
    values: dict[str, object] = {}
    errors: dict[str, str] = {}
    given: dict[str, str] = {}
    for key, written in raw.items():
        name = BY_KEY.get(key)
        if name is None:
            errors[key] = f"Le fait «\u00a0{key[:40]}\u00a0» n’existe pas."
            continue
        text = (written if isinstance(written, str) else ",".join(written)).strip()
        if text.lower() in UNKNOWN:
            continue
        given[key] = text
        try:
            value = _value(name, text[:LONGEST])
            Facts(**{name: value})  # type: ignore[arg-type]
        except (InvalidFacts, ValueError) as error:
            errors[key] = _sentence(name, text, error)
        else:
            values[name] = value
    return Asked(Facts(**values), errors, given)  # type: ignore[arg-type]


def written(facts: Facts) -> dict[str, str]:
    """Return the facts known, under their French keys, written so that `read` gives them back."""
    found: dict[str, str] = {}
    for field in fields(facts):
        value = getattr(facts, field.name)
        if value is None or value in ((), frozenset()):
            continue
        found[FACTS[field.name].key] = _text(value)
    return found


def day(text: str) -> date:
    """Return a day written « 2026-11-23 » or « 23/11/2026 ». Raises ValueError, in French."""
    cleaned = text.strip()
    french = _FRENCH_DAY.fullmatch(cleaned)
    try:
        if french:
            return date(int(french[3]), int(french[2]), int(french[1]))
        return date.fromisoformat(cleaned)
    except ValueError:
        raise ValueError(
            f"La date «\u00a0{cleaned[:40]}\u00a0» n’existe pas\u00a0: écrivez-la 2026-11-23 ou 23/11/2026."
        ) from None


def number(text: str) -> Decimal:
    """Return an amount written the French way or not: « 85 000,50 € », « 85000.5 ». Raises ValueError, in French."""
    cleaned = _SPACES.sub("", text).removesuffix("HT").removesuffix("€").removesuffix("%").replace(",", ".")
    try:
        found = Decimal(cleaned)
    except InvalidOperation:
        raise ValueError(f"«\u00a0{text[:40]}\u00a0» n’est pas un nombre.") from None
    if not found.is_finite() or found < 0 or found > GREATEST:
        raise ValueError(f"«\u00a0{text[:40]}\u00a0» est hors de ce qu’un achat peut valoir.")
    return found


def _value(name: str, text: str) -> object:
    match FACTS[name].kind:
        case "amount" | "share" | "months":
            return number(text)
        case "amounts":
            parts = [part for part in re.split(r"[;\n|]", text) if part.strip()]
            if len(parts) > MOST_AMOUNTS:
                raise ValueError(f"{len(parts)} montants\u00a0: {MOST_AMOUNTS} au plus.")
            return tuple(number(part) for part in parts)
        case "bool":
            word = text.lower()
            if word not in YES | NO:
                raise ValueError("Répondez oui, non, ou laissez vide.")
            return word in YES
        case "set":
            return frozenset(_choice(name, part) for part in re.split(r"[,;]", text) if part.strip())
        case "choice":
            return _choice(name, text)
        case "date":
            return day(text)
        case "cpv":
            return cpv_code(text)


def _choice(name: str, text: str) -> str:
    """Return the value of an enumeration whatever its case. An unknown one comes back as it is, to be refused."""
    known = {value.lower(): value for value in FACTS[name].choices}
    return known.get(text.strip().lower(), text.strip())


def _sentence(name: str, text: str, error: Exception) -> str:
    fact = FACTS[name]
    match fact.kind:
        case "cpv":
            return f"Le code CPV «\u00a0{text[:20]}\u00a0» n’a pas huit chiffres, par exemple 55524000 ou 55524000-9."
        case "choice" | "set":
            return f"«\u00a0{text[:40]}\u00a0» n’est pas dans la liste\u00a0: {', '.join(fact.choices)}."
        case "share":
            return f"«\u00a0{text[:40]}\u00a0» n’est pas une part entre 0 et 100."
        case _ if isinstance(error, InvalidFacts):
            return str(error)
        case _:
            return str(error)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, (tuple, frozenset)):
        return ";".join(_text(item) for item in (sorted(value) if isinstance(value, frozenset) else value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)
