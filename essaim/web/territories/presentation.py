"""A portrait put into components: key figures, comparison, charts, tables. No query here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from essaim.web.observatory import indicator_ids as ids
from essaim.web.observatory import vocabulary
from essaim.web.observatory.indicators import Indicators, Value
from essaim.web.territories import addresses
from essaim.web.territories.portrait import Portrait, shares_of
from essaim.web.ui import french
from essaim.web.ui.charts import FAMILY_FILL, Bar, BarChart, ColumnChart, Series
from essaim.web.ui.components import Cell, Column, Figure, Table, number_cell

YEARS_SHOWN = 12
CRITERIA = {"population": "population", "density": "densité", "communes_count": "nombre de communes"}


def key_figures(portrait: Portrait) -> list[Figure]:
    """The four figures of the top of a portrait, each with its comparison, source and date."""
    figures = portrait.figures
    sirene = portrait.release.manifest.source("sirene_etablissement")
    sirene_date = sirene.data_as_of if sirene and sirene.data_as_of else portrait.release.reference_date
    method = reverse("observatory:method")
    return [
        Figure(
            french.plural(figures.number(ids.ESTABLISHMENTS), "établissement") + " de l’ESS",
            figures.number(ids.ESTABLISHMENTS),
            flag=figures.total(ids.ESTABLISHMENTS).flag,
            comparisons=_share_sentence(portrait),
            source="Sirene, ESS France",
            date=sirene_date,
            definition="Établissements actifs dont l’unité légale appartient à l’économie sociale et solidaire.",
            definition_href=f"{method}#{ids.ESTABLISHMENTS}",
        ),
        Figure(
            french.plural(employers(figures), "employeur"),
            employers(figures),
            flag=figures.total(ids.EMPLOYERS).flag,
            comparisons=_workforce_sentence(figures),
            source="Sirene, tranches d’effectifs",
            date=sirene_date,
            definition="Établissements de l’ESS qui ont au moins un salarié.",
            definition_href=f"{method}#{ids.EMPLOYERS}",
        ),
        Figure(
            "pour 1\u202f000 habitants",
            figures.number(ids.DENSITY),
            unit="rate",
            flag=figures.total(ids.DENSITY).flag,
            comparisons=_beside(portrait, ids.DENSITY),
            source="Populations municipales, Insee",
            date=_as_of(portrait, "populations"),
            definition="Établissements de l’ESS par habitant, population municipale. Peu parlante sous 2\u202f000.",
            definition_href=f"{method}#{ids.DENSITY}",
        ),
        Figure(
            french.plural(figures.number(ids.INCLUSION), "structure") + " d’insertion",
            figures.number(ids.INCLUSION),
            flag=figures.total(ids.INCLUSION).flag,
            comparisons=_label_sentence(figures),
            source="Le marché de l’inclusion",
            date=_as_of(portrait, "siae"),
            definition="Structures de l’insertion par l’activité économique. Certaines ne sont pas de l’ESS.",
            definition_href=f"{method}#{ids.INCLUSION}",
        ),
    ]


def _as_of(portrait: Portrait, source: str) -> date | None:
    """The date of a source's data; None when the release does not hold it, or its producer gives no date."""
    record = portrait.release.manifest.source(source)
    return record.data_as_of if record else None


def employers(figures: Indicators) -> float | None:
    """The number of employers, None when nothing is known of any establishment: 0 would say there is none."""
    known = figures.total(ids.EMPLOYERS)
    count = figures.number(ids.ESTABLISHMENTS)
    return None if not known.value and count and known.unknown >= count else figures.number(ids.EMPLOYERS)


def _share_sentence(portrait: Portrait) -> list[str]:
    value = portrait.figures.number(ids.SHARE)
    if value is None:
        return ["Part des établissements actifs\u00a0: inconnue"]
    sentence = f"{french.percent(value)} des établissements actifs"
    france = portrait.france
    if france is not None and portrait.place.level != "france" and (other := france.number(ids.SHARE)) is not None:
        sentence += f" · France {french.percent(other)}"
    return [sentence]


