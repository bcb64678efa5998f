"""Reading experiences. What is public is read from the published copies only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from essaim.web.accounts.selectors import Roles
from essaim.web.practices.enums import Facet, State
from essaim.web.practices.models import Comment, Experience, Sheet, Tag, Version
from essaim.web.practices.permissions import can_review

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """A selection: chosen values by facet, ids found by the words (None: no words), page."""

    chosen: dict[str, tuple[str, ...]]
    found: tuple[int, ...] | None = None
    page: int = 1


def public() -> QuerySet[Experience]:
    """Every experience everybody may read."""
    return Experience.objects.filter(is_public=True)


def by_slug(slug: str) -> Experience | None:
    """Return an experience by its address, withdrawn ones included: their page says so."""
    return Experience.objects.select_related("sheet__body").filter(slug=slug).first()


def selected(asked: Asked, *, without: str = "") -> QuerySet[Experience]:
    """Return the public experiences of a selection: any value inside a facet, all the facets together.

    without: a facet left out, to count what each of its values would give.
    """
    experiences = public()
    if asked.found is not None:
        experiences = experiences.filter(pk__in=asked.found)
    for facet, values in asked.chosen.items():
        if values and facet != without:
            tagged = Tag.objects.filter(experience=OuterRef("pk"), facet=facet, value__in=values)
            experiences = experiences.filter(Exists(tagged))
    return experiences


def counts(asked: Asked, facets: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return, for each facet, how many experiences each value would give with the other facets as they are.

    One query for all the facets without a choice, one more for each facet with one.
    """
    plain = [facet for facet in facets if not asked.chosen.get(facet)]
    found: dict[str, dict[str, int]] = {facet: {} for facet in facets}
    for group, without in [(plain, ""), *(([facet], facet) for facet in facets if asked.chosen.get(facet))]:
        if not group:
            continue
        rows = (
            Tag.objects.filter(facet__in=group, experience__in=selected(asked, without=without).values("pk"))
            .values_list("facet", "value")
            .annotate(count=Count("experience"))
            .order_by()
        )
        for facet, value, count in rows:
            found[facet][value] = count
    return found


def page(asked: Asked) -> tuple[list[Experience], int]:
    """Return a page of the selection and how many there are. Words rank by how well they match, else latest first."""
    experiences = selected(asked)
    count = experiences.count()
    start = (asked.page - 1) * PER_PAGE
    if asked.found is None:
        # Keys first: sorting whole sheets to show twenty took half of the page's time at 5,000 experiences.
        return in_order(list(experiences.values_list("pk", flat=True)[start : start + PER_PAGE])), count
    ranks = {key: rank for rank, key in enumerate(asked.found)}
    keys = sorted(experiences.order_by().values_list("pk", flat=True), key=lambda key: ranks[key])
    return in_order(keys[start : start + PER_PAGE]), count


def in_order(keys: Sequence[int]) -> list[Experience]:
    """Return public experiences by their keys, in that order; those gone since are left out."""
    found = public().in_bulk(keys)
    return [found[key] for key in keys if key in found]


def tagged(facet: Facet, values: Sequence[str], limit: int = 6) -> list[Experience]:
    """Return the latest public experiences of a territory, an organisation, a lever, a body…"""
    rows = Tag.objects.filter(experience=OuterRef("pk"), facet=facet, value__in=list(values))
    return list(public().filter(Exists(rows))[:limit])


def related(experience: Experience, limit: int = 4) -> list[Experience]:
    """Return the public experiences that share the most with one: theme, levers, competences."""
    shared = (Facet.THEME, Facet.LEVER, Facet.COMPETENCE)
    mine = Q()
    for facet, value in experience.tags.filter(facet__in=shared).values_list("facet", "value"):
        mine |= Q(facet=facet, value=value)
    if not mine:
        return []
    rows = (
        Tag.objects.filter(mine, experience__is_public=True)
        .exclude(experience=experience)
        .values("experience")
        .annotate(count=Count("pk"))
        .order_by("-count", "-experience")[:limit]
    )
    return in_order([row["experience"] for row in rows])


def tags_of(keys: Sequence[int]) -> dict[int, dict[str, tuple[str, ...]]]:
    """Return the tags of several experiences in one query, by facet."""
    found: dict[int, dict[str, tuple[str, ...]]] = {key: {} for key in keys}
    for key, facet, value in Tag.objects.filter(experience__in=keys).values_list("experience", "facet", "value"):
        found[key][facet] = (*found[key].get(facet, ()), value)
    return found


def last_change() -> datetime | None:
    """Return when something public last changed, for caches and feeds."""
    return Experience.objects.aggregate(last=Max("updated_at"))["last"]


def sheets_for(roles: Roles) -> list[Sheet]:
    """Return the sheets someone may read, the latest saved first."""
    sheets = Sheet.objects.select_related("body", "author", "experience")
    return list(sheets if can_review(roles) else sheets.filter(body_id__in=roles.contributes))


def to_review() -> list[Sheet]:
    """Return the sheets that wait for an editor, the oldest first."""
    waiting = Sheet.objects.filter(state__in=(State.PROPOSED, State.REVIEWED))
    return list(waiting.select_related("body", "author").order_by("proposed_at"))


def sheet(sheet_id: int) -> Sheet | None:
    """Return one sheet."""
    return Sheet.objects.select_related("body", "author", "experience").filter(pk=sheet_id).first()


def comments(of: Sheet) -> list[Comment]:
    """Return the exchange about a sheet."""
    return list(of.comments.select_related("author"))


def versions(of: Sheet) -> list[Version]:
    """Return what a sheet said, the latest first."""
    return list(of.versions.select_related("author"))


def drafts_of(roles: Roles, limit: int = 5) -> list[Sheet]:
    """Return what the bodies of someone have begun and not published."""
    unfinished = (State.DRAFT, State.RETURNED, State.PROPOSED, State.REVIEWED)
    return list(
        Sheet.objects.filter(body_id__in=roles.contributes, state__in=unfinished).select_related("body")[:limit]
    )


def to_confirm(roles: Roles, on: date) -> list[Experience]:
    """Return the public experiences of someone's bodies whose day of review has come."""
    return list(public().filter(sheet__body_id__in=roles.contributes, review_by__lte=on).select_related("sheet"))
