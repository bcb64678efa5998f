"""Environment variables of the pipeline and of the command line, read and checked once at start.

Those of the site alone are read by essaim.web.config.environment. All are in docs/reference/environnement.md.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

VARIABLES = {
    "ESSAIM_VAR": "dossier de tout ce qu’Essaim écrit (défaut\u00a0: ./var)",
    "ESSAIM_MIRROR": "dossier de fichiers qui remplacent les téléchargements (défaut\u00a0: aucun)",
    "ESSAIM_ENGINE": "moteur de la construction, duckdb ou spark (défaut\u00a0: duckdb)",
    "ESSAIM_MEMORY": "mémoire laissée au moteur, en MB ou GB (défaut\u00a0: 1500MB)",
    "ESSAIM_KEEP_RELEASES": "éditions gardées après une construction (défaut\u00a0: 3)",
    "ESSAIM_CONTACT_URL": "page de contact donnée aux serveurs des producteurs (défaut\u00a0: aucune)",
    "ESSAIM_DEBUG": "1 montre la trace complète d’une erreur en ligne de commande (défaut\u00a0: 0)",
}


class EnvironmentVariableError(ValueError):
    """A variable has an impossible value; `str(error)` is one French sentence that names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the variables say. memory: as DuckDB writes it ("1500MB"); keep: number of releases."""

    var: Path
    mirror: Path | None
    engine: str
    memory: str
    keep: int
    debug: bool


def read_settings(values: Mapping[str, str] | None = None) -> Settings:
    """Read the variables (of the process when values is None). Raises EnvironmentVariableError."""
    given = os.environ if values is None else values
    var = Path(given.get("ESSAIM_VAR", "").strip() or "var").absolute()
    if var.exists() and not var.is_dir():
        raise EnvironmentVariableError(f"ESSAIM_VAR désigne {var}, qui n’est pas un dossier.")
    mirror = given.get("ESSAIM_MIRROR", "").strip()
    engine = given.get("ESSAIM_ENGINE", "").strip() or "duckdb"
    if engine not in ("duckdb", "spark"):
        raise EnvironmentVariableError(f"ESSAIM_ENGINE vaut duckdb ou spark, pas «\u00a0{engine}\u00a0».")
    memory = given.get("ESSAIM_MEMORY", "").strip() or "1500MB"
    if not re.fullmatch(r"[1-9][0-9]*(MB|GB)", memory):
        raise EnvironmentVariableError("ESSAIM_MEMORY s’écrit comme 1500MB ou 4GB.")
    keep = given.get("ESSAIM_KEEP_RELEASES", "").strip() or "3"
    if not (keep.isdigit() and 1 <= int(keep) <= 1000):
        raise EnvironmentVariableError("ESSAIM_KEEP_RELEASES est un nombre entier de 1 à 1000.")
    debug = given.get("ESSAIM_DEBUG", "").strip() or "0"
    if debug not in ("0", "1"):
        raise EnvironmentVariableError("ESSAIM_DEBUG vaut 0 ou 1.")
    return Settings(
        var=var,
        mirror=Path(mirror).absolute() if mirror else None,
        engine=engine,
        memory=memory,
        keep=int(keep),
        debug=debug == "1",
    )
