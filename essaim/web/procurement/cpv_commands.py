"""Commands `essaim cpv …`: find a code from words, measure the search."""

from __future__ import annotations

from typing import Annotated

import typer

cpv = typer.Typer(help="Les codes CPV\u00a0: chercher par des mots, mesurer la recherche.", no_args_is_help=True)


@cpv.command()
def search(
    need: Annotated[str, typer.Argument(help="Ce que vous achetez, en quelques mots, ou un code.")],
    limit: Annotated[int, typer.Option(help="Nombre de codes proposés.", min=1, max=50)] = 5,
) -> None:
    """Propose des codes CPV, les plus vraisemblables d’abord\u00a0; à relire avant de les écrire dans un avis."""
    from essaim.web.procurement import cpv_shell

    typer.echo("\n".join(_lines(lambda: cpv_shell.search(need, limit))))


@cpv.command()
def measure(
    details: Annotated[bool, typer.Option("--details", help="Donne aussi les besoins manqués.")] = False,
) -> None:
    """Mesure la recherche sur les besoins de essaim/rules/cases/cpv_needs.yaml."""
    from essaim.web.procurement import cpv_shell

    typer.echo("\n".join(_lines(lambda: cpv_shell.measure(details=details))))


@cpv.command()
def suppliers() -> None:
    """Mesure la correspondance entre CPV et activités sur les titulaires des marchés publiés de l’édition."""
    from essaim.web.procurement import cpv_shell

    typer.echo("\n".join(_lines(cpv_shell.suppliers)))


def _lines(answer):  # type: ignore[no-untyped-def]
    """Run one question with Django started; any error a reader can mend is one sentence and exit code 2."""
    from essaim.web.commands import fail, start_django

    start_django()
    from essaim.web.observatory.errors import ReaderError
    from essaim.web.observatory.release import NoRelease

    try:
        return answer()
    except NoRelease as error:
        fail(f"{error} Pour en construire une\u00a0: essaim data fetch && essaim data build", 1)
    except ReaderError as error:
        fail(f"{error.title} {error.detail}".strip(), 2)
