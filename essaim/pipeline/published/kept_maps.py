"""Maps drawn once: outlines and perimeters change once a year, releases every month.

var/kept/maps/<key>/ holds what `write_maps` wrote for what it was given, and `key` is a digest of all it reads, of the
code that draws and of the libraries under it: nothing can be out of date, and the folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq
import shapely

from essaim.pipeline.publish import flush_tree
from essaim.pipeline.published.maps import MapsReport, write_maps

if TYPE_CHECKING:
    from essaim.pipeline.catalogue import SourceInput
    from essaim.pipeline.joined.territories import Territories

_OUTLINES = "outlines.parquet"
_DRAWING = (
    ("essaim.pipeline.published", ("maps.py", "planes.py", "svg_paths.py")),
    ("essaim.pipeline.joined", ("shapes.py",)),
    ("essaim.pipeline.sources.outlines", ("clean.py",)),
)
_KEPT = 2  # one for the demonstration, one for the real France


def maps_drawn_once(
    inputs: Mapping[str, SourceInput], territories: Territories, folder: Path, *, kept: Path
) -> MapsReport:
    """Put in `folder` what `write_maps` writes, drawn now or found in `kept`; return the same report.

    What is drawn is left in `kept`, where the last two drawings stay. Raises OSError (full disk).
    """
    if not territories.shapes.communes:
        return write_maps(inputs, territories, folder)
    place = kept / _key(inputs, territories)
    if not place.is_dir():
        report = write_maps(inputs, territories, folder)
        _keep(report, folder, place)
        return report
    shutil.copytree(place, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(_OUTLINES))
    os.utime(place)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return MapsReport(territories.shapes.missing, pq.read_table(place / _OUTLINES), files)


def _key(inputs: Mapping[str, SourceInput], territories: Territories) -> str:
    digest = hashlib.sha256()
    for package, names in _DRAWING:
        for name in names:
            digest.update((resources.files(package) / name).read_bytes())
    for library in ("shapely", "numpy"):
        digest.update(metadata.version(library).encode())
    digest.update(shapely.geos_version_string.encode())
    given = inputs.get("outlines")
    around = territories.perimeters
    facts = [
        str(given.data_as_of if given else None),
        {code: str(one) for code, one in around.communes.items()},
        {code: str(one) for code, one in around.districts.items()},
        sorted(around.groups()),
        [territories.tables["territories"][name].to_pylist() for name in ("level", "code", "name")],
    ]
    digest.update(json.dumps(facts, ensure_ascii=False).encode())
    for shapes in (territories.shapes.communes, territories.shapes.districts):
        digest.update("|".join(shapes).encode())
        for outline in shapely.to_wkb(np.array(list(shapes.values()), dtype=object)):
            digest.update(outline)
    return digest.hexdigest()[:32]


def _keep(report: MapsReport, folder: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    # Whole or absent, even after a power cut: a folder that no key names is what an interrupted build left.
    aside = place.parent / f".{place.name}"
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(folder, aside)
    pq.write_table(report.outlines, aside / _OUTLINES, compression="zstd")
    flush_tree(aside)
    aside.rename(place)
    drawn = sorted(place.parent.iterdir(), key=lambda entry: (entry.name.startswith("."), -entry.stat().st_mtime))
    for entry in drawn[_KEPT:]:
        shutil.rmtree(entry)
