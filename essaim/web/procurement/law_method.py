"""Method and limits of the law pages: every threshold of the day, what is unsure, what is to re-read."""

from __future__ import annotations

from datetime import date
from typing import Any

from essaim.rules import lookup
from essaim.rules.procurement import reviews, situations
from essaim.rules.procurement.law import THRESHOLD_FILES, Law, law, oldest
from essaim.rules.procurement.sentences import amount, legal_value
from essaim.web.procurement.law_words import SECTION, confidence_tags
from essaim.web.ui import french
from essaim.web.ui.components import Cell, Column, Link, Table, Tag


def page(on: date, today: date) -> dict[str, Any]:
    """The context of the page, for the law of the day `on`."""
    holding = law(on)
    return {
        "on": on,
        "today": today,
        "oldest": oldest(),
        "tables": [_thresholds(file, holding) for file in THRESHOLD_FILES if _rows(file, holding)],
        "services": _services(holding),
        "unsure": _unsure(holding),
        "reviews": _reviews(today),
        "due": reviews.due(today),
        "counts": {
            "rules": len(holding.rules),
            "thresholds": len(holding.thresholds),
            "articles": len(holding.articles),
            "situations": len(situations.situations()),
        },
        "sources": _sources(holding),
        "breadcrumb": [SECTION, Link("Méthode et limites")],
    }


def _rows(file: str, holding: Law) -> list[tuple[Cell, ...]]:
    rows = []
    for key in lookup.load(f"commande_publique.{file}").entries:
        item = holding.thresholds.get(key)
        if item is None:
            continue
        value = item.value
        until = french.date_fr(value.to, short=True) if value.to else "–"
        rows.append(
            (
                Cell(item.label),
                Cell(legal_value(value), numeric=True, tags=confidence_tags(value.confidence)),
                Cell(french.date_fr(value.from_, short=True) if value.from_ else "inconnu"),
                Cell(until),
                Cell(value.article or ""),
                Cell(lookup.sources()[value.source].publisher),
            )
        )
    return rows


def _thresholds(file: str, holding: Law) -> Table:
    columns = (
        Column("Objet"), Column("Valeur", numeric=True), Column("Depuis"), Column("Jusqu’au"), Column("Article"),
        Column("Lu dans"),
    )  # fmt: skip
    return Table(lookup.load(f"commande_publique.{file}").title, columns, _rows(file, holding), compact=True)


def _services(holding: Law) -> Table:
    rows = [
        (Cell(line.label), Cell(" à ".join(dict.fromkeys((line.value.first, line.value.last)))))
        for line in holding.ess_services
    ]
    columns = (Column("Service"), Column("Code CPV"))
    return Table("Services réservables aux entreprises de l’ESS", columns, rows, compact=True)


def _unsure(holding: Law) -> list[dict[str, Any]]:
    """What nobody re-read on an official text, or on which sources disagree."""
    found = []
    for item in holding.thresholds.values():
        if item.value.confidence == "a_verifier":
            others = [f"{amount(r.value, item.value.unit)}\u00a0: {r.note}" for r in item.value.readings]
            text = f"{legal_value(item.value)}. {item.value.told}"
            found.append({"label": item.label, "text": text, "others": others})
    for rule in holding.rules.values():
        texts = [*rule.value.cautions, *(doubt.text for doubt in rule.value.doubts)]
        if rule.value.confidence == "a_verifier":
            texts.append("La règle n’a pas été relue sur un texte officiel.")
        found += [{"label": rule.label, "text": text, "others": []} for text in texts]
    return found


def _reviews(today: date) -> Table:
    rows = [
        (
            Cell(review.label, tags=(Tag("dépassé", "brick"),) if review.review_by < today else ()),
            Cell(french.date_fr(review.checked_on, short=True)),
            Cell(french.date_fr(review.review_by, short=True)),
        )
        for review in reviews.all_reviews()
    ]
    columns = (Column("Objet"), Column("Relu le"), Column("À relire avant le"))
    return Table("Paramètres à relire", columns, rows, compact=True)


def _sources(holding: Law) -> Table:
    cited = dict.fromkeys(
        [
            *(item.value.source for item in holding.thresholds.values()),
            *(item.value.source for item in holding.rules.values()),
            *(item.value.source for item in holding.articles.values()),
        ]
    )
    rows = [
        (Cell(source.title, href=source.url or ""), Cell(source.publisher), Cell(source.nature))
        for source in (lookup.sources()[key] for key in cited)
    ]
    return Table("Sources lues", (Column("Texte ou source"), Column("Éditeur"), Column("Nature")), rows, compact=True)
