"""Made-up data for the component library: every state nobody should forget. No figure here is real."""

from __future__ import annotations

import datetime as dt
import math

from django import forms

from essaim.web.ui.charts import Bar, BarChart, ColumnChart, Series
from essaim.web.ui.components import (
    Cell,
    Column,
    Download,
    Figure,
    Filter,
    FilterBar,
    Link,
    Option,
    Table,
    Tag,
    number_cell,
    paginate,
)
from essaim.web.ui.map_svg import MapFigure, Shape

DAY = dt.date(2026, 11, 1)
LONG_NAME = (
    "Association intercommunale pour la promotion de l’économie sociale et solidaire, de la culture et du "
    "développement durable de Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson et de ses environs immédiats"
)

FIGURES = (
    Figure(
        "établissements de l’ESS",
        3412,
        comparisons=("11,2 % des établissements actifs · France : 9,6 %",),
        source="Sirene",
        date=DAY,
        note="97 % localisés",
        definition="Lieux d’activité d’une organisation de l’économie sociale et solidaire, sièges compris.",
        definition_href="/methode/",
    ),
    Figure(
        "salarié·es",
        low=24100,
        high=41900,
        comparisons=("d’après les tranches d’effectif de 1 284 établissements employeurs",),
        source="Sirene, tranches 2024",
        date=DAY,
    ),
    Figure(
        "pour 1 000 habitant·es", 2.94, decimals=1, comparisons=("Nord : 2,6 · France : 2,7",), source="Insee", date=DAY
    ),
    Figure("part des établissements actifs", 11.23, "percent", source="Sirene", date=DAY),
)
FIGURE_STATES = (
    Figure("aucune structure recensée", 0, source="Sirene", date=DAY),
    Figure("organisations", 100_000, source="Sirene", date=DAY),
    Figure(
        "structures d’insertion",
        None,
        flag="nd",
        source="Le marché de l’inclusion : source absente de cette publication",
    ),
    Figure("salarié·es", 4, flag="s", source="Sirene", date=DAY, comparisons=("moins de trois établissements",)),
    Figure("budget", 60_000, "euros", suffix="HT", source="exemple", date=DAY),
    Figure(
        LONG_NAME, 1234.5, source="Un producteur au nom vraiment très long, service statistique ministériel", date=DAY
    ),
)

TAGS = (
    Tag("Association", family="association"),
    Tag("Coopérative", family="cooperative"),
    Tag("Mutuelle", family="mutual"),
    Tag("Fondation", family="foundation"),
    Tag("Société commerciale de l’ESS", family="sse_company"),
    Tag("Autre organisme", family="other"),
)
LABEL_TAGS = (
    Tag("ESUS", "slate"),
    Tag("ACI", "honey"),
    Tag("SCIC", "leaf"),
    Tag("contesté", "brick"),
    Tag("2 sources", "outline"),
)
STATUSES = ("etabli", "probable", "conteste", "a_arbitrer", "ecarte", "")

TABLE = Table(
    "Organisations de l’ESS",
    (
        Column("Organisation", sort_href="?tri=nom", sorted_as="ascending"),
        Column("Commune", sort_href="?tri=commune"),
        Column("Famille, labels"),
        Column("Effectif", numeric=True, sort_href="?tri=-effectif"),
        Column("Statut"),
    ),
    (
        (
            Cell("Les Jardins du Ferrain", "#table"),
            Cell("Tourcoing"),
            Cell(tags=(TAGS[0], LABEL_TAGS[1])),
            Cell("20 à 49", numeric=True),
            Cell(status="etabli", note="3 sources"),
        ),
        (
            Cell("Atelier du Réemploi", "#table"),
            Cell("Lille"),
            Cell(tags=(TAGS[1], LABEL_TAGS[0])),
            Cell("10 à 19", numeric=True),
            Cell(status="probable", note="1 source"),
        ),
        (
            Cell(LONG_NAME, "#table"),
            Cell("Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"),
            Cell(tags=(TAGS[4],)),
            number_cell(None),
            Cell(status="conteste"),
        ),
        (
            Cell("Organisation à diffusion partielle"),
            Cell("", unknown=True),
            Cell(tags=(TAGS[5],)),
            number_cell(0),
            Cell(status="a_arbitrer"),
        ),
    ),
    note="Exemple : noms et chiffres fictifs.",
)
EMPTY_TABLE = Table(
    "Organisations qui répondent à la recherche",
    TABLE.columns,
    (),
    empty="Aucune organisation ne répond à ces filtres.",
)

FILTERS = FilterBar(
    "/bibliotheque/",
    (
        Filter("nom", "Nom", "search", hint="Une partie du nom suffit, sans accent si vous voulez."),
        Filter(
            "famille",
            "Famille",
            options=(
                Option("association", "Associations", 2871, True),
                Option("cooperative", "Coopératives", 312),
                Option("mutual", "Mutuelles", 118),
                Option("foundation", "Fondations", 0),
            ),
        ),
        Filter(
            "effectif",
            "Effectif",
            "radio",
            (Option("", "Tous", None, True), Option("20", "20 salarié·es et plus", 214)),
        ),
        Filter("rayon", "Distance", "select", (Option("", "Tout le territoire", None, True), Option("10", "10 km"))),
        Filter("annee", "Créée après", "number", value="abc", error="Indiquez une année, par exemple 2015."),
    ),
    hidden=(("tri", "nom"),),
    active=(Link("Associations", "/bibliotheque/"),),
    reset_href="/bibliotheque/",
)

