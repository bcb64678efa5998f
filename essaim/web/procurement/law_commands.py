"""The command `essaim advise`: what the law of a day allows, asks and forbids for a purchase."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Annotated, NoReturn

import typer

HELP_FACTS = "Un autre fait, « nom=valeur », répétable\u00a0; les noms sont dans docs/reference/commande-publique.md."


def advise(
    cpv: Annotated[str, typer.Option(help="Code CPV, avec ou sans clé.")] = "",
    amount: Annotated[
        str, typer.Option("--montant", help="Valeur estimée du besoin entier, hors taxes, reconductions comprises.")
    ] = "",
    nature: Annotated[str, typer.Option(help="services, fournitures ou travaux.")] = "",
    territory: Annotated[
        str, typer.Option("--territoire", help="Code du territoire\u00a0: il dit quel acheteur.")
    ] = "",
    day: Annotated[str, typer.Option("--date", help="Jour du lancement (défaut\u00a0: aujourd’hui).")] = "",
    months: Annotated[str, typer.Option("--duree", help="Durée en mois, reconductions comprises.")] = "",
    lot: Annotated[str, typer.Option("--lot", help="Valeur estimée du lot.")] = "",
    lots: Annotated[str, typer.Option("--lots", help="Valeur de chaque lot, séparées par « ; ».")] = "",
    kinds: Annotated[str, typer.Option("--structures", help="Statut du candidat\u00a0: EA, ESAT, EI, ACI…")] = "",
    more: Annotated[list[str] | None, typer.Option("--fait", help=HELP_FACTS)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Réponse en JSON, pour les programmes.")] = False,
) -> None:
    """Dit ce qu’un acheteur peut, doit ou ne doit pas faire, levier par levier, au droit du jour."""
    from essaim.rules.procurement import NotCovered, asking, report
    from essaim.rules.procurement import advise as advise_on

    raw = {
        "cpv": cpv,
        "montant": amount,
        "nature": nature,
        "duree": months,
        "lot": lot,
        "lots": lots,
        "structures": kinds,
    }
    for item in more or ():
        key, equals, value = item.partition("=")
        if not equals:
            _refuse([f"«\u00a0{item}\u00a0» n’a pas la forme nom=valeur."])
        raw[key.strip()] = value
    if territory and not raw.get("acheteur"):
        raw["acheteur"] = _buyer(territory)
    asked = asking.read({key: value for key, value in raw.items() if value})
    errors = list(asked.errors.values())
    on = _day(day, errors)
    if errors or on is None:
        _refuse(errors)
    try:
        answer = advise_on(asked.facts, on)
    except NotCovered as error:
        _refuse([str(error)])
    if as_json:
        sys.stdout.write(json.dumps(report.as_data(answer), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(report.as_text(answer))


def _day(text: str, errors: list[str]) -> date | None:
    from essaim.rules.procurement import asking

    if not text:
        return date.today()  # noqa: DTZ011 (the day of the person at the keyboard)
    try:
        return asking.day(text)
    except ValueError as error:
        errors.append(str(error))
        return None


def _buyer(code: str) -> str:
    """Return the buyer that a territory suggests; without release, what its code's form tells."""
    from essaim.web.commands import start_django

    start_django()
    from essaim.web.observatory.errors import ReaderError
    from essaim.web.observatory.release import NoRelease, current
    from essaim.web.procurement import law_territory

    try:
        place = law_territory.find(current(), code)
    except NoRelease:
        kind = law_territory.buyer_of_shape(code)
        read = f"acheteur lu dans la forme du code, {kind}" if kind else "acheteur inconnu"
        typer.echo(f"Aucune édition des données n’est là\u00a0: {read}.", err=True)
        return kind
    except ReaderError as error:
        _refuse([f"{error.title} {error.detail}".strip()])
    typer.echo(f"{place.territory.name} ({place.territory.territory_id})", err=True)
    if place.note:
        typer.echo(place.note, err=True)
    return place.buyer_kind


def _refuse(errors: list[str]) -> NoReturn:
    for error in errors:
        typer.echo(error, err=True)
    raise typer.Exit(2)
