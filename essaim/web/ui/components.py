"""What the components are given: small frozen records, so that a selector can be typed and tested without a template.

A component takes any object or mapping with the same names; these records only spare their users the defaults.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from essaim.web.ui import french

Flag = Literal["s", "nd"]
Unit = Literal["count", "rate", "percent", "euros", "text"]


@dataclass(frozen=True, slots=True)
class Link:
    """label; href None for the page itself; current for the entry one is on."""

    label: str
    href: str | None = None
    current: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """tone: "" (grey), honey, leaf, slate, brick, outline; family adds the family's colour dot."""

    label: str
    tone: str = ""
    title: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with what makes it honest: unit, comparison, source, date, definition.

    value: number in `unit` (percent: already × 100; rate: for 1 000 inhabitants and the like), or ready text with
    unit "text"; None = unknown.
    flag: s = statistical secrecy, nd = not available; either hides the value.
    low, high: bounds shown instead of one value (« 24 100 à 41 900 ») when value is None and one is given.
    """

    label: str
    value: float | str | None = None
    unit: Unit = "count"
    decimals: int | None = None
    flag: Flag | None = None
    low: float | None = None
    high: float | None = None
    suffix: str = ""
    comparisons: Sequence[str] = ()
    source: str = ""
    date: dt.date | None = None
    note: str = ""
    definition: str = ""
    definition_href: str = ""

    @property
    def is_known(self) -> bool:
        return self.flag is None and (self.value is not None or self.low is not None or self.high is not None)

    @property
    def shown(self) -> str:
        """The text of the value, « secret statistique » or « inconnu »."""
        if self.flag == "s":
            return french.CONFIDENTIAL
        if not self.is_known:
            return french.UNKNOWN
        return (
            show(self.value, self.unit, self.decimals)
            if self.value is not None
            else french.interval(self.low, self.high)
        )


def show(value: float | str | None, unit: Unit = "count", decimals: int | None = None, flag: str | None = None) -> str:
    """A value in its unit, in French; flagged or None values in words."""
    if flag == "s":
        return french.CONFIDENTIAL
    if flag == "nd" or value is None:
        return french.UNKNOWN
    if isinstance(value, str):
        return value
    if unit == "percent":
        return french.percent(value, 1 if decimals is None else decimals)
    if unit == "rate":
        return french.rate(value)
    if unit == "euros":
        return french.euros(value, decimals or 0)
    return french.number(value, decimals)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a data table. sort_href: address of the list sorted by it; sorted_as: the order now in force."""

    label: str
    numeric: bool = False
    sort_href: str = ""
    sorted_as: Literal["", "ascending", "descending"] = ""
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: text, or a number with its unit, or tags; href makes it a link."""

    text: str = ""
    href: str = ""
    numeric: bool = False
    tags: Sequence[Tag] = ()
    status: str = ""
    note: str = ""
    unknown: bool = False


def number_cell(
    value: float | None, unit: Unit = "count", decimals: int | None = None, flag: str | None = None
) -> Cell:
    """A right-aligned number; None and flags in words."""
    return Cell(show(value, unit, decimals, flag), numeric=True, unknown=value is None or flag is not None)


@dataclass(frozen=True, slots=True)
class Table:
    """A data table. The first cell of a row is its header; current: index of the row to set off."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    empty: str = "Aucune ligne."
    tall: bool = False
    compact: bool = False
    current: int | None = None
    hide_caption: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int | None = None
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of a bar. kind: checkbox (several), radio (one), select (one), search (text), number."""

    name: str
    label: str
    kind: Literal["checkbox", "radio", "select", "search", "number"] = "checkbox"
    options: Sequence[Option] = ()
    value: str = ""
    hint: str = ""
    open: bool = False
    error: str = ""

    @property
    def is_active(self) -> bool:
        return bool(self.value) or any(option.selected and option.value for option in self.options)


@dataclass(frozen=True, slots=True)
class FilterBar:
    """A GET form. hidden: [(name, value)] kept with the filters (sort); active: links that take one filter away."""

    action: str
    filters: Sequence[Filter]
    hidden: Sequence[tuple[str, str]] = ()
    active: Sequence[Link] = ()
    reset_href: str = ""
    submit: str = "Filtrer"
    title: str = "Filtrer la liste"


@dataclass(frozen=True, slots=True)
class Pagination:
    current: int
    total: int
    previous: str = ""
    next: str = ""
    items: Sequence[Link] = field(default_factory=tuple)


def paginate(current: int, total: int, url: Callable[[int], str], around: int = 1) -> Pagination:
    """The links of a list of `total` pages: first, last and neighbours; a Link without label « … » stands for a gap.

    Raises ValueError when current is not between 1 and max(total, 1).
    """
    if not 1 <= current <= max(total, 1):
        raise ValueError(f"page {current} of {total}")
    if total <= 1:
        return Pagination(current, total)
    kept = sorted({1, total, *range(max(1, current - around), min(total, current + around) + 1)} - {0})
    items: list[Link] = []
    previous = 0
    for page in kept:
        if page - previous == 2:
            items.append(Link(french.number(page - 1), url(page - 1)))
        elif page - previous > 2:
            items.append(Link("…"))
        items.append(Link(french.number(page), None if page == current else url(page), current=page == current))
        previous = page
    return Pagination(
        current,
        total,
        url(current - 1) if current > 1 else "",
        url(current + 1) if current < total else "",
        tuple(items),
    )


@dataclass(frozen=True, slots=True)
class Download:
    label: str
    href: str
    note: str = ""


def merged(query: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """A query with some keys changed, and those set to None taken away: stable addresses for sorts and filters."""
    return {key: value for key, value in {**query, **changes}.items() if value is not None}
