"""Runs a job in a process of its own and measures it: wall, CPU of all its threads, peak resident memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path


@dataclass(frozen=True)
class Step:
    """Seconds from the start of the job to the end of a step."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Measure:
    """What one job cost."""

    wall: float
    cpu: float
    peak_mb: float
    note: str = ""
    steps: dict[str, Step] = field(default_factory=dict)


def run(job: str, folder: Path, scale: Fraction) -> Measure:
    """Run `python -m benchmarks.jobs JOB FOLDER SCALE`. Raises CalledProcessError when it fails."""
    answer = folder / f"{job}.json"
    answer.unlink(missing_ok=True)
    command = [sys.executable, "-m", "benchmarks.jobs", job, str(folder), str(scale), str(answer)]
    started = time.monotonic()
    # Where bytecode is not kept, each process would compile its libraries again: 4 s that are not the build's.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    child = subprocess.Popen(command, env=environment)  # noqa: S603
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise subprocess.CalledProcessError(child.returncode, command)
    said = json.loads(answer.read_text(encoding="utf-8"))
    measure = Measure(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        # A job that measures one of its parts says so. Linux counts in kB, macOS in bytes.
        peak_mb=said.get("peak_mb") or usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024),
        note=said.get("note", ""),
        steps={name: Step(*values) for name, values in said.get("steps", {}).items()},
    )
    # Said at once: a long run that is interrupted leaves what it had measured.
    sys.stderr.write(
        f"✓ {job} {scale} : {measure.wall:.1f} s, CPU {measure.cpu:.1f} s, {measure.peak_mb:.0f} Mo {measure.note}\n"
    )
    return measure
