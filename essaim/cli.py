"""essaim: the one command of the house. Each command imports its room only when it runs, so that --help is immediate."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from essaim.web.commands import add_commands

app = typer.Typer(
    name="essaim",
    help="L’économie sociale et solidaire de chaque territoire français : données, portrait, site.",
    no_args_is_help=True,
    pretty_exceptions_enable=bool(os.environ.get("ESSAIM_DEBUG")),
    add_completion=False,
)
data = typer.Typer(help="Télécharger les sources, construire, publier et retirer les éditions.", no_args_is_help=True)
app.add_typer(data, name="data")
add_commands(app)

Mirror = Annotated[
    Path | None,
    typer.Option(
        "--mirror", envvar="ESSAIM_MIRROR", help="Dossier de fichiers réels qui tient lieu de téléchargement."
    ),
]
Only = Annotated[str | None, typer.Option("--only", help="Un seul territoire, par exemple departement:59.")]
Engine = Annotated[str, typer.Option("--engine", envvar="ESSAIM_ENGINE", help="duckdb ou spark.")]


@data.command()
def fetch(
    sources: Annotated[list[str] | None, typer.Argument(help="Sources à télécharger ; toutes par défaut.")] = None,
) -> None:
    """Télécharge les fichiers officiels (reprise, sommes de contrôle, hôtes des cartes seulement)."""
    from rich.console import Console

    from essaim.pipeline.fetch_command import run_fetch

    raise typer.Exit(run_fetch(sources or [], var_folder() / "raw", Console()))


@data.command()
def build(
    mirror: Mirror = None,
    only: Only = None,
    engine: Engine = "duckdb",
    accept_loss: Annotated[
        list[str] | None, typer.Option("--accept-loss", help="Source dont la perte de lignes est voulue.")
    ] = None,
) -> None:
    """Construit une édition, la contrôle et la publie ; en cas d’échec, la précédente reste servie."""
    if engine not in {"duckdb", "spark"}:
        fail("--engine vaut duckdb ou spark.", 2)
    with foreseen():
        from essaim.pipeline.catalogue import resolve_inputs
        from essaim.pipeline.contract import EXCERPT_BANNER
        from essaim.pipeline.demonstration import packages
        from essaim.pipeline.demonstration.inputs import geography_inputs

        var = var_folder()
        inputs = resolve_inputs(mirror=mirror, raw=None if mirror else var / "raw")
        if mirror is None:
            # Geography that was not downloaded comes from the npm package that make installs: official codes all the same.
            packaged = geography_inputs(packages.territories_folder())
            inputs = {**{source: given for source, given in packaged.items() if source not in inputs}, **inputs}
        excerpt = mirror is not None or only is not None
        _build(
            inputs,
            kind="excerpt" if excerpt else "real",
            banner=EXCERPT_BANNER if excerpt else None,
            engine=engine,
            only=only,
            accept_loss=frozenset(accept_loss or ()),
        )


@data.command()
def demo(
    scale: Annotated[
        float, typer.Option(help="Taille, 1 = environ 50 000 organisations de l’ESS.", min=0.01, max=3)
    ] = 1,
) -> None:
    """Construit l’édition de démonstration : vrais territoires, organisations fictives."""
    with foreseen():
        from essaim.pipeline.contract import DEMONSTRATION_BANNER
        from essaim.pipeline.demonstration.inputs import make_demonstration_inputs

        var = var_folder()
        raw = var / "raw"
        inputs = make_demonstration_inputs(
            raw / "demonstration",
            scale=scale,
            progress=_say,
            today=datetime.now(UTC).date(),
            outlines_folder=raw / "outlines",
        )
        _build(inputs, kind="demonstration", banner=DEMONSTRATION_BANNER, engine="duckdb", only=None)


@data.command("list")
def list_command() -> None:
    """Montre les éditions, la courante marquée d’une étoile, et les derniers échecs."""
    with foreseen():
        from essaim.pipeline.contract import current_release, list_releases
        from essaim.pipeline.publish import failures

        var = var_folder()
        now = current_release(var)
        releases = list_releases(var)
        if not releases:
            typer.echo("Aucune édition. Pour en construire une\u00a0: essaim data fetch && essaim data build")
        for release in releases:
            manifest = release.read_manifest()
            mark = "*" if now is not None and now.id == release.id else " "
            typer.echo(f"{mark} {release.id}  {manifest.kind}  données au {manifest.reference_date.isoformat()}")
        for identifier, sentence in failures(var):
            typer.echo(f"✗ {identifier}  {sentence}")


@data.command()
def status() -> None:
    """Montre, pour l’édition servie, chaque source\u00a0: date, lignes lues, retenues, écartées, ou son absence."""
    with foreseen():
        from essaim.pipeline.contract import current_release
        from essaim.pipeline.errors import NoReleaseError

        release = current_release(var_folder())
        if release is None:
            raise NoReleaseError("Aucune édition n’est servie\u00a0: essaim data build en construit une.")
        manifest = release.read_manifest()
        typer.echo(f"Édition {manifest.id} ({manifest.kind}), {manifest.duration_s} s de construction")
        if manifest.banner:
            typer.echo(manifest.banner)
        for source in manifest.sources:
            as_of = source.data_as_of.isoformat() if source.data_as_of else "date inconnue"
            typer.echo(
                f"  {source.id:<26} {as_of:<13} {source.completeness:<9} lues {source.rows_in}, "
                f"retenues {source.rows_kept}, écartées {source.rows_rejected}"
            )
        for source in manifest.missing_sources:
            typer.echo(f"  {source.id:<26} absente")


@data.command()
def rollback(
    to: Annotated[str | None, typer.Option("--to", help="Édition à servir ; la précédente par défaut.")] = None,
) -> None:
    """Sert de nouveau l’édition précédente (ou celle que --to nomme)."""
    with foreseen():
        from essaim.pipeline.publish import rollback as back

        typer.echo(f"Édition servie\u00a0: {back(var_folder(), to=to).id}")


@data.command()
def prune(keep: Annotated[int, typer.Option(min=1, help="Nombre d’éditions gardées.")] = 5) -> None:
    """Efface les éditions les plus anciennes ; jamais la courante ni celle d’avant."""
    with foreseen():
        from essaim.pipeline.publish import prune as remove

        gone = remove(var_folder(), keep=keep)
        typer.echo(f"Éditions effacées\u00a0: {', '.join(gone) or 'aucune'}")


def var_folder() -> Path:
    """Return ESSAIM_VAR (default ./var), absolute; stops with a sentence when it is not a folder."""
    var = Path(os.environ.get("ESSAIM_VAR") or "var").resolve()
    if var.exists() and not var.is_dir():
        fail(f"ESSAIM_VAR désigne {var}, qui n’est pas un dossier.", 1)
    return var


@contextmanager
def foreseen() -> Iterator[None]:
    """Turn any failure of a build into one French sentence and exit code 1; the trace is kept for ESSAIM_DEBUG."""
    from essaim.pipeline.publish import sentence_for

    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except (KeyboardInterrupt, Exception) as error:
        if os.environ.get("ESSAIM_DEBUG"):
            raise
        fail(sentence_for(error), 1)


def fail(message: str, code: int) -> None:
    """Say what is wrong on the error stream and stop."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


def _build(inputs, *, kind, banner, engine, only, accept_loss=frozenset()) -> None:  # type: ignore[no-untyped-def]
    from essaim.pipeline.release import build_release

    release = build_release(
        var=var_folder(),
        inputs=inputs,
        kind=kind,
        banner=banner,
        reference_date=datetime.now(UTC).date(),
        progress=_say,
        engine_name=engine,
        limited_to=only,
        accept_loss=accept_loss,
    )
    manifest = release.read_manifest()
    typer.echo(f"Édition {release.id} publiée en {manifest.duration_s} s.")


def _say(message: str) -> None:
    typer.echo(f"→ {message}", err=True)
