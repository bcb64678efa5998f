"""Names and groupings the pipeline and the pages share: families, sectors, workforce bands, inclusion structures.

These are nomenclatures, not thresholds: each entry holds one value, whatever the day (a test sees to it), so they are
asked for without a date.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from essaim.rules import lookup
from essaim.rules.facts import Status

UNCLASSIFIED = "non_classe"
NAF_REV2 = "NAFRev2"

_NAF_CODE = re.compile(r"([0-9]{2})\.?([0-9]{2}[A-Z])")

_STATUS_LABELS: Mapping[Status, str] = MappingProxyType(
    {
        "etabli": "Établi",
        "probable": "Probable",
        "conteste": "Contesté",
        "a_arbitrer": "À arbitrer",
        "ecarte": "Écarté",
    }
)


@dataclass(frozen=True, slots=True)
class WorkforceBand:
    """One INSEE band. Bounds in employees; `maximum` None with `minimum` set = no upper bound (band 53).

    `is_employer` is what SIRENE says of the unit; band 00 employed somebody in the year but nobody on 31 December.
    """

    code: str
    label: str
    minimum: int | None
    maximum: int | None
    is_employer: bool


@dataclass(frozen=True, slots=True)
class InclusionKind:
    """One kind of structure of integration through work, or of disabled workers. It never proves membership."""

    id: str
    label: str
    group: str
    is_siae: bool


def statuses() -> Mapping[Status, str]:
    """Return the five graded statuses and their French label, from the surest to the one set aside."""
    return _STATUS_LABELS


def families() -> Mapping[str, str]:
    """Return the families (id → French label), `unknown` and `none` included."""
    return _labels("ess.families")


def sub_families() -> Mapping[str, str]:
    """Return the sub-families (id → French label)."""
    return _labels("ess.sub_families")


def sectors() -> Mapping[str, str]:
    """Return the sectors (id → French label) in their display order; the last is « non_classe »."""
    return _labels("ess.sectors")


@cache
def sector_by_division() -> Mapping[str, str]:
    """Return the sector of each two-digit division of the NAF rév. 2, to join on in SQL."""
    return MappingProxyType(
        {
            division: sector
            for sector, entry in lookup.load("ess.sectors").entries.items()
            for division in _only(entry).divisions
        }
    )


def sector_of(naf_code: str | None, nomenclature: str | None) -> str:
    """Return the sector of an activity code, `non_classe` when it cannot be told.

    Only a NAF rév. 2 code is read: look-alike codes of other nomenclatures mean something else (84.11Z, 84.11Y).
    """
    division = naf_division(naf_code, nomenclature)
    return sector_by_division().get(division, UNCLASSIFIED) if division else UNCLASSIFIED


def naf_division(naf_code: str | None, nomenclature: str | None) -> str | None:
    """Return the two-digit division of a NAF rév. 2 code, or None: absent, unreadable, or another nomenclature."""
    code = naf_rev2(naf_code, nomenclature)
    return code[:2] if code else None


def naf_rev2(naf_code: str | None, nomenclature: str | None) -> str | None:
    """Return a NAF rév. 2 code with its dot (« 8899B » → « 88.99B »), or None: see `naf_division`.

    A code whose division does not exist (« 00.00Z », given while INSEE has not coded a unit) is None too.
    """
    match = _NAF_CODE.fullmatch((naf_code or "").strip().upper()) if nomenclature == NAF_REV2 else None
    if match is None or match[1] not in sector_by_division():
        return None
    return f"{match[1]}.{match[2]}"


@cache
def workforce_bands() -> Mapping[str, WorkforceBand]:
    """Return the sixteen workforce bands by code, from NN (no employee) to 53 (10,000 and more)."""
    entries = lookup.load("sirene.workforce_bands").entries
    return MappingProxyType(
        {
            code: WorkforceBand(code, entry.label, band.minimum, band.maximum, band.is_employer)
            for code, entry in entries.items()
            for band in [_only(entry)]
        }
    )


@cache
def inclusion_kinds() -> Mapping[str, InclusionKind]:
    """Return the kinds of inclusion structures by official acronym (AI, EI, GEIQ…)."""
    entries = lookup.load("inclusion.kinds").entries
    return MappingProxyType(
        {
            kind: InclusionKind(kind, entry.label, value.group, value.is_siae)
            for kind, entry in entries.items()
            for value in [_only(entry)]
        }
    )


def legal_form_label(code: str | None) -> str | None:
    """Return the French label of a legal form, None when the code is absent or not one we name."""
    return legal_form_labels().get(code or "")


@cache
def legal_form_labels() -> Mapping[str, str]:
    """Return the French label of every legal form we name: those of the ESS perimeter and the common others."""
    return MappingProxyType({**_labels("sirene.other_legal_forms"), **_labels("ess.legal_forms")})


@cache
def _labels(file_name: str) -> Mapping[str, str]:
    return MappingProxyType({key: entry.label for key, entry in lookup.load(file_name).entries.items()})


def _only(entry: Any) -> Any:
    (value,) = entry.values
    return value