def _workforce_sentence(figures: Indicators) -> list[str]:
    low, high = figures.number(ids.WORKFORCE_MIN), figures.number(ids.WORKFORCE_MAX)
    if figures.total(ids.WORKFORCE_MIN).flag == "s":
        return ["Effectif\u00a0: secret statistique (trop peu d’employeurs, ou un seul qui domine)"]
    if low is None or employers(figures) is None:
        return ["Effectif\u00a0: inconnu"]
    sentences = [
        f"de {french.interval(low, high)} salariés selon les tranches"
        if high != low
        else f"{french.number(low)} salariés selon les tranches"
    ]
    if (unknown := figures.total(ids.WORKFORCE_MIN).unknown) > 0:
        noun = french.plural(unknown, "établissement")
        sentences.append(f"effectif inconnu pour {french.number(unknown)} {noun}")
    return sentences


def _beside(portrait: Portrait, indicator: str) -> list[str]:
    known = [
        f"{n.territory.name} {french.rate(value)}"
        for n in portrait.parents
        if (value := n.figures.number(indicator)) is not None
    ]
    return [" · ".join(known)] if known else []


def _label_sentence(figures: Indicators) -> list[str]:
    counts = figures.items(ids.INCLUSION, "label")
    known = [
        f"{french.number(counts[label].value)} {vocabulary.SHORT_LABELS[label]}"
        for label in ids.INCLUSION_LABELS
        if label in counts and counts[label].value and not counts[label].flag
    ]
    return [" · ".join(known)] if known else []


def comparison(portrait: Portrait) -> Table:
    """The place beside its wider places and the median of those that look like it."""
    columns = [
        ("Territoire", False),
        ("Établissements de l’ESS", True),
        ("Pour 1\u202f000 habitants", True),
        ("Employeurs", True),
        ("Employeurs pour 1\u202f000 hab.", True),
        ("Part des établissements actifs", True),
    ]
    rows = [_figures_row(portrait.place.name, "", portrait.figures)]
    rows += [_figures_row(n.territory.name, addresses.href(n.territory), n.figures) for n in portrait.parents]
    if portrait.similar:
        rows.append(
            [
                Cell("Médiane des territoires qui se ressemblent", href="#semblables"),
                *(
                    number_cell(portrait.similar_median(indicator), unit, decimals)
                    for indicator, unit, decimals in _MEASURES
                ),
            ]
        )
    return Table(
        f"{portrait.place.name} à côté d’autres territoires",
        [Column(label, numeric) for label, numeric in columns],
        rows,
        current=0,
        hide_caption=True,
        id="comparaison",
    )


_MEASURES = (
    (ids.ESTABLISHMENTS, "count", None),
    (ids.DENSITY, "rate", None),
    (ids.EMPLOYERS, "count", None),
    (ids.EMPLOYER_DENSITY, "rate", None),
    (ids.SHARE, "percent", 1),
)


def _figures_row(name: str, href: str, figures: Indicators) -> list[Cell]:
    cells = [Cell(name, href=href)]
    for indicator, unit, decimals in _MEASURES:
        total = figures.total(indicator)
        value = employers(figures) if indicator == ids.EMPLOYERS else total.value
        cells.append(number_cell(value, unit, decimals, total.flag))  # type: ignore[arg-type]
    return cells


def bars(portrait: Portrait, dimension: str, caption: str, header: str, list_href: str, parameter: str) -> BarChart:
    """Establishments by item of a dimension, with their share here and in France, largest first."""
    items = portrait.figures.items(ids.ESTABLISHMENTS, dimension)
    here = portrait.shares(ids.ESTABLISHMENTS, dimension)
    abroad = {}
    said = any(part is not None for part in here.values())
    # Without shares here, a share elsewhere would stand beside numbers.
    if said and portrait.france is not None and portrait.place.level != "france":
        abroad = shares_of(portrait.france, ids.ESTABLISHMENTS, dimension)
    known = vocabulary.dimensions()[dimension]
    rows = [
        Bar(
            vocabulary.word(dimension, item),
            value.value,
            share=here.get(item),
            reference=abroad.get(item),
            fill=FAMILY_FILL.get(item, "other") if dimension == "family" else "honey",
            href=_filtered(list_href, parameter, item) if item in known else "",
            flag=value.flag,
        )
        for item, value in _ordered(items, dimension)
        if value.value or value.flag
    ]
    small = not said and any(value.value for value in items.values())
    note = "Moins de 30 établissements\u00a0: des nombres, pas de pourcentages." if small else ""
    return BarChart(caption, rows, header, note=note)


def _filtered(list_href: str, parameter: str, item: str) -> str:
    return f"{list_href}{'&' if '?' in list_href else '?'}{parameter}={item}"


