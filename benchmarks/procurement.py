"""Public contracts at the size of France: the consolidated file, and official JSON of any length."""

from __future__ import annotations

import json
import resource
import time
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks.material import SEED, TODAY, stocks_folder

LINES = 3_200_000
LINES_A_CONTRACT = 1.5  # of the generator
HOLDERS = 300_000
JSON_MB = (250, 1_000)


def contract_lines(folder: Path, scale: Fraction) -> dict[str, Any]:
    """Write the consolidated file, defects included, unless it is there; holders come from the stocks of `scale`."""
    from essaim.pipeline.demonstration import packages
    from essaim.pipeline.demonstration.contracts import FILE, make_contracts, read_buyers, read_pool
    from essaim.pipeline.demonstration.stocks import ESTABLISHMENTS_FILE, UNITS_FILE

    place = stocks_folder(folder, scale)
    if (place / FILE).is_file():
        return {"note": "déjà là"}
    pool = read_pool(place / UNITS_FILE, place / ESTABLISHMENTS_FILE, most=HOLDERS)
    aside = place / "contracts"
    aside.mkdir(exist_ok=True)
    written, lines = make_contracts(
        aside,
        contracts=round(LINES / LINES_A_CONTRACT),
        seed=SEED,
        today=TODAY,
        buyers=read_buyers(packages.territories_folder()),
        pool=pool,
        defects=True,
    )
    # In its place once whole: an interrupted run leaves nothing that looks done.
    written.replace(place / FILE)
    return {"note": f"{lines} lignes"}


def contracts(folder: Path, scale: Fraction) -> dict[str, Any]:
    """Build the register, then all the tables of procurement, timed apart; memory is that of the second part."""
    from essaim.pipeline.catalogue import SourceInput
    from essaim.pipeline.contract import ReleasePaths
    from essaim.pipeline.demonstration import packages
    from essaim.pipeline.demonstration.contracts import FILE
    from essaim.pipeline.demonstration.inputs import geography_inputs
    from essaim.pipeline.demonstration.stocks import ESTABLISHMENTS_FILE, UNITS_FILE
    from essaim.pipeline.engine import open_engine
    from essaim.pipeline.joined.organisations import build_register
    from essaim.pipeline.joined.territories import build_territories
    from essaim.pipeline.procurement import build_procurement
    from essaim.pipeline.rejects import Rejects

    place = stocks_folder(folder, scale)
    inputs = geography_inputs(packages.territories_folder())
    files = {"sirene_unite_legale": UNITS_FILE, "sirene_etablissement": ESTABLISHMENTS_FILE, "decp_tabular": FILE}
    for source, name in files.items():
        inputs[source] = SourceInput(
            id=source,
            paths=[place / name],
            layout="official",
            data_as_of=TODAY,
            origin="demonstration",
            completeness="synthetic",
        )
    paths = ReleasePaths(folder / f"contracts-{scale.numerator}-{scale.denominator}")
    paths.tables.mkdir(parents=True, exist_ok=True)
    for old in paths.tables.glob("*.parquet"):
        old.unlink()
    rejects = Rejects(paths.root / "rejects")
    territories = build_territories(inputs, rejects, reference_date=TODAY)
    with open_engine("duckdb", memory="1GB", temp_dir=paths.root / ".spill") as engine:
        register = build_register(
            inputs, territories.geography, territories.places, engine, rejects, reference_date=TODAY
        )
        reset = _forget_peak()
        wall, cpu = time.monotonic(), time.process_time()
        counts = build_procurement(
            inputs,
            register,
            territories,
            engine,
            rejects,
            reference_date=TODAY,
            paths=paths,
            scratch=paths.root / ".spill",
        )
        step = [time.monotonic() - wall, time.process_time() - cpu]
    read, kept = counts["decp_tabular"]
    return {
        "note": f"{read} lignes, {read - kept} écartées" + ("" if reset else " ; mémoire du répertoire comprise"),
        "steps": {"contracts": step},
        "peak_mb": _peak_mb(),
    }


