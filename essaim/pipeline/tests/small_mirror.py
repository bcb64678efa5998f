"""A mirror folder of a small France, 22 communes and a few dozen organizations: a whole build takes two seconds."""

from __future__ import annotations

from pathlib import Path

import yaml

from essaim.pipeline.joined.tests import little_france
from essaim.pipeline.joined.tests.conftest import World

PLACES = (("59350", "59000", "LILLE"), ("69384", "69004", "LYON"), ("01004", "01500", "AMBERIEU EN BUGEY"))


def write_mirror(folder: Path, *, units: int = 30) -> Path:
    """Write the files and mirror.yaml under `folder`, return it. Call it again to change the number of units."""
    folder.mkdir(parents=True, exist_ok=True)
    inputs = little_france.write(folder)
    world = World(folder)
    for number in range(units):
        siren = world.unit(40_000_000 + number, name=f"ASSOCIATION DES AMIS {number}")
        commune, postcode, city = PLACES[number % 3]
        world.site(siren, commune=commune, postcode=postcode, city=city)
    inputs |= world.inputs()
    sources = {
        source: {
            "layout": given.layout,
            "files": [path.name for path in given.paths],
            "data_as_of": "2026-01-01",
        }
        for source, given in inputs.items()
    }
    content = {"schema_version": 1, "data_as_of": "2026-11-23", "sources": sources}
    (folder / "mirror.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder
