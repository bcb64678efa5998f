"""Commands `essaim resources …`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

resources = typer.Typer(help="Le centre de ressources.", no_args_is_help=True)


@resources.callback()
def group() -> None:
    """Le centre de ressources."""


@resources.command()
def check(
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Jour du droit, aujourd’hui sans elle.")
    ] = None,
) -> None:
    """Compare ce que les fiches citent au droit et aux chiffres d’un jour\u00a0; dit celles qui sont à relire."""
    from essaim.web.commands import start_django

    start_django()
    from django.utils import timezone

    from essaim.web.resources import selectors, watching

    day = on.date() if on else timezone.localdate()
    changed = watching.recheck(on=day, now=timezone.now())
    for entry in selectors.to_review(day):
        typer.echo(f"{entry.title}")
        for reason in entry.reasons or ["date de relecture passée"]:
            typer.echo(f"  {reason}")
    typer.echo(f"{changed} valeurs ont changé depuis la dernière fois.", err=True)
