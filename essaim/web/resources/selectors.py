"""Reading the resource centre. What is public is read from entries and from the rows they point at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from essaim.web.resources.enums import FICHE, Facet, Kind
from essaim.web.resources.models import Edition, Entry, Fiche, Tag, Watch, Work

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """A selection: chosen values by facet, ids found by the words (None: no words), page."""

    chosen: dict[str, tuple[str, ...]]
    found: tuple[int, ...] | None = None
    page: int = 1


def selected(asked: Asked, *, without: str = "") -> QuerySet[Entry]:
    """Return the entries of a selection: any value inside a facet, all the facets together, words too.

    without: a facet left out, to count what each of its values would give.
    """
    entries = Entry.objects.all()
    if asked.found is not None:
        entries = entries.filter(pk__in=asked.found)
    for facet, values in asked.chosen.items():
        if values and facet != without:
            tagged = Tag.objects.filter(entry=OuterRef("pk"), facet=facet, value__in=values)
            entries = entries.filter(Exists(tagged))
    return entries


def counts(asked: Asked, facets: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return, for each facet, how many entries each value would give with the other facets as they are."""
    plain = [facet for facet in facets if not asked.chosen.get(facet)]
    found: dict[str, dict[str, int]] = {facet: {} for facet in facets}
    for group, without in [(plain, ""), *(([facet], facet) for facet in facets if asked.chosen.get(facet))]:
        if not group:
            continue
        tags = Tag.objects.filter(facet__in=group)
        if asked.found is not None or any(values for facet, values in asked.chosen.items() if facet != without):
            tags = tags.filter(entry__in=selected(asked, without=without).order_by().values("pk"))
        for facet, value, count in tags.values_list("facet", "value").annotate(count=Count("pk")).order_by():
            found[facet][value] = count
    return found


def page(asked: Asked) -> tuple[list[Entry], int]:
    """Return a page of the selection and how many there are. Words rank by how well they match, else latest first."""
    entries = selected(asked)
    count = entries.count()
    start = (asked.page - 1) * PER_PAGE
    light = entries.defer("words")
    if asked.found is None:
        return list(light[start : start + PER_PAGE]), count
    ranks = {key: rank for rank, key in enumerate(asked.found)}
    keys = sorted(entries.order_by().values_list("pk", flat=True), key=lambda key: ranks[key])
    return in_order(keys[start : start + PER_PAGE]), count


def in_order(keys: Sequence[int]) -> list[Entry]:
    """Return entries by their keys, in that order; those gone since are left out."""
    found = Entry.objects.defer("words").in_bulk(keys)
    return [found[key] for key in keys if key in found]


def fiche(slug: str) -> Fiche | None:
    """Return a published fiche by its address."""
    return Fiche.objects.select_related("entry").filter(slug=slug, live=True).first()


def fiches(slugs: Sequence[str]) -> list[Fiche]:
    """Return published fiches in the order of their addresses; unknown ones are left out."""
    found = {one.slug: one for one in Fiche.objects.select_related("entry").filter(slug__in=slugs, live=True)}
    return [found[slug] for slug in slugs if slug in found]


def work(slug: str) -> Work | None:
    """Return a published work by its address."""
    return Work.objects.select_related("entry").filter(slug=slug, live=True).first()


def works(*kinds: Kind) -> list[Work]:
    """Return the published works of some kinds, with how many fiches each holds (`fiche_count`)."""
    found = Work.objects.filter(live=True, kind__in=kinds)
    return list(found.annotate(fiche_count=Count("items", filter=Q(items__fiche__live=True))).order_by("kind", "title"))


def parts_of(of: Work) -> list[tuple[str, Fiche]]:
    """Return the published fiches of a work in order, each with the title of its part when one begins there."""
    items = of.items.select_related("fiche__entry").order_by("sort_order")
    return [(item.part, item.fiche) for item in items if item.fiche.live]


def works_with(of: Fiche) -> list[Work]:
    """Return the published works a fiche stands in."""
    return list(Work.objects.filter(live=True, items__fiche=of).order_by("kind", "title"))


def near(of: Fiche, limit: int = 3) -> list[Entry]:
    """Return the entries of fiches that share the most levers and competences with one, or its theme."""
    mine = Q(facet=Facet.THEME, value=of.theme)
    mine |= Q(facet=Facet.LEVER, value__in=of.levers) | Q(facet=Facet.COMPETENCE, value__in=of.competences)
    rows = (
        Tag.objects.filter(mine, entry__type=FICHE)
        .exclude(entry__fiche=of)
        .values("entry")
        .annotate(count=Count("pk"))
        .order_by("-count", "entry")[:limit]
    )
    return in_order([row["entry"] for row in rows])


def tagged(facet: Facet, values: Sequence[str], limit: int = 6) -> list[Entry]:
    """Return the latest entries of a lever, an experience, an organisation…"""
    rows = Tag.objects.filter(entry=OuterRef("pk"), facet=facet, value__in=list(values))
    return list(Entry.objects.defer("words").filter(Exists(rows))[:limit])


def editions(of: Work) -> list[Edition]:
    """Return the editions of a work, the latest first, without their content."""
    return list(of.editions.defer("content"))


def edition(of: Work, number: int) -> Edition | None:
    """Return one edition, whole."""
    return of.editions.filter(number=number).first()


def latest_edition(of: Work) -> Edition | None:
    """Return the latest edition, whole; None before the first."""
    return of.editions.first()


def to_review(on: date) -> list[Entry]:
    """Return the entries something changed in, then those whose day of review has come; `reasons` says why."""
    changed = Exists(Watch.objects.filter(entry=OuterRef("pk"), changed_on__isnull=False))
    late = Q(fiche__review_by__lte=on) | Q(work__review_by__lte=on)
    found = list(
        Entry.objects.defer("words").select_related("fiche", "work").annotate(changed=changed)
        .filter(Q(changed=True) | late).order_by("-changed", "checked_on", "pk")
    )  # fmt: skip
    why: dict[int, list[str]] = {entry.pk: [] for entry in found}
    for key, reason in Watch.objects.filter(entry__in=why, changed_on__isnull=False).values_list("entry", "reason"):
        why[key].append(reason)
    for entry in found:
        entry.reasons = why[entry.pk]
    return found


def last_change() -> datetime | None:
    """Return when something public last changed, for caches."""
    return Entry.objects.aggregate(last=Max("changed_at"))["last"]


def published(since: date, until: date) -> list[Entry]:
    """Return the fiches first published from a day (included) to another (excluded)."""
    return list(
        Entry.objects.defer("words").filter(
            type=FICHE, first_published_at__date__gte=since, first_published_at__date__lt=until
        )
    )


def edited(since: date, until: date) -> list[Edition]:
    """Return the editions published from a day (included) to another (excluded)."""
    found = Edition.objects.filter(published_at__date__gte=since, published_at__date__lt=until, work__live=True)
    return list(found.defer("content").select_related("work"))
