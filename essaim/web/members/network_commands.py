"""Commands `essaim network …`: the demonstration network, and a look at the real one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

network = typer.Typer(help="Le réseau\u00a0: démonstration, comptes à une date.", no_args_is_help=True)


@network.command()
def demo(
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Ne rien faire, sans erreur, s’il y a des adhérents.")
    ] = False,
) -> None:
    """Écrit un réseau de démonstration\u00a0: adhésions fictives de collectivités réelles, dit comme tel partout."""
    from essaim.web.commands import fail

    _start()
    from django.utils import timezone

    from essaim.web.members import demonstration, selectors
    from essaim.web.members.errors import MemberError
    from essaim.web.observatory.release import NoRelease, current

    if if_empty and selectors.any_member():
        return
    try:
        done = demonstration.make(release=current(), now=timezone.now())
    except NoRelease as error:
        fail(f"{error} Pour en construire une\u00a0: essaim data demo", 1)
    except MemberError as error:
        fail(str(error), 2)
    typer.echo(
        f"Réseau de démonstration\u00a0: {done.members} collectivités, {done.on_map_day} adhérentes au 26 août 2025, "
        f"{done.today} aujourd’hui. Tout y est fictif, sauf les noms. Pour le retirer\u00a0: essaim network clear-demo"
    )


@network.command(name="clear-demo")
def clear_demo() -> None:
    """Retire le réseau de démonstration\u00a0; les vrais adhérents ne sont jamais touchés."""
    _start()
    from django.utils import timezone

    from essaim.web.members import demonstration

    typer.echo(f"{demonstration.remove(now=timezone.now())} adhésions fictives retirées.")


@network.command()
def counts(
    on: Annotated[
        datetime | None, typer.Option("--au", formats=["%Y-%m-%d"], help="Date\u00a0; aujourd’hui sinon.")
    ] = None,
) -> None:
    """Compte les adhérents par catégorie, à une date."""
    _start()
    from django.utils import timezone

    from essaim.web.members import selectors
    from essaim.web.members.enums import Category
    from essaim.web.ui import french

    day: date = on.date() if on else timezone.localdate()
    members = selectors.members_on(day)
    typer.echo(f"{len(members)} adhérents au {french.date_fr(day)}")
    for category, number in selectors.counts(members).items():
        typer.echo(f"{number:>6}  {Category(category).label}")
    if any(member.fictitious for member in members):
        typer.echo("Démonstration\u00a0: adhésions fictives.")


def _start() -> None:
    from essaim.web.commands import start_django

    start_django()