FAMILY_BARS = BarChart(
    "Établissements par famille",
    (
        Bar("Associations", 2871, 84.1, 83.2, "association", "#"),
        Bar("Coopératives", 312, 9.1, 11.4, "cooperative", "#"),
        Bar("Mutuelles", 118, 3.5, 3.6, "mutual"),
        Bar("Fondations", 41, 1.2, 1.1, "foundation"),
        Bar("Sociétés commerciales de l’ESS", 70, 2.1, 0.7, "sse_company"),
        Bar("Autres organismes", None, None, None, "other", flag="nd"),
    ),
    "Famille",
)
_YEARS = tuple(str(year) for year in range(2012, 2026))
YEAR_COLUMNS = ColumnChart(
    "Créations et fermetures par année",
    _YEARS,
    (
        Series("Créations", (120, 134, 118, 150, 162, 171, 158, None, 140, 190, 214, 205, 198, 176), "leaf"),
        Series("Fermetures", (60, 71, 64, 80, 77, 92, 101, None, 88, 95, 110, 121, 117, 90), "brick"),
    ),
    id="annees",
    note="2019 : inconnu.",
)
BALANCE_COLUMNS = ColumnChart(
    "Solde, avec des valeurs négatives", ("2022", "2023", "2024"), (Series("Solde", (12, -8, 0), "slate"),), id="solde"
)


def _hexagon(column: int, row: int) -> tuple[str, str]:
    x, y = 30 + column * 34.6 + (17.3 if row % 2 else 0), 30 + row * 30
    points = [(x + 19 * math.sin(math.pi * k / 3), y + 19 * math.cos(math.pi * k / 3)) for k in range(6)]
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in points) + "z", f"{x - 19:.1f} {y - 19:.1f} 38 38"


def _map() -> MapFigure:
    shapes = []
    for number in range(24):
        path, box = _hexagon(number % 6, number // 6)
        value = None if number in (7, 16) else round(0.4 + (number * 37 % 23) / 4, 2)
        shapes.append(
            Shape(f"{number:05d}", f"Commune exemple {number + 1}", path, box, value, "#carte", count=number * 13)
        )
    shapes.append(Shape("00099", "Commune sans contour", value=1.2, href="#carte", count=3))
    return MapFigure(
        "Où sont-elles ?",
        "Établissements de l’ESS pour 1 000 habitant·es, par commune",
        tuple(shapes),
        decimals=1,
        count_label="Établissements",
        attribution="Contours fictifs.",
    )


MAP = _map()
MAP_WITHOUT_OUTLINES = MapFigure(
    "Carte sans aucun contour",
    "Établissements pour 1 000 habitant·es",
    (Shape("00099", "Commune sans contour", value=1.2),),
    id="sans-contour",
)
DOWNLOADS = (
    Download("CSV", "#telecharger", "pour un tableur français, 412 Ko"),
    Download("XLSX", "#telecharger", "classeur avec la notice des colonnes"),
    Download("GeoJSON", "#telecharger", "points, pour un logiciel de cartographie"),
)
BREADCRUMB = (
    Link("France", "/"),
    Link("Hauts-de-France", "#"),
    Link("Nord", "#"),
    Link("Métropole européenne de Lille"),
)


class SampleForm(forms.Form):
    """One field of each kind, with its help and its errors."""

    email = forms.EmailField(label="Adresse électronique", help_text="Elle ne sert qu’à vous répondre.")
    message = forms.CharField(label="Message", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    kind = forms.ChoiceField(label="Vous êtes", choices=[("elu", "Élu·e"), ("agent", "Agent·e")])
    days = forms.MultipleChoiceField(
        label="Jours possibles", choices=[("lu", "lundi"), ("ma", "mardi")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="J’ai lu les règles", help_text="Deux pages.")


def library() -> dict[str, object]:
    """Everything the library page shows."""
    return {
        "form": SampleForm({"email": "pas une adresse", "kind": "elu"}, auto_id="essai_%s"),
        "figures": FIGURES,
        "figure_states": FIGURE_STATES,
        "tags": TAGS,
        "label_tags": LABEL_TAGS,
        "statuses": STATUSES,
        "table": TABLE,
        "empty_table": EMPTY_TABLE,
        "filters": FILTERS,
        "family_bars": FAMILY_BARS,
        "year_columns": YEAR_COLUMNS,
        "balance_columns": BALANCE_COLUMNS,
        "map": MAP,
        "map_without_outlines": MAP_WITHOUT_OUTLINES,
        "downloads": DOWNLOADS,
        "breadcrumb": BREADCRUMB,
        "first_page": paginate(1, 3, lambda page: f"?page={page}"),
        "middle_page": paginate(34, 2000, lambda page: f"?page={page}"),
        "long_name": LONG_NAME,
    }
