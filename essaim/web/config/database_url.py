"""DATABASE_URL, read strictly: a mistyped address must stop the start, not open another database."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_OPTIONS = {
    # WAL: readers do not wait for the writer. IMMEDIATE: two writers queue instead of failing when the second upgrades.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    "transaction_mode": "IMMEDIATE",
    "timeout": 10,
}
POSTGRES_OPTIONS = frozenset({"sslmode", "sslrootcert", "connect_timeout", "application_name"})


def sqlite(path: Path) -> dict:
    """Return Django's settings for an SQLite file in WAL mode."""
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": dict(SQLITE_OPTIONS)}


def parse(url: str) -> dict:
    """Return Django's database settings for `sqlite:///path` or `postgresql://user:password@host:port/name?sslmode=…`.

    Raises ImproperlyConfigured, with a French sentence that never repeats the password, on anything else.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured("DATABASE_URL est mal écrite\u00a0: port illisible.") from None
    if parts.scheme == "sqlite":
        if parts.netloc or not parts.path.strip("/"):
            raise ImproperlyConfigured("DATABASE_URL\u00a0: pour SQLite, écrire sqlite:///chemin/du/fichier.")
        # sqlite:///relative and sqlite:////absolute, as everywhere else.
        return sqlite(Path(unquote(parts.path[1:])))
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            f"DATABASE_URL\u00a0: «\u00a0{parts.scheme or '(vide)'}\u00a0» n’est pas reconnu\u00a0; "
            "écrire sqlite:///… ou postgresql://…"
        )
    name = unquote(parts.path.lstrip("/"))
    if not name or "/" in name:
        raise ImproperlyConfigured("DATABASE_URL\u00a0: il manque le nom de la base après l’hôte.")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(set(options) - POSTGRES_OPTIONS):
        raise ImproperlyConfigured(f"DATABASE_URL\u00a0: options non reconnues\u00a0: {', '.join(unknown)}.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
