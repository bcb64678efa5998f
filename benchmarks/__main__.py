"""python -m benchmarks --scale 1/4: generate, build, serve; print one Markdown table and keep it under var/bench/."""

from __future__ import annotations

import argparse
import statistics
import sys
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from benchmarks import children, events, law, letters, network, resources, serving
from benchmarks.material import FRANCE_UNITS
from benchmarks.procurement import JSON_MB
from benchmarks.table import Line, markdown

PANDAS_SCALE = Fraction(1, 8)


def main() -> None:
    """Run what is asked and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=Fraction, default=Fraction(1, 4), help="1 = 30 million legal units")
    parser.add_argument("--runs", type=int, default=3, help="runs of the floor and of the build, one after the other")
    parts = ["all", "build", "contracts", "serve", "law", "network", "letters", "purchases", "resources", "events"]
    parser.add_argument("--part", choices=parts, default="all")
    parser.add_argument("--port", type=int, default=8409)
    parser.add_argument("--seconds", type=int, default=10, help="of each load test, 15 at most")
    parser.add_argument("--people", type=int, default=20_000, help="recipients of the letter")
    asked = parser.parse_args()
    folder = Path("var/bench").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    lines: list[Line] = []
    if asked.part in {"all", "build"}:
        lines += build_lines(folder, asked.scale, asked.runs)
    if asked.part in {"all", "contracts"}:
        lines += contract_lines(folder, asked.scale)
    if asked.part in {"all", "serve"}:
        lines += serving.lines(folder, asked.scale, port=asked.port, seconds=min(asked.seconds, 15))
    if asked.part in {"all", "law"}:
        lines += law.lines()
    if asked.part in {"all", "network"}:
        lines += network.lines(folder, Path("var/releases").resolve())
    if asked.part in {"all", "letters"}:
        lines += letters.lines(folder, asked.people)
    if asked.part in {"all", "purchases"}:
        lines.append(purchases_line(folder, asked.scale))
    if asked.part in {"all", "resources"}:
        lines += resources.lines()
    if asked.part in {"all", "events"}:
        lines += events.lines()
    text = markdown(
        lines, title=f"Échelle {asked.scale} de la France ({int(FRANCE_UNITS * asked.scale):,} unités légales)"
    )
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    (folder / f"{stamp}.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def purchases_line(folder: Path, scale: Fraction) -> Line:
    """Measure the reading of 200,000 purchases on the release built at this scale."""
    made = children.run("purchases", folder, scale)
    read = made.steps["read"]
    return Line("Relevé d’achats, du fichier aux sommes", read.wall, read.cpu, made.peak_mb, note=made.note)


def build_lines(folder: Path, scale: Fraction, runs: int) -> list[Line]:
    """Measure generation, floor, build, release and pandas, each in a process of its own."""
    made = children.run("stocks", folder, scale)
    lines = [Line("Génération des stocks", made.wall, made.cpu, made.peak_mb, note=made.note)]
    # Floor and build in turn: what else the machine does weighs on both.
    pairs = [(children.run("floor", folder, scale), children.run("release", folder, scale)) for _ in range(runs)]
    floors = [floor for floor, _ in pairs]
    wall = statistics.median(floor.wall for floor in floors)
    cpu = statistics.median(floor.cpu for floor in floors)
    lines.append(Line("Plancher : lire les colonnes utiles", wall, cpu, floors[0].peak_mb, ratio=1.0, note="médiane"))
    for name, label in (("tables", "Jusqu’aux tables publiées"), ("release", "Publication complète")):
        steps = [built.steps[name] for _, built in pairs]
        spent = statistics.median(step.cpu for step in steps)
        lines.append(
            Line(
                label,
                statistics.median(step.wall for step in steps),
                spent,
                max(built.peak_mb for _, built in pairs),
                ratio=spent / cpu if name == "tables" else None,
                note=f"médiane ; {pairs[0][1].note}",
            )
        )
    children.run("stocks", folder, PANDAS_SCALE)
    small_floor = children.run("floor", folder, PANDAS_SCALE)
    pandas = children.run("pandas", folder, PANDAS_SCALE)
    lines.append(Line("Plancher à 1/8", small_floor.wall, small_floor.cpu, small_floor.peak_mb, ratio=1.0))
    lines.append(
        Line(
            "pandas à 1/8, mêmes jointures", pandas.wall, pandas.cpu, pandas.peak_mb, ratio=pandas.cpu / small_floor.cpu
        )
    )
    return lines


def contract_lines(folder: Path, scale: Fraction) -> list[Line]:
    """Measure public contracts: the consolidated file at its real size, the official JSON at two lengths."""
    children.run("stocks", folder, scale)
    children.run("contract_lines", folder, scale)
    built = children.run("contracts", folder, scale)
    step = built.steps["contracts"]
    found = [Line("Marchés : du fichier aux tables publiées", step.wall, step.cpu, built.peak_mb, note=built.note)]
    for megabytes in JSON_MB:
        read = children.run("contracts_json", folder, Fraction(megabytes))
        step = read.steps["json"]
        label = f"Marchés : JSON officiel de {megabytes} Mo"
        found.append(Line(label, step.wall, step.cpu, read.peak_mb, note=read.note))
    return found


if __name__ == "__main__":
    main()
