"""Is this a SIREN, is this a SIRET? On numbers already cleaned, as text.

The key is Luhn's (INSEE). One known exception: the establishments of La Poste (SIREN 356000000), whose fourteen
digits only have to sum to a multiple of five. The exception is `a_verifier`: it comes from general knowledge and from
python-stdnum, and the real SIRET of La Poste we hold obey it; no official page was read.

Big tables check the key in SQL. So that both agree, the arithmetic is stated once, as weights:
`luhn_sum = Σ contribution(digit, weight)`, where the weight is 2 on every second digit from the right and 1 elsewhere,
and `contribution(d, 2) = 2·d − 9·(d > 4)`. The number is right when the sum is a multiple of ten.
"""

from stdnum.fr import siren as _siren
from stdnum.fr import siret as _siret

SIREN_LENGTH = 9
SIRET_LENGTH = 14
LA_POSTE_SIREN = "356000000"

# Numbers that public sources carry as fillers. `000000000` even passes the key.
PLACEHOLDER_SIRENS = frozenset(
    {"000000000", "123456789", "123456782", "987654321", "012345678"} | {digit * SIREN_LENGTH for digit in "123456789"}
)


def zero_fill(text: str, length: int) -> str:
    """Give back the leading zeros a spreadsheet or an integer column has eaten.

    In: digits as text, and the length the code should have (9, 14, 5…). Out: the same, left-filled with zeros;
    anything that is not only ASCII digits, is empty, or is already long enough comes back unchanged. Raises nothing.
    """
    if text.isascii() and text.isdigit():
        return text.zfill(length)
    return text


def luhn_weights(length: int) -> tuple[int, ...]:
    """Return the Luhn weight of each digit, from the left, for a number of `length` digits.

    >>> luhn_weights(9)
    (1, 2, 1, 2, 1, 2, 1, 2, 1)
    >>> luhn_weights(14)[:4]
    (2, 1, 2, 1)
    """
    return tuple(1 if (length - position) % 2 else 2 for position in range(length))


def luhn_sum(digits: str) -> int:
    """Return the Luhn sum of ASCII `digits`, with the formula any SQL engine can evaluate too.

    Raises ValueError when a character is not a digit.
    """
    weighted = zip(digits, luhn_weights(len(digits)), strict=True)
    return sum(weight * int(digit) - (9 if weight == 2 and int(digit) > 4 else 0) for digit, weight in weighted)


def is_siren(text: str) -> bool:
    """Tell whether `text` is a SIREN: nine ASCII digits, a right key, and no known filler. Raises nothing."""
    return _has_digits(text, SIREN_LENGTH) and text not in PLACEHOLDER_SIRENS and _siren.is_valid(text)


def is_siret(text: str) -> bool:
    """Tell whether `text` is a SIRET: fourteen ASCII digits, a right key (La Poste has its own) and a real SIREN.

    Raises nothing.
    """
    return _has_digits(text, SIRET_LENGTH) and is_siren(text[:SIREN_LENGTH]) and _siret.is_valid(text)


def has_public_prefix(siren: str) -> bool:
    """Tell whether a SIREN lies in the ranges INSEE gives to public bodies: 11… to 19… and 2….

    A clue, not a proof. `10…` is left out: since 2025 private units are numbered there (sources file, section on
    SIRENE). The legal form, when known, decides.
    """
    return siren[:1] == "2" or (siren[:1] == "1" and siren[1:2] not in ("", "0"))


def _has_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()
