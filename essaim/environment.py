"""Environment variables of Essaim, all of them, read and checked once at start: the one place that reads `os.environ`.

VARIABLES says what each is for; docs/reference/environnement.md says it to readers, and a test compares the two.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
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
    "DATABASE_URL": "base de ce que les gens écrivent (défaut\u00a0: SQLite dans ESSAIM_VAR)",
    "SECRET_KEY": "clé des signatures du site (défaut\u00a0: celle que make run garde dans ESSAIM_VAR)",
    "ESSAIM_HOSTS": "noms d’hôte servis, séparés par des virgules (défaut\u00a0: aucun de plus que localhost)",
    "ESSAIM_HTTPS": "1 derrière un mandataire qui parle HTTPS (défaut\u00a0: 0)",
    "ESSAIM_PROXIES": "nombre de mandataires de confiance (défaut\u00a0: 0)",
    "ESSAIM_BASE_URL": "adresse publique du site, mise dans les courriels (défaut\u00a0: d’après ESSAIM_HOSTS)",
    "ESSAIM_TASKS": "immediate ou database, avec essaim worker (défaut\u00a0: immediate)",
    "EMAIL_URL": "serveur de courriel (défaut\u00a0: aucun, les lettres vont dans ESSAIM_VAR/mail)",
    "ESSAIM_MAIL_WEBHOOK": "utilisateur:motdepasse donnés au fournisseur de courriel pour dire rejets et plaintes",
    "OIDC_URL": "fournisseur d’identité OpenID Connect, ProConnect par exemple (défaut\u00a0: aucun)",
    "OIDC_CLIENT_ID": "identifiant du site chez ce fournisseur",
    "OIDC_CLIENT_SECRET": "secret du site chez ce fournisseur",
    "OIDC_NAME": "nom du fournisseur sur le bouton (défaut\u00a0: ProConnect)",
    "OIDC_SCOPES": "données demandées (défaut\u00a0: openid email given_name usual_name siret)",
    "OIDC_ACR_VALUES": "niveaux d’identité demandés, séparés par des espaces (défaut\u00a0: aucun)",
    "ESSAIM_BBB_URL": "serveur BigBlueButton de l’agenda, jusqu’à /bigbluebutton (défaut\u00a0: aucun)",
    "ESSAIM_BBB_SECRET": "secret partagé avec ce serveur",
    "ESSAIM_FROM": "expéditeur des courriels (défaut\u00a0: Essaim <essaim@localhost>)",
}
_TRUE, _FALSE = ("1", "oui", "true", "yes"), ("", "0", "non", "false", "no")


class EnvironmentVariableError(ValueError):
    """A variable has an impossible value; `str(error)` is one French sentence that names it."""


@dataclass(frozen=True, slots=True)
class Oidc:
    """An identity provider. url: its issuer, from which the rest is discovered; levels: the `acr` that are enough."""

    url: str
    client_id: str
    secret: str
    name: str
    scopes: tuple[str, ...]
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What the variables say.

    var: folder of releases, database and built static files. memory: as DuckDB writes it ("1500MB").
    keep: number of releases. database_url: unread; empty means SQLite in `var`. hosts: names served beside localhost.
    proxies: how many are trusted in front. base_url: without a final slash. email_url: unread; empty means a folder.
    """

    var: Path
    mirror: Path | None
    engine: str
    memory: str
    keep: int
    contact_url: str
    debug: bool
    database_url: str
    secret_key: str
    hosts: tuple[str, ...]
    https: bool
    proxies: int
    base_url: str
    tasks: str
    email_url: str
    sender: str
    mail_webhook_secret: str
    oidc: Oidc | None
    bbb_url: str = ""
    bbb_secret: str = ""


