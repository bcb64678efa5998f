"""EMAIL_URL, read strictly: where letters are handed over."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TIMEOUT_SECONDS = 15
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
KINDS = "smtp://, smtp+starttls:// ou smtps://"


def mailers(url: str, folder: Path) -> dict[str, dict]:
    """Return Django's MAILERS: `default` keeps each message in the outbox, `wire` really hands it over.

    url: `smtp+starttls://user:password@host:587`, `smtps://…` (TLS at once) or `smtp://…` (in clear, for a relay on the
    same machine); empty writes each letter in `folder`. Raises ImproperlyConfigured, never repeating the password.
    """
    return {"default": {"BACKEND": "essaim.web.mail.backends.OutboxBackend"}, "wire": _wire(url, folder)}


def _wire(url: str, folder: Path) -> dict:
    if not url:
        return {"BACKEND": "essaim.web.mail.backends.FolderBackend", "OPTIONS": {"folder": str(folder)}}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured("EMAIL_URL est mal écrite\u00a0: port illisible.") from None
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ImproperlyConfigured(f"EMAIL_URL s’écrit {KINDS}utilisateur:motdepasse@hôte:port, sans rien après.")
    if bool(parts.username) != bool(parts.password):
        raise ImproperlyConfigured("EMAIL_URL\u00a0: il faut l’utilisateur et le mot de passe, ou aucun des deux.")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": port or PORTS[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp+starttls",
            "use_ssl": parts.scheme == "smtps",
            "timeout": TIMEOUT_SECONDS,
        },
    }
