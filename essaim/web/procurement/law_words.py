"""How the pages of law name things: tags of a status, of a duty, of a confidence; articles; sources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from essaim.rules import lookup
from essaim.rules.procurement import STATUSES, Answer, Citation
from essaim.rules.procurement.boundaries import levers
from essaim.web.ui import french
from essaim.web.ui.components import Cell, Column, Figure, Link, Table, Tag

TONES = {"possible": "leaf", "impossible": "brick", "a_verifier": "honey", "non_couvert": ""}
SECTION = Link("Commande publique", "/commande-publique/")
FORMER = "droit d’une autre date"


def status_tag(answer: Answer) -> Tag:
    """The mark of an answer. A lever that only says duties is marked by them."""
    if answer.status == "non_couvert":
        return Tag("Non couvert", "")
    if answer.is_duty:
        return duty_tag(answer.duty)
    return Tag(STATUSES[answer.status], TONES[answer.status])


def duty_tag(required: bool | None) -> Tag:
    """Obligatory, not obligatory, to be checked."""
    if required is None:
        return Tag("À vérifier", "honey")
    return Tag("Obligatoire", "slate") if required else Tag("Pas obligatoire", "outline")


def confidence_tags(confidence: str) -> tuple[Tag, ...]:
    """Nothing for what was read; « à vérifier » for what was not."""
    return (Tag("à vérifier", "honey", "pas encore relu sur un texte officiel"),) if confidence == "a_verifier" else ()


def articles_table(articles: Iterable[Citation], caption: str = "Les textes") -> Table:
    """Articles cited, in plain words, with the version read and the source."""
    rows = []
    for article in articles:
        code = "" if article.code == "code de la commande publique" or article.code in article.id else article.code
        since = f"version du {french.date_fr(article.version_since, short=True)}" if article.version_since else ""
        source = lookup.sources()[article.source]
        rows.append(
            (
                Cell(article.id, href=article.url or "", note=code),
                Cell(article.label),
                Cell(source.publisher, note=since, tags=confidence_tags(article.confidence)),
            )
        )
    return Table(caption, (Column("Article"), Column("Ce qu’il dit"), Column("Lu dans")), rows, compact=True)


def threshold_figure(label: str, shown: str, article: str, since: date | None, confidence: str) -> Figure:
    """A threshold as a figure: value, article, first day."""
    notes = [f"depuis le {french.date_fr(since)}" if since else "", "à vérifier" if confidence == "a_verifier" else ""]
    return Figure(label, shown, unit="text", source=article, note=" · ".join(note for note in notes if note))


def lever_href(lever: str, on: date | None = None) -> str:
    """The address of a lever's page, on a day when it is not today."""
    slug = next(item.value.slug for item in levers() if item.id == lever)
    query = f"?date={on.isoformat()}" if on else ""
    return f"/commande-publique/leviers/{slug}/{query}"


def lever_links(ids: Iterable[str], on: date | None = None) -> list[Link]:
    """Links to levers, with their names."""
    titles = {item.id: item.label for item in levers()}
    return [Link(titles[lever], lever_href(lever, on)) for lever in ids]