def read_settings(values: Mapping[str, str] | None = None) -> Settings:
    """Read the variables (of the process when values is None). Raises EnvironmentVariableError."""
    given = os.environ if values is None else values

    def said(name: str, default: str = "") -> str:
        return given.get(name, "").strip() or default

    var = Path(said("ESSAIM_VAR", "var")).absolute()
    if var.exists() and not var.is_dir():
        raise EnvironmentVariableError(f"ESSAIM_VAR désigne {var}, qui n’est pas un dossier.")
    mirror = said("ESSAIM_MIRROR")
    engine = said("ESSAIM_ENGINE", "duckdb")
    if engine not in ("duckdb", "spark"):
        raise EnvironmentVariableError(f"ESSAIM_ENGINE vaut duckdb ou spark, pas «\u00a0{engine}\u00a0».")
    memory = said("ESSAIM_MEMORY", "1500MB")
    if not re.fullmatch(r"[1-9][0-9]*(MB|GB)", memory):
        raise EnvironmentVariableError("ESSAIM_MEMORY s’écrit comme 1500MB ou 4GB.")
    contact = said("ESSAIM_CONTACT_URL")
    if contact and not re.fullmatch(r"https?://[!-~]+", contact):
        raise EnvironmentVariableError("ESSAIM_CONTACT_URL est l’adresse d’une page, en https://…")
    hosts = tuple(host.strip() for host in said("ESSAIM_HOSTS").split(",") if host.strip())
    https = _yes("ESSAIM_HTTPS", said("ESSAIM_HTTPS"))
    own = f"{'https' if https else 'http'}://{hosts[0] if hosts else 'localhost:8000'}"
    base_url = said("ESSAIM_BASE_URL", own).rstrip("/")
    if not re.fullmatch(r"https?://[^/\s]+", base_url):
        raise EnvironmentVariableError(
            "ESSAIM_BASE_URL est le début de l’adresse du site, comme https://essaim.example.org"
        )
    tasks = said("ESSAIM_TASKS", "immediate")
    if tasks not in ("immediate", "database"):
        raise EnvironmentVariableError(f"ESSAIM_TASKS vaut immediate ou database, pas «\u00a0{tasks}\u00a0».")
    sender = said("ESSAIM_FROM", "Essaim <essaim@localhost>")
    if not re.fullmatch(r"[^<>@\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+", sender):
        raise EnvironmentVariableError("ESSAIM_FROM s’écrit nom@domaine ou Nom <nom@domaine>.")
    webhook = said("ESSAIM_MAIL_WEBHOOK")
    if webhook and not re.fullmatch(r"[^:\s]+:[^:\s]{16,}", webhook):
        raise EnvironmentVariableError(
            "ESSAIM_MAIL_WEBHOOK s’écrit utilisateur:motdepasse, le mot de passe de 16 caractères au moins."
        )
    return Settings(
        var=var,
        mirror=Path(mirror).absolute() if mirror else None,
        engine=engine,
        memory=memory,
        keep=_whole("ESSAIM_KEEP_RELEASES", said("ESSAIM_KEEP_RELEASES", "3"), 1, 1000),
        contact_url=contact,
        debug=_yes("ESSAIM_DEBUG", said("ESSAIM_DEBUG")),
        database_url=said("DATABASE_URL"),
        secret_key=given.get("SECRET_KEY", "") or _kept_key(var),
        hosts=hosts,
        https=https,
        proxies=_whole("ESSAIM_PROXIES", said("ESSAIM_PROXIES", "0"), 0, 10),
        base_url=base_url,
        tasks=tasks,
        email_url=said("EMAIL_URL"),
        sender=sender,
        mail_webhook_secret=webhook,
        oidc=_oidc(said),
        bbb_url=_bbb(said),
        bbb_secret=said("ESSAIM_BBB_SECRET"),
    )


def _bbb(said: Callable[..., str]) -> str:
    url = said("ESSAIM_BBB_URL").rstrip("/")
    if url and not re.fullmatch(r"https?://[!-~]+", url):
        raise EnvironmentVariableError("ESSAIM_BBB_URL est l’adresse d’un serveur, comme https://…/bigbluebutton")
    if url and not said("ESSAIM_BBB_SECRET"):
        raise EnvironmentVariableError("ESSAIM_BBB_URL demande aussi ESSAIM_BBB_SECRET.")
    return url


def _oidc(said: Callable[..., str]) -> Oidc | None:
    url = said("OIDC_URL").rstrip("/")
    if not url:
        return None
    if not re.fullmatch(r"https?://[!-~]+", url):
        raise EnvironmentVariableError("OIDC_URL est l’adresse du fournisseur d’identité, en https://…")
    client_id, secret = said("OIDC_CLIENT_ID"), said("OIDC_CLIENT_SECRET")
    if not (client_id and secret):
        raise EnvironmentVariableError("OIDC_URL demande aussi OIDC_CLIENT_ID et OIDC_CLIENT_SECRET.")
    scopes = said("OIDC_SCOPES", "openid email given_name usual_name siret").split()
    levels = tuple(said("OIDC_ACR_VALUES").split())
    if "openid" not in scopes:
        raise EnvironmentVariableError("OIDC_SCOPES contient au moins openid.")
    return Oidc(url, client_id, secret, said("OIDC_NAME", "ProConnect"), tuple(scopes), levels)


def say_base_url(port: int) -> None:
    """Let the processes one starts know the site's address, for the links of letters, when nothing says it better."""
    if not (os.environ.get("ESSAIM_BASE_URL") or os.environ.get("ESSAIM_HOSTS")):
        os.environ["ESSAIM_BASE_URL"] = f"http://localhost:{port}"


def _kept_key(var: Path) -> str:
    """The key that `make run` made for this machine, readable by its owner only; empty when there is none."""
    kept = var / "secret_key"
    return kept.read_text(encoding="ascii", errors="replace").strip() if kept.is_file() else ""


def _whole(name: str, text: str, least: int, most: int) -> int:
    if not (re.fullmatch(r"[0-9]{1,9}", text) and least <= int(text) <= most):
        raise EnvironmentVariableError(f"{name} est un nombre entier de {least} à {most}.")
    return int(text)


def _yes(name: str, text: str) -> bool:
    if text.lower() not in (*_TRUE, *_FALSE):
        raise EnvironmentVariableError(f"{name} vaut 1 ou 0.")
    return text.lower() in _TRUE
