"""A list of contracts put into components: filters, table, pages, files. For a buyer, a territory or the country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from essaim.web.contracts import asking, selectors, tables, words
from essaim.web.contracts.asking import CHOICES, LABELS, Asked
from essaim.web.contracts.counts import Counted
from essaim.web.contracts.selectors import Where
from essaim.web.observatory.release import Release
from essaim.web.ui.components import Download, Filter, FilterBar, Link, Option, paginate

# Filter → dimension of procurement_counts, for the number beside each choice.
COUNTED = {"nature": "nature", "division": "division", "type": "kind", "procedure": "procedure", "annee": "year"}


def build(
    release: Release,
    scope: Where,
    asked: Asked,
    *,
    path: str,
    file_path: str,
    counted: Counted,
    caption: str,
    with_buyer: bool,
    extra: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """Return the context of contracts/list.html. path: its address without query; extra: parameters kept in every link.

    Raises InvalidRequest past the last page.
    """
    page = selectors.page(release, scope, asked)
    return {
        "page": page,
        "bar": filter_bar(asked, path, extra, counted),
        "table": tables.contracts(page.lines, caption, with_buyer=with_buyer),
        "pagination": paginate(page.number, page.pages, lambda number: asked.address(path, extra, page=number)),
        "downloads": downloads(asked, file_path, extra),
        "sorts": [
            Link(label, asked.address(path, extra, sort=sort, page=1), current=asked.sort == sort)
            for sort, label in asking.SORTS.items()
        ],
    }


def filter_bar(asked: Asked, path: str, extra: Sequence[tuple[str, str]], counted: Counted) -> FilterBar:
    """The filters, what is chosen, and how many contracts of the whole scope each choice holds."""
    shown = [Filter("q", "Mots de l’objet", "search", value=asked.query, hint="Accents et majuscules indifférents.")]
    for parameter, name in CHOICES.items():
        options = _options(parameter, getattr(asked, name), counted)
        if options:
            shown.append(Filter(parameter, LABELS[parameter], "checkbox", options))
    years = [Option(year, year, one.contracts, year in asked.years) for year, one in _years(counted) if year]
    if years:
        shown.append(Filter("annee", LABELS["annee"], "checkbox", years))
    states = [Option("", "Tous", selected=not asked.state)]
    states += [Option(key, label, selected=asked.state == key) for key, label in asking.STATES.items()]
    shown.append(Filter("etat", "Exécution", "radio", states))
    hidden = [*extra, *([("tri", asked.sort)] if asked.sort != asking.DEFAULT_SORT else [])]
    return FilterBar(path, shown, hidden, _active(asked, path, extra), Asked().address(path, extra))


def _options(parameter: str, chosen: tuple[str, ...], counted: Counted) -> list[Option]:
    known = counted.items(COUNTED[parameter]) if parameter in COUNTED else {}
    options = []
    for value, label in asking.choices(parameter).items():
        number = known[value].contracts if value in known else None
        if parameter == "titulaire":
            column = words.HOLDERS[value][0].replace("_holders", "_contracts")
            number = None if counted.total.nothing_matched else getattr(counted.total, column)
        elif parameter == "consideration":
            number = {
                "reserve": counted.total.reserved,
                "environnement": counted.total.environmental,
                "non-renseigne": counted.total.contracts - counted.total.social_filled,
            }.get(value)
        # What the scope has none of is left out, unless it is chosen.
        if known and value not in known and value not in chosen:
            continue
        options.append(Option(value, label, number, value in chosen))
    return options


def _years(counted: Counted):  # type: ignore[no-untyped-def]
    return sorted(counted.items("year").items(), reverse=True)


def _active(asked: Asked, path: str, extra: Sequence[tuple[str, str]]) -> list[Link]:
    """Links that each take one filter away."""
    links = []
    if asked.query:
        links.append(Link(f"Objet\u00a0: {asked.query}", asked.address(path, extra, query="", page=1)))
    for parameter, name in CHOICES.items():
        labels = asking.choices(parameter)
        for value in getattr(asked, name):
            links.append(Link(labels[value], asked.without(name, value).address(path, extra)))
    links += [Link(year, asked.without("years", year).address(path, extra)) for year in asked.years]
    if asked.state:
        links.append(Link(asking.STATES[asked.state], asked.address(path, extra, state="", page=1)))
    return links


def downloads(asked: Asked, file_path: str, extra: Sequence[tuple[str, str]] = ()) -> list[Download]:
    """The same list as files, whole, with its filters."""
    whole = replace(asked, page=1)
    kinds = [
        ("csv", "CSV", "pour tableur français"),
        ("csv-plain", "CSV", "virgules"),
        ("xlsx", "XLSX", "classeur"),
        ("parquet", "Parquet", "pour analyse"),
    ]
    return [Download(label, whole.address(file_path, [*extra, ("format", key)]), note) for key, label, note in kinds]
