"""Environment variables of the site, read and checked once at start. See docs/reference/environnement.md."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = ("1", "oui", "true", "yes"), ("", "0", "non", "false", "no")


@dataclass(frozen=True, slots=True)
class Environment:
    """var: folder of releases, database and built static files. proxies: how many are trusted in front."""

    var: Path
    database_url: str
    secret_key: str
    hosts: tuple[str, ...]
    https: bool
    proxies: int


def read_environment(values: Mapping[str, str] | None = None) -> Environment:
    """Read the variables (of the process when values is None). Raises ImproperlyConfigured with a French sentence."""
    given = os.environ if values is None else values
    var = Path(given.get("ESSAIM_VAR") or "var").resolve()
    if var.exists() and not var.is_dir():
        raise ImproperlyConfigured(f"ESSAIM_VAR désigne {var}, qui n’est pas un dossier.")
    https = given.get("ESSAIM_HTTPS", "").strip().lower()
    if https not in (*TRUE, *FALSE):
        raise ImproperlyConfigured("ESSAIM_HTTPS vaut 1 ou 0.")
    proxies = given.get("ESSAIM_PROXIES", "0").strip() or "0"
    if not (proxies.isdigit() and int(proxies) <= 10):
        raise ImproperlyConfigured("ESSAIM_PROXIES est un nombre entier de 0 à 10.")
    return Environment(
        var=var,
        database_url=given.get("DATABASE_URL", "").strip(),
        secret_key=given.get("SECRET_KEY", ""),
        hosts=tuple(host.strip() for host in given.get("ESSAIM_HOSTS", "").split(",") if host.strip()),
        https=https in TRUE,
        proxies=int(proxies),
    )
