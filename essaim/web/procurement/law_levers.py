"""The home page of public procurement and the page of each lever, on a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, QueryDict
from django.urls import NoReverseMatch, reverse

from essaim.rules.procurement import GROUPS, Facts, NotCovered, advise, asking, calendar, situations, tree
from essaim.rules.procurement.boundaries import levers, levers_of_threshold
from essaim.rules.procurement.law import Named, law
from essaim.rules.procurement.sentences import facts_shown, legal_value
from essaim.rules.procurement_schema import Lever
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.release import Release
from essaim.web.procurement import law_clauses, law_territory, lever_blocks
from essaim.web.procurement.law_words import (
    SECTION,
    articles_table,
    confidence_tags,
    lever_links,
    threshold_figure,
)
from essaim.web.ui.components import Cell, Column, Link, Table, Tag

SITUATIONS_SHOWN = 6
SOON = timedelta(days=400)
EFFECTS = {"peut": Tag("faculté", "leaf"), "doit": Tag("obligation", "slate"), "interdit": Tag("interdit", "brick")}
OUTCOMES = {True: "Oui", False: "Non", None: "On ne peut conclure"}
# Other parts of this app, shown as soon as their page exists: (name of the address, title, one sentence).
DOORS = (
    (
        "procurement:assistant",
        "Préparer un achat",
        "De vos mots au code CPV, aux leviers, aux structures capables de répondre, à un dossier à imprimer.",
    ),
    (
        "procurement:advice_form",
        "Vérifier un achat",
        "Un montant, une nature, un code CPV\u00a0: ce que le droit permet, article par article.",
    ),
    (
        "procurement:calendar",
        "Le calendrier du droit",
        "Ce qui a changé, quand, ce que cela remplace, et ce qui est annoncé.",
    ),
    (
        "procurement:method",
        "Méthode et limites",
        "D’où viennent les règles, ce qui n’a pas été relu, ce qui n’est pas couvert.",
    ),
)


def read_day(query: QueryDict, today: date) -> date:
    """The day asked by ?date=, today without it. Raises InvalidRequest on a day that is not one, or not covered."""
    text = query.get("date", "").strip()
    if not text:
        return today
    try:
        day = asking.day(text)
        law(day)
    except ValueError as error:
        raise InvalidRequest(str(error), "Reprenez l’adresse sans la date pour le droit d’aujourd’hui.") from error
    except NotCovered as error:
        raise InvalidRequest(str(error), "Choisissez une date plus récente.") from error
    return day


def home(today: date) -> dict[str, Any]:
    """Groups of levers, the last changes, what is announced, the other doors."""
    groups = [
        {
            "id": key,
            "title": title,
            "levers": [
                {"title": item.label, "text": item.value.summary, "href": _href(item)}
                for item in levers()
                if item.value.group == key
            ],
        }
        for key, title in GROUPS.items()
    ]
    past = [change for change in calendar.past(today) if change.kind != "end"][:4]
    return {
        "groups": groups,
        "last_changes": past,
        "coming": [change for change in calendar.coming(today) if change.kind != "end" and change.on < today + SOON][
            :2
        ],
        "doors": list(_doors()),
        "today": today,
        "breadcrumb": [Link(SECTION.label)],
    }


def _doors() -> Any:
    for name, title, text in DOORS:
        try:
            yield {"href": reverse(name), "title": title, "text": text}
        except NoReverseMatch:
            continue


def lever_page(release: Release, slug: str, query: QueryDict, today: date) -> dict[str, Any]:
    """One lever: the law of the day, its trees, its texts, its history, its situations. Raises Http404."""
    item = next((lever for lever in levers() if lever.value.slug == slug), None)
    if item is None:
        raise Http404
    on = read_day(query, today)
    place = law_territory.find(release, ref) if (ref := query.get("territoire", "").strip()) else None
    answer = advise(Facts(), on).answer(item.id)
    value = law(on).levers[item.id].value if item.id in law(on).levers else None
    drawn = tree.trees(value, on) if value else ()
    found = situations.of_lever(item.value)
    more = found[SITUATIONS_SHOWN:]
    return {
        "lever": item.value,
        "title": item.label,
        "answer": answer,
        "covered": value is not None,
        "on": on,
        "is_today": on == today,
        "today": today,
        "figures": [threshold_figure(f.label, f.shown, f.article, f.since, f.confidence) for f in answer.figures],
        "trees": [{"tree": one, "tag": EFFECTS[one.effect], "end": _end(one.effect)} for one in drawn],
        "doubts": _doubts(item, on),
        "articles": articles_table(answer.articles, "Articles cités") if answer.articles else None,
        "history": [change for change in calendar.changes() if item.id in change.levers],
        "situations": _situations_table(found[:SITUATIONS_SHOWN], item.value) if found else None,
        "more_situations": _situations_table(more, item.value, "Autres situations") if more else None,
        "see": lever_links(item.value.see, None if on == today else on),
        "place": place,
        "words": law_clauses.of_lever(item.id, on),
        "hours": law_clauses.hours(item.id, query),
        "blocks": lever_blocks.for_lever(release, item.id, place.territory if place else None),
        "breadcrumb": [SECTION, Link(GROUPS[item.value.group], f"{SECTION.href}#{item.value.group}"), Link(item.label)],
    }  # fmt: skip


def _href(item: Named[Lever]) -> str:
    return reverse("procurement:lever", args=[item.value.slug])


def _end(effect: str) -> str:
    return {"peut": "C’est possible", "doit": "C’est obligatoire", "interdit": "C’est interdit"}[effect]


def _doubts(item: Named[Lever], on: date) -> list[dict[str, Any]]:
    """Thresholds of the lever whose sources disagree, or that nobody re-read, on that day."""
    found = []
    for threshold in law(on).thresholds.values():
        if threshold.value.confidence != "a_verifier" or item.id not in levers_of_threshold(threshold.id):
            continue
        readings = [
            {"shown": calendar.amount_of(threshold.value, reading), "note": reading.note}
            for reading in threshold.value.readings
        ]
        found.append({"threshold": threshold, "shown": legal_value(threshold.value), "readings": readings})
    return found


def _situations_table(
    found: tuple[situations.Situation, ...], lever: Lever, caption: str = "Réponse de chaque règle"
) -> Table:
    rows = []
    for one in found:
        rules = law(one.day).rules
        names = [name for name in one.expected if name in lever.rules]
        said = [
            f"{rules[name].label}\u00a0: {OUTCOMES[one.expected[name]].lower()}"
            if len(names) > 1 and name in rules
            else OUTCOMES[one.expected[name]]
            for name in names
        ]
        facts = "\u00a0; ".join(f"{label.lower()}, {shown}" for label, shown in facts_shown(one.facts))
        doubt = () if one.is_sure else confidence_tags("a_verifier")
        text = ". ".join([*said, *([one.why] if one.why else [])])
        rows.append(
            (Cell(one.name, note=facts), Cell(f"{one.day:%d/%m/%Y}"), Cell(text, tags=doubt), Cell(one.article))
        )
    columns = (Column("Situation"), Column("Lancement"), Column("Réponse"), Column("Texte"))
    return Table(caption, columns, rows, compact=True, hide_caption=True)
