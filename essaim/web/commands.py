"""Commands of the site: serve, portrait, migrate, check. Mounted by essaim.cli; Django starts only when one is run."""

from __future__ import annotations

import errno
import os
import secrets
import socket
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

SETTINGS = "essaim.web.config.settings.production"
# Python runs one thread at a time in a worker: two let one wait for the disk, more only make each other late.
THREADS = 2
BACKPRESSURE = 64


class Format(StrEnum):
    """Formats of `essaim portrait`."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"


def add_commands(app: typer.Typer) -> None:
    """Add the commands of the site to the command line of the house."""
    from essaim.web.members.network_commands import network
    from essaim.web.procurement.cpv_commands import cpv
    from essaim.web.procurement.law_commands import advise
    from essaim.web.resources.commands import resources

    app.add_typer(cpv, name="cpv")
    app.add_typer(network, name="network")
    app.add_typer(resources, name="resources")
    ours = (serve, worker, portrait, advise, migrate, content, retention, invite_team, backup, restore, check)
    for function in ours:
        app.command(function.__name__.replace("_", "-"))(function)


def serve(
    host: Annotated[str, typer.Option(help="Adresse d’écoute.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port d’écoute.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processus.", min=1, max=64)] = 2,
) -> None:
    """Sert le site : pages, fichiers statiques et API, sans autre serveur."""
    from essaim.environment import say_base_url

    say_base_url(port)
    # Only the processes that serve load Django's apps: this one would spend seconds on them for nothing.
    read_configuration()
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from essaim.web.config import static_files

    refuse_taken_port(host, port)
    if static_files.is_stale():
        typer.echo("Préparation des fichiers statiques (une demi-minute, une fois)…")
        start_django()
        static_files.collect()
    typer.echo(f"Essaim est à l’adresse http://{host}:{port}/ (Ctrl+C pour arrêter)")
    Granian(
        "essaim.web.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=BACKPRESSURE,
        websockets=False,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    ).serve()


def worker(
    once: Annotated[bool, typer.Option("--once", help="S’arrête quand il ne reste rien à faire.")] = False,
) -> None:
    """Fait les travaux différés et récurrents : courriels, publications programmées, durées de conservation."""
    start_django()
    from essaim.web.jobs.worker import work

    work(once=once)


def portrait(
    code: Annotated[str, typer.Argument(help="Code officiel (59350), identifiant (commune:59350) ou 59350-lille.")],
    format: Annotated[Format, typer.Option("--format", help="Format de sortie.")] = Format.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Fichier ; sinon la sortie standard.")] = None,
) -> None:
    """Écrit le portrait d’un territoire : les mêmes chiffres que sa page."""
    start_django(signs=False)
    from essaim.web.observatory.errors import ReaderError
    from essaim.web.observatory.release import NoRelease
    from essaim.web.territories import shell
    from essaim.web.ui.pdf import CannotPrint

    try:
        body = shell.portrait(code, format.value, lambda sentence: typer.echo(sentence, err=True))
    except NoRelease as error:
        fail(f"{error} Pour en construire une\u00a0: essaim data fetch && essaim data build", 1)
    except (ReaderError, CannotPrint) as error:
        fail(f"{error.title} {error.detail}".strip(), 2)
    if output is None:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(body)
    except OSError as error:
        fail(f"Impossible d’écrire {output}\u00a0: {error.strerror}.", 1)


def migrate() -> None:
    """Crée ou met à jour la base de ce que les gens écrivent."""
    read_configuration()
    from essaim.web.config import migrated

    if migrated.is_current():
        return
    start_django()
    from essaim.web.config import migrating

    migrating.migrate()
    migrated.remember()


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Compte ce qui serait effacé, sans l’effacer.")] = False,
) -> None:
    """Efface ce qui a dépassé sa durée de conservation (chaque jour, le travail récurrent le fait aussi)."""
    start_django()
    from django.utils import timezone

    from essaim.web.accounts.retention import apply

    for label, count in apply(now=timezone.now(), dry_run=dry_run).items():
        typer.echo(f"{label}\u00a0: {count}")


def invite_team(
    email: Annotated[str, typer.Argument(help="Adresse de la personne à inviter dans l’équipe du réseau.")],
) -> None:
    """Invite une personne dans l’équipe du réseau : la première, ou pour rendre l’accès à quelqu’un."""
    start_django()
    from django.utils import timezone

    from essaim.web.accounts.enums import Role
    from essaim.web.accounts.errors import AccountError
    from essaim.web.accounts.invitations import invite

    try:
        invitation = invite(email=email, role=Role.TEAM, actor=None, now=timezone.now())
    except AccountError as error:
        fail(str(error), 1)
    until = timezone.localtime(invitation.expires_at)
    typer.echo(f"Invitation envoyée à {invitation.email}, valable jusqu’au {until:%d/%m/%Y}.")


def content() -> None:
    """Charge les premiers contenus du site (expériences…) ; ce qui existe déjà n’est jamais touché."""
    start_django()
    from django.utils import timezone

    from essaim.web.config.first_content import load

    for name, count in load(now=timezone.now()).items():
        typer.echo(f"{name}\u00a0: {count} ajoutés." if count else f"{name}\u00a0: rien à ajouter.", err=True)


def backup(
    file: Annotated[Path, typer.Argument(help="Fichier à écrire.")],
) -> None:
    """Sauvegarde en un fichier ce que les gens ont écrit et déposé, et le nom de l’édition servie."""
    start_django()
    from django.utils import timezone

    from essaim.web.config import backup as saving

    try:
        saving.backup(file, timezone.now())
    except saving.BackupError as error:
        fail(str(error), 1)
    typer.echo(f"{file}\u00a0: {file.stat().st_size:,} octets".replace(",", "\u202f"))


def restore(
    file: Annotated[Path, typer.Argument(help="Fichier écrit par essaim backup.")],
) -> None:
    """Remet une sauvegarde, site arrêté. Ce qui était là est gardé à côté (.avant-…)."""
    start_django()
    from django.utils import timezone

    from essaim.web.config import backup as saving

    try:
        done = saving.restore(file, timezone.now())
    except saving.BackupError as error:
        fail(str(error), 1)
    typer.echo(f"Restauré\u00a0: sauvegarde du {done.made_on}, {done.media} fichiers déposés.")
    if done.release and not done.release_is_here:
        typer.echo(f"L’édition {done.release} n’est pas sur cette machine\u00a0: essaim data build en fait une.")


def check() -> None:
    """Vérifie la configuration : variables, base, dossier des éditions."""
    start_django()
    from django.core.management import CommandError, call_command

    try:
        call_command("check", deploy=False, fail_level="ERROR")
    except CommandError as error:
        fail(str(error), 1)


def refuse_taken_port(host: str, port: int) -> None:
    """Stop with a sentence when the address cannot be listened on.

    The server shares its port among its processes (SO_REUSEPORT), so a second one would take half the readers.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        why = "un autre programme y écoute déjà" if error.errno == errno.EADDRINUSE else error.strerror
        fail(f"Impossible d’écouter sur {host}:{port}\u00a0: {why}. Choisissez un autre port (--port).", 1)


def start_django(*, signs: bool = True) -> None:
    """Start Django with production settings; a configuration fault is one French sentence and exit code 1.

    signs: the command makes or checks signatures, and so needs SECRET_KEY; one that only reads a release does not.
    """
    if not signs:
        os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
    read_configuration()
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        fail(str(error), 1)


def read_configuration() -> None:
    """Read production settings and make the folder they name; a fault is one French sentence and exit code 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        settings.ESSAIM_VAR.mkdir(parents=True, exist_ok=True)
    except ImproperlyConfigured as error:
        fail(str(error), 1)
    except OSError as error:
        fail(f"ESSAIM_VAR\u00a0: {error.strerror} ({error.filename}).", 1)


def fail(message: str, code: int) -> NoReturn:
    """Say what is wrong on the error stream and stop."""
    typer.echo(message, err=True)
    raise typer.Exit(code)