def contracts_json(folder: Path, megabytes: Fraction) -> dict[str, Any]:
    """Read an official JSON file of `megabytes` as a stream, and write its lines."""
    from essaim.pipeline.catalogue import SourceInput
    from essaim.pipeline.rejects import Rejects
    from essaim.pipeline.sources.decp_json import write_lines

    path = folder / f"decp-{megabytes}.json"
    if not path.is_file():
        aside = path.with_suffix(".part")
        _write_json(aside, megabytes * 1_000_000)
        aside.replace(path)
    given = SourceInput(
        id="decp_2022", paths=[path], layout="official_json_2022", data_as_of=TODAY, origin="demonstration"
    )
    _forget_peak()
    wall, cpu = time.monotonic(), time.process_time()
    entries, _ = write_lines(given, folder / "decp-json.parquet", Rejects(folder / "rejects"))
    step = [time.monotonic() - wall, time.process_time() - cpu]
    return {"note": f"{entries} marchés", "steps": {"json": step}, "peak_mb": _peak_mb()}


def _write_json(path: Path, size: int) -> None:
    """Contracts in the format of 2022, about 1.6 kB each as the State's, one in ten modified, until `size` bytes."""
    with path.open("w", encoding="utf-8") as out:
        out.write('{"marches": {"marche": [\n')
        number = written = 0
        while written < size:
            entry = json.dumps(_entry(number), ensure_ascii=False)
            out.write((",\n" if number else "") + entry)
            written += len(entry.encode()) + 2
            number += 1
        out.write("\n]}}\n")


def _entry(number: int) -> dict[str, Any]:
    day = date.fromordinal(date(2024, 1, 2).toordinal() + number % 900).isoformat()
    change = {
        "id": 1,
        "dateNotificationModification": day,
        "datePublicationDonneesModification": day,
        "montant": 52_000 + number % 1000,
    }
    return {
        "id": f"2024S{number:08d}",
        "acheteur": {"id": f"{21590163800017 + number % 5000}"},
        "nature": "Marché",
        "objet": f"Entretien des espaces verts et des abords des équipements municipaux, lot {number} (SYNTHÈSE)" * 3,
        "codeCPV": "77310000-6",
        "techniques": {"technique": ["Accord-cadre"]},
        "modalitesExecution": {"modaliteExecution": ["Bons de commande"]},
        "marcheInnovant": False,
        "ccag": "Fournitures courantes et services",
        "offresRecues": number % 9,
        "attributionAvance": False,
        "typeGroupementOperateurs": "Pas de groupement",
        "sousTraitanceDeclaree": False,
        "procedure": "Appel d'offres ouvert",
        "lieuExecution": {"code": "59163", "typeCode": "Code commune"},
        "dureeMois": 48,
        "dateNotification": day,
        "datePublicationDonnees": day,
        "montant": 50_000 + number % 1000,
        "typesPrix": {"typePrix": ["Définitif révisable"]},
        "formePrix": "Unitaire",
        "titulaires": [
            {"titulaire": {"typeIdentifiant": "SIRET", "id": f"{98000000000000 + number * 7}"}}
            for _ in range(1 + number % 6 // 5)
        ],
        "considerationsSociales": {"considerationSociale": ["Clause sociale", "Critère social"]},
        "considerationsEnvironnementales": {"considerationEnvironnementale": ["Clause environnementale"]},
        "actesSousTraitance": [],
        "modifications": [{"modification": change}] if number % 10 == 0 else [],
        "modificationsActesSousTraitance": [],
        "source": "synthese",
    }


def _forget_peak() -> bool:
    """Make the highest memory of this process start again from now; False where the system cannot (only Linux can)."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return False
    return True


def _peak_mb() -> float:
    """The highest resident memory since _forget_peak, in MB."""
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
