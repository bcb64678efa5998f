"""Commands `essaim data …`: fetch, build, demo, status, list, rollback, prune. Exit: 0, 1 failed, 2 wrong usage."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Self

import typer

if TYPE_CHECKING:
    from essaim.environment import Settings
    from essaim.pipeline.catalogue import SourceInput
    from essaim.pipeline.contract import ReleaseKind, ReleasePaths

data = typer.Typer(
    help="Les données\u00a0: télécharger, construire, publier, revenir en arrière.", no_args_is_help=True
)


class EngineName(StrEnum):
    """Engines of a build."""

    DUCKDB = "duckdb"
    SPARK = "spark"


AcceptLoss = Annotated[
    list[str] | None, typer.Option("--accept-loss", help="Source ou table dont la perte de lignes est voulue.")
]


@data.command()
def fetch(
    sources: Annotated[list[str] | None, typer.Argument(help="Sources à télécharger\u00a0; toutes sinon.")] = None,
) -> None:
    """Télécharge les fichiers officiels dans var/raw/ (reprise, sommes de contrôle)."""
    from rich.console import Console

    with _OneSentence() as settings:
        from essaim.pipeline.fetch_command import run_fetch
        from essaim.pipeline.fetch_settings import FetchSettings

        polite = FetchSettings(contact_url=settings.contact_url)
        code = run_fetch(sources or [], settings.var / "raw", Console(stderr=True), settings=polite)
    if code:
        raise typer.Exit(code)


@data.command()
def build(
    mirror: Annotated[Path | None, typer.Option(help="Dossier qui remplace les téléchargements.")] = None,
    engine: Annotated[EngineName | None, typer.Option(help="Moteur de calcul.")] = None,
    only: Annotated[str | None, typer.Option(help="Un seul territoire (59350, departement:59…).")] = None,
    accept_loss: AcceptLoss = None,
) -> None:
    """Construit une édition et la publie\u00a0; l’édition servie ne change qu’en cas de réussite."""
    with _OneSentence() as settings:
        from essaim.pipeline.catalogue import resolve_inputs
        from essaim.pipeline.contract import EXCERPT_BANNER

        folder = mirror or settings.mirror
        inputs = resolve_inputs(mirror=folder, raw=settings.var / "raw")
        _build(
            settings,
            inputs=inputs,
            kind="real" if folder is None else "excerpt",
            banner=None if folder is None else EXCERPT_BANNER,
            engine_name=engine.value if engine else settings.engine,
            limited_to=only,
            accept_loss=frozenset(accept_loss or []),
        )


@data.command()
def demo(
    scale: Annotated[float, typer.Option(help="Taille de la démonstration.", min=0.01, max=3)] = 1.0,
    seed: Annotated[int, typer.Option(help="Graine du générateur.")] = 98,
) -> None:
    """Construit une démonstration\u00a0: de vrais territoires, des organisations et des marchés fictifs."""
    with _OneSentence() as settings, _Steps() as say:
        from essaim.pipeline.contract import DEMONSTRATION_BANNER
        from essaim.pipeline.demonstration.inputs import make_demonstration_inputs

        inputs = make_demonstration_inputs(
            settings.var / "demonstration",
            scale=scale,
            seed=seed,
            progress=say,
            today=datetime.now(UTC).date(),
            outlines_folder=settings.var / "outlines",
        )
        _build(settings, inputs=inputs, kind="demonstration", banner=DEMONSTRATION_BANNER, say=say)


@data.command()
def status() -> None:
    """Dit ce que contient l’édition servie, source par source, et ce qui manque."""
    with _OneSentence() as settings:
        from essaim.pipeline.status import status_lines

        for line in status_lines(settings.var, now=datetime.now(UTC)):
            typer.echo(line)


@data.command(name="list")
def list_() -> None:
    """Liste les éditions, et les dernières constructions qui ont échoué."""
    with _OneSentence() as settings:
        from essaim.pipeline.status import list_lines

        for line in list_lines(settings.var):
            typer.echo(line)


@data.command()
def rollback(
    release: Annotated[str | None, typer.Argument(help="Édition à servir\u00a0; sinon la précédente.")] = None,
) -> None:
    """Sert de nouveau l’édition précédente. Aucun fichier n’est effacé."""
    with _OneSentence() as settings:
        from essaim.pipeline.publish import rollback as go_back

        served = go_back(settings.var, to=release)
        typer.echo(f"Édition servie\u00a0: {served.id}")


@data.command()
def prune(
    keep: Annotated[int | None, typer.Option(help="Nombre d’éditions à garder.", min=1, max=1000)] = None,
) -> None:
    """Efface les éditions les plus anciennes, jamais celle qui est servie ni la précédente."""
    with _OneSentence() as settings:
        from essaim.pipeline.publish import prune as remove

        gone = remove(settings.var, keep=keep or settings.keep)
        typer.echo(f"Éditions effacées\u00a0: {', '.join(gone) or 'aucune'}")


def _build(
    settings: Settings,
    *,
    inputs: dict[str, SourceInput],
    kind: ReleaseKind,
    banner: str | None,
    engine_name: str = "duckdb",
    limited_to: str | None = None,
    accept_loss: frozenset[str] = frozenset(),
    say: Callable[[str], None] | None = None,
) -> None:
    from essaim.pipeline.publish import prune as remove
    from essaim.pipeline.release import build_release

    def run(progress: Callable[[str], None]) -> ReleasePaths:
        return build_release(
            var=settings.var,
            inputs=inputs,
            kind=kind,
            banner=banner,
            reference_date=datetime.now(UTC).date(),
            progress=progress,
            engine_name=engine_name,
            limited_to=limited_to,
            accept_loss=accept_loss,
            memory=settings.memory,
        )

    if say is not None:
        published = run(say)
    else:
        with _Steps() as steps:
            published = run(steps)
    manifest = published.read_manifest()
    remove(settings.var, keep=settings.keep)
    typer.echo(f"Édition {published.id} publiée en {manifest.duration_s:.0f}\u00a0s.")
    if manifest.banner:
        typer.echo(manifest.banner)
    if manifest.missing_sources:
        typer.echo("Sources absentes\u00a0: " + ", ".join(source.id for source in manifest.missing_sources) + ".")


class _Steps:
    """Shows the steps of a long task with their time, on the error stream: a spinner in a terminal, lines elsewhere."""

    def __enter__(self) -> Self:
        from rich.console import Console

        self._console = Console(stderr=True)
        self._status = self._console.status("Préparation…")
        self._step: str | None = None
        self._since = time.monotonic()
        self._status.start()
        return self

    def __call__(self, step: str) -> None:
        self._finish()
        self._step, self._since = step, time.monotonic()
        self._status.update(f"{step}…")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._finish()
        self._status.stop()

    def _finish(self) -> None:
        if self._step is not None:
            took = f"{time.monotonic() - self._since:.1f}".replace(".", ",")
            self._console.print(f"✓ {self._step} ({took}\u00a0s)", highlight=False, markup=False)


class _OneSentence:
    """Reads the settings, and turns any failure of a command into one French sentence and exit code 1."""

    def __enter__(self) -> Settings:
        from essaim.environment import read_settings

        self._settings = read_settings()
        return self._settings

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        from typer.exceptions import TyperException

        if error is None or self._settings.debug or isinstance(error, (typer.Exit, TyperException, SystemExit)):
            return
        from essaim.pipeline.publish import sentence_for

        typer.echo(sentence_for(error), err=True)
        raise typer.Exit(1) from None
