"""The table that is printed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """wall and cpu in seconds, peak in MB; ratio of CPU to the floor. Serving lines give requests and p95 instead."""

    what: str
    wall: float | None = None
    cpu: float | None = None
    peak_mb: float | None = None
    ratio: float | None = None
    per_second: float | None = None
    p95_ms: float | None = None
    note: str = ""


def markdown(lines: list[Line], *, title: str) -> str:
    """Write the lines as a Markdown table, empty cells where a column has no meaning."""
    head = "| Mesure | durée (s) | CPU (s) | mémoire max. (Mo) | × plancher (CPU) | requêtes/s | p95 (ms) | note |"
    rows = [
        "| "
        + " | ".join(
            [
                line.what,
                _number(line.wall, 1),
                _number(line.cpu, 1),
                _number(line.peak_mb, 0),
                _number(line.ratio, 2),
                _number(line.per_second, 0),
                _number(line.p95_ms, 1),
                line.note,
            ]
        )
        + " |"
        for line in lines
    ]
    return "\n".join([f"## {title}", "", head, "|---|" + "---:|" * 6 + "---|", *rows, ""])


def _number(value: float | None, decimals: int) -> str:
    return "" if value is None else f"{value:.{decimals}f}".replace(".", ",")
