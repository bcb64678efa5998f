"""The `essaim` command: the map of the house. Thin: each command calls its room, loaded only when it is run."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from essaim.data_commands import data
from essaim.usage import FrenchGroup
from essaim.web.commands import add_commands

app = typer.Typer(
    cls=FrenchGroup,
    help="Essaim\u00a0: l’économie sociale et solidaire de n’importe quel territoire français, sur une page.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        from essaim import __version__

        typer.echo(f"essaim {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Donne la version et s’arrête.")
    ] = False,
) -> None:
    """Prepare what every command shares."""
    from essaim.environment import EnvironmentVariableError, read_settings

    try:
        settings = read_settings()
    except EnvironmentVariableError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if not settings.debug:
        sys.excepthook = _one_sentence


def _one_sentence(kind: type[BaseException], error: BaseException, _trace: object) -> None:
    """Say an error that no command foresaw, without its trace (ESSAIM_DEBUG=1 shows it)."""
    words = " ".join(str(error).split())[:300]
    sys.stderr.write(f"Erreur imprévue ({kind.__name__})\u00a0: {words} (ESSAIM_DEBUG=1 en montre la trace.)\n")


app.add_typer(data, name="data")
add_commands(app)