def _ordered(items: dict[str, Value], dimension: str) -> list[tuple[str, Value]]:
    """Sizes and statuses in their own order, the rest by decreasing number with what is not classified last."""
    if dimension in ("size", "status"):
        rank = {item: position for position, item in enumerate(vocabulary.dimensions()[dimension])}
        return sorted(items.items(), key=lambda pair: rank.get(pair[0], len(rank)))
    last = ("non_classe", "unknown", "none")
    return sorted(items.items(), key=lambda pair: (pair[0] in last, -(pair[1].value or 0), pair[0]))


def counts_table(
    portrait: Portrait, dimension: str, caption: str, header: str, list_href: str, parameter: str
) -> Table:
    """Establishments by item, as a plain table: labels and statuses overlap or mean too different things to be bars."""
    items = portrait.figures.items(ids.ESTABLISHMENTS, dimension)
    known = vocabulary.dimensions()[dimension]
    rows = [
        [
            Cell(vocabulary.word(dimension, item), href=_filtered(list_href, parameter, item) if item in known else ""),
            number_cell(value.value, flag=value.flag),
        ]
        for item, value in _ordered(items, dimension)
    ]
    return Table(
        caption,
        [Column(header), Column("Établissements", numeric=True)],
        rows,
        compact=True,
        empty="Aucun recensé ici.",
    )


def years(portrait: Portrait) -> ColumnChart | None:
    """Creations (and closures when the release knows them) of the last years; None when there is none."""
    creations = portrait.figures.items(ids.CREATIONS, "year")
    closures = portrait.figures.items(ids.CLOSURES, "year")
    named = sorted(year for year in {*creations, *closures} if year.isdigit())
    if not named:
        return None
    last = int(named[-1])
    shown = [str(year) for year in range(max(int(named[0]), last - YEARS_SHOWN + 1), last + 1)]

    def series(items: dict[str, Value]) -> list[float | None]:
        # A year without row between two that have one is a year without creation; a flagged one is unknown.
        return [None if (found := items.get(year, Value(0))).flag else found.value for year in shown]

    drawn = [Series("Créations", series(creations), "leaf")]
    if closures:
        drawn.append(Series("Fermetures", series(closures), "brick"))
    note = "Établissements encore ouverts, selon leur date de création\u00a0: les années anciennes sont sous-comptées."
    if closures:
        note = "Un déménagement ferme un établissement et en crée un autre."
    if shown[-1] == str(portrait.release.reference_date.year):
        note += f" {shown[-1]}\u00a0: année en cours."
    return ColumnChart("Créations d’établissements par année", shown, drawn, id="annees", note=note)


def similar_table(portrait: Portrait) -> Table:
    """The places that look like this one, with what they share and how they do."""
    several = any(found.territory.communes_count > 1 for found, _ in portrait.similar)
    rows = [
        [
            Cell(found.territory.name, href=addresses.href(found.territory)),
            number_cell(found.territory.population),
            number_cell(found.territory.density, "count", 0),
            *([number_cell(found.territory.communes_count)] if several else []),
            *(number_cell(figures.total(i).value, unit, d, figures.total(i).flag) for i, unit, d in _MEASURES[:2]),
        ]
        for found, figures in portrait.similar
    ]
    place = portrait.place
    here = [
        Cell(place.name),
        number_cell(place.population),
        number_cell(place.density, "count", 0),
        *([number_cell(place.communes_count)] if several else []),
        *(
            number_cell(portrait.figures.total(i).value, u, d, portrait.figures.total(i).flag)
            for i, u, d in _MEASURES[:2]
        ),
    ]
    columns = [
        "Territoire",
        "Habitants",
        "Habitants par km²",
        *(["Communes"] if several else []),
        "Établissements de l’ESS",
        "Pour 1\u202f000 hab.",
    ]
    return Table(
        "Chiffres des territoires qui se ressemblent",
        [Column(label, numeric=position > 0) for position, label in enumerate(columns)],
        [here, *rows],
        current=0,
        hide_caption=True,
    )


def criteria(portrait: Portrait) -> str:
    """« population, densité, nombre de communes »: the criteria really used for the nearest one."""
    if not portrait.similar:
        return ""
    used: Sequence[str] = portrait.similar[0][0].criteria
    return ", ".join(CRITERIA.get(name, name) for name in used)
