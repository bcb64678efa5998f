"""What is said of counted contracts, for a buyer as for a territory: figures, tables, charts.

Counts first. An amount is never alone: how many contracts it covers stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from essaim.web.contracts import words
from essaim.web.contracts.counts import NONE, Counted, Counts
from essaim.web.contracts.selectors import Distances
from essaim.web.observatory.indicators import SMALLEST_DENOMINATOR
from essaim.web.observatory.release import Release
from essaim.web.ui import french
from essaim.web.ui.charts import Bar, BarChart, ColumnChart, Series
from essaim.web.ui.components import Cell, Column, Figure, Table, number_cell

SOURCE = "DECP"
METHOD = "/marches/methode/"
DIVISIONS_SHOWN = 12
YEARS_SHOWN = 10
# The considerations exist in the format of 2022 only, compulsory since that day.
NEW_FORMAT = date(2024, 1, 1)
PARTS = (
    ("sse_contracts", "Économie sociale et solidaire"),
    ("siae_contracts", "dont ou aussi\u00a0: structures d’insertion (SIAE)"),
    ("ea_contracts", "entreprises adaptées (EA)"),
    ("esat_contracts", "ESAT"),
    ("esus_contracts", "agréées ESUS"),
)


def as_of(release: Release) -> date | None:
    """The date of the contracts: that of the latest source; None when no producer gives one."""
    days = [one.data_as_of for one in release.manifest.sources if one.id.startswith("decp") and one.data_as_of]
    return max(days, default=None)


def key_figures(total: Counts, on: date | None, *, of_buyer: bool) -> list[Figure]:
    """The four figures at the top of a page."""
    return [
        Figure(
            french.plural(total.contracts, "marché déclaré", "marchés déclarés"),
            total.contracts,
            source=SOURCE,
            date=on,
            comparisons=[]
            if of_buyer
            else [f"par {french.number(total.buyers)} {french.plural(total.buyers, 'acheteur')}"],
            definition="Publiés aux données essentielles\u00a0: 40 000 € HT et plus. Les achats plus petits "
            "n’y sont pas.",
            definition_href=METHOD,
        ),
        to_sse(total, on),
        with_social(total, on),
        Figure(
            "finissent dans les 24 mois",
            total.ending_soon,
            source=SOURCE,
            date=on,
            definition="Fin théorique\u00a0: notification plus durée. Reconductions et avenants la déplacent.",
            definition_href=METHOD,
        ),
    ]


def to_sse(total: Counts, on: date | None) -> Figure:
    """Contracts with a holder of the ESS: a number, bounds when some are doubtful, unknown when none is matched."""
    said: list[str] = []
    if total.doubtful:
        said.append(
            f"titulaire non rapproché ou à arbitrer\u00a0: {french.number(total.doubtful)} sur "
            f"{french.number(total.contracts)}"
        )
    elif total.sse_share is not None:
        said.append(f"{french.percent(total.sse_share)} des marchés")
    shown = (
        {"value": total.sse_contracts} if not total.doubtful else {"low": total.sse_contracts, "high": total.sse_most}
    )
    if total.nothing_matched:
        shown = {"value": None}
    return Figure(
        "attribués à l’ESS",
        source=SOURCE,
        date=on,
        comparisons=said,
        definition="Marchés dont un titulaire au moins est de l’économie sociale et solidaire, sous-traitants exclus.",
        definition_href=METHOD,
        **shown,
    )


def with_social(total: Counts, on: date | None) -> Figure:
    """Contracts with a social consideration among those that fill the field in; unknown when none does."""
    whole = total.social_filled
    if whole:
        share = "" if total.social_share is None else f", soit {french.percent(total.social_share)}"
        reserved = f"dont {french.number(total.reserved)} {french.plural(total.reserved, 'réservé')}"
        said = [f"sur {french.number(whole)} renseignés{share}", reserved]
    else:
        said = ["aucun marché d’ici n’est au format de 2022"]
    return Figure(
        "avec considération sociale",
        total.social if whole else None,
        source=SOURCE,
        date=on,
        comparisons=said,
        definition="Clause ou critère social, ou réservation\u00a0: déclarés dans le format de 2022 seulement.",
        definition_href=METHOD,
    )


def said_of_sse(one: Counts) -> Cell:
    """The cell of contracts to the ESS: number, or « inconnu », with what is doubtful as a note."""
    if one.nothing_matched:
        return Cell(french.UNKNOWN, numeric=True, unknown=True)
    return Cell(
        french.number(one.sse_contracts),
        numeric=True,
        note=f"au plus {french.number(one.sse_most)}" if one.doubtful else "",
    )


def share_cell(part: int, whole: int) -> Cell:
    """A share when the whole is large enough, « – » with the reason otherwise."""
    if whole >= SMALLEST_DENOMINATOR:
        return number_cell(100 * part / whole, "percent", 1)
    return Cell("–", numeric=True, note="moins de 30" if whole else "")


def by_holder(total: Counts, others: Sequence[tuple[str, Counts]], of_whom: str) -> Table:
    """Contracts by kind of holder, here and beside: others are (name of a wider place, its counts)."""
    columns = [Column("Titulaire"), Column("Marchés", numeric=True), Column(f"Part {of_whom}", numeric=True)]
    columns += [Column(f"Part, {name}", numeric=True) for name, _ in others]
    rows = []
    for name, label in PARTS:
        value = getattr(total, name)
        unknown = total.nothing_matched and not value
        rows.append(
            [
                Cell(label),
                Cell(french.UNKNOWN, numeric=True, unknown=True) if unknown else number_cell(value),
                Cell("–", numeric=True) if unknown else share_cell(value, total.contracts),
                *[
                    Cell("–", numeric=True) if one.nothing_matched else share_cell(getattr(one, name), one.contracts)
                    for _, one in others
                ],
            ]
        )
    if total.doubtful:
        rows.append(
            [
                Cell("Appartenance inconnue ou à arbitrer"),
                number_cell(total.doubtful),
                share_cell(total.doubtful, total.contracts),
                *[share_cell(one.doubtful, one.contracts) for _, one in others],
            ]
        )
    note = "Un marché compte dans chaque ligne dont un de ses titulaires relève."
    return Table("À qui vont ces marchés", columns, rows, note=note, hide_caption=True)


def divisions(counted: Counted, href) -> BarChart:  # type: ignore[no-untyped-def]
    """Contracts by CPV division, most first. href(code): the list of a division."""
    total = counted.total.contracts
    items = sorted(counted.items("division").items(), key=lambda item: -item[1].contracts)
    rows = [
        Bar(
            words.division(code or None),
            one.contracts,
            _share(one.contracts, total),
            fill="slate",
            href=href(code) if code else "",
        )
        for code, one in items[:DIVISIONS_SHOWN]
    ]
    rest = sum(one.contracts for _, one in items[DIVISIONS_SHOWN:])
    if rest:
        rows.append(Bar("Autres divisions", rest, _share(rest, total), fill="slate"))
    return BarChart("Marchés par objet", rows, "Division CPV", "Marchés")


def by_division(counted: Counted, href) -> Table:  # type: ignore[no-untyped-def]
    """Each CPV division: how many contracts, to the ESS, reserved, with a social consideration."""
    items = sorted(counted.items("division").items(), key=lambda item: -item[1].contracts)
    rows = [
        _considered_row(Cell(words.division(code or None), href=href(code) if code else ""), one) for code, one in items
    ]
    return _considered("Par objet", "Division CPV", rows)


def by_procedure(counted: Counted) -> Table:
    """Each procedure, then each type of contract."""
    rows = [
        _considered_row(Cell(words.procedure(key)), one)
        for key, one in _in_order(counted.items("procedure"), words.PROCEDURES)
    ]
    return _considered("Par procédure", "Procédure", rows)


def by_kind(counted: Counted) -> Table:
    """Contracts, frameworks, call-offs: what each amount is worth."""
    meanings = {"framework": "plafond, jamais une dépense", "call_off": "tiré d’un accord-cadre"}
    rows = [
        _considered_row(Cell(words.KINDS.get(key, french.UNKNOWN), note=meanings.get(key, "")), one)
        for key, one in _in_order(counted.items("kind"), words.KINDS)
    ]
    return _considered("Par type de contrat", "Type", rows)


def _considered_row(head: Cell, one: Counts) -> list[Cell]:
    return [
        head,
        number_cell(one.contracts),
        said_of_sse(one),
        _part(one.reserved, one.social_filled),
        _part(one.social, one.social_filled),
    ]


def _considered(caption: str, head: str, rows: list[list[Cell]]) -> Table:
    columns = [
        Column(head),
        Column("Marchés", numeric=True),
        Column("À l’ESS", numeric=True),
        Column("Réservés", numeric=True),
        Column("Sociaux", numeric=True),
    ]
    return Table(caption, columns, rows, compact=True)


def _part(part: int, whole: int) -> Cell:
    """« 3 sur 12 » among those that fill the field in."""
    if not whole:
        return Cell("non renseigné", numeric=True, unknown=True)
    return Cell(f"{french.number(part)} sur {french.number(whole)}", numeric=True)


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole >= SMALLEST_DENOMINATOR else None


def _in_order(items, order) -> list[tuple[str, Counts]]:  # type: ignore[no-untyped-def]
    return [(key, items[key]) for key in [*order, *[key for key in items if key not in order]] if key in items]


def years(counted: Counted) -> ColumnChart | None:
    """Contracts by year of notification, and those to the ESS when they are known; None under two years."""
    items = {key: one for key, one in counted.items("year").items() if key}
    if len(items) < 2:
        return None
    last, first = max(map(int, items)), min(map(int, items))
    shown = [str(year) for year in range(max(first, last - YEARS_SHOWN + 1), last + 1)]
    drawn = [Series("Marchés déclarés", [items.get(year, NONE).contracts for year in shown], "slate")]
    if not counted.total.nothing_matched:
        to_ess = [None if (one := items.get(year, NONE)).nothing_matched else one.sse_contracts for year in shown]
        drawn.append(Series("dont à l’ESS", to_ess, "leaf"))
    note = "Une année basse peut venir d’une publication oubliée, d’un fichier partiel ou d’achats moindres."
    return ColumnChart("Marchés déclarés, par année de notification", shown, drawn, id="annees-marches", note=note)


def by_year(counted: Counted) -> Table:
    """Each year: contracts, to the ESS, considerations, and how many fill them in."""
    rows = []
    for year, one in sorted(counted.items("year").items(), reverse=True):
        rows.append(
            [
                Cell(year or "Année inconnue"),
                number_cell(one.contracts),
                said_of_sse(one),
                number_cell(one.social_filled),
                _part(one.social, one.social_filled),
                _part(one.reserved, one.social_filled),
                _part(one.environmental, one.environmental_filled),
            ]
        )
    columns = [
        Column("Année"),
        Column("Marchés", numeric=True),
        Column("À l’ESS", numeric=True),
        Column("Considérations renseignées", numeric=True),
        Column("Sociales", numeric=True),
        Column("Réservés", numeric=True),
        Column("Environnementales", numeric=True),
    ]
    note = "Les considérations n’existent qu’au format de 2022, obligatoire depuis le 1er janvier 2024."
    return Table("Année par année", columns, rows, note=note, compact=True)


def near(total: Counts, away: Distances | None) -> BarChart | None:
    """How close the nearest holder is; None when no contract tells it."""
    if not total.local_known:
        return None
    known = total.local_known
    parts = (
        ("Même intercommunalité", total.local_epci, "leaf"),
        ("Ailleurs dans le département", total.local_departement - total.local_epci, "honey"),
        ("Plus loin", known - total.local_departement, "slate"),
    )
    note = (
        f"Siège ou établissement du titulaire le plus proche, pour {french.number(known)} "
        f"{french.plural(known, 'marché')} où acheteur et titulaire sont situés."
    )
    if away:
        note += f" Distance médiane\u00a0: {french.number(away.middle)} km" + (
            f" (la moitié entre {french.number(away.low)} et {french.number(away.high)} km)."
            if away.known >= 4
            else "."
        )
    rows = [Bar(label, value, _share(value, known), fill=fill) for label, value, fill in parts]
    return BarChart("Distance au titulaire le plus proche", rows, "Titulaire le plus proche", "Marchés", note=note)


def amounts(total: Counts, aside: dict[str, int]) -> Table:
    """Amounts, each with the number of contracts it covers."""
    spent, most = total.amount_contracts, total.contracts - total.frameworks
    rows = [
        [
            Cell("Marchés, hors accords-cadres", note="somme des montants déclarés qui peuvent s’additionner"),
            number_cell(spent),
            number_cell(total.amount if spent else None, "euros"),
        ],
    ]
    if not total.nothing_matched:
        bounds = ""
        if total.amount_sse_high > total.amount_sse_low:
            bounds = (
                f"de {french.euros(total.amount_sse_low)} (titulaires tous de l’ESS) à "
                f"{french.euros(total.amount_sse_high)}"
            )
        part = "" if total.amount_share is None else f", {french.percent(total.amount_share)}"
        rows.append(
            [
                Cell(
                    "dont à l’ESS", note="un marché partagé est divisé également entre ses titulaires, par convention"
                ),
                number_cell(None if total.doubtful and not total.sse_contracts else total.sse_contracts),
                Cell(french.euros(total.amount_sse) + part, numeric=True, note=bounds),
            ]
        )
    rows.append(
        [
            Cell("Accords-cadres", note="plafonds\u00a0: ce qui peut être commandé, pas ce qui l’a été"),
            number_cell(total.frameworks),
            number_cell(total.ceiling if total.frameworks else None, "euros"),
        ]
    )
    for status, count in aside.items():
        rows.append(
            [
                Cell("Mis de côté", note=words.AMOUNT_STATUSES.get(status, status)),
                number_cell(count),
                Cell("non additionné", numeric=True),
            ]
        )
    columns = [Column("Montants"), Column("Marchés couverts", numeric=True), Column("Euros HT", numeric=True)]
    note = (
        f"{french.number(spent)} marchés sur {french.number(most)} hors accords-cadres ont un montant qui "
        "peut s’additionner."
    )
    return Table("Montants déclarés", columns, rows, note=note)


LIMITS = (
    "Les achats sous 40 000 € HT (25 000 € jusqu’en 2019)\u00a0: c’est là que l’ESS est souvent présente, et "
    "les données n’en disent rien.",
    "Les marchés que l’acheteur n’a pas publiés, ou publiés trop tard\u00a0: l’absence d’un marché ne prouve rien.",
    "Les sous-traitants, les reconductions, les résiliations, et ce qui a été réellement dépensé.",
    "Les considérations sociales et environnementales d’avant 2024\u00a0: l’ancien format ne les portait pas.",
    "Les titulaires personnes physiques\u00a0: comptés, jamais nommés.",
)
