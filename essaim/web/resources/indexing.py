"""What is published, as the library and the search find it; and what it is bound to, to be watched."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from essaim.web.resources import watching
from essaim.web.resources.body import bound_to, words
from essaim.web.resources.enums import FICHE, Bound, Facet
from essaim.web.resources.models import Entry, Fiche, Tag, Work


@transaction.atomic
def index(of: Fiche | Work) -> Entry | None:
    """Draw the entry of a published fiche or work again, with its tags and watches; drop it when it is not public."""
    mine = {"fiche": of} if isinstance(of, Fiche) else {"work": of}
    if not of.live:
        Entry.objects.filter(**mine).delete()
        return None
    changed_at = of.last_published_at or timezone.now()
    entry, _ = Entry.objects.update_or_create(
        **mine,
        defaults={
            "type": FICHE if isinstance(of, Fiche) else of.kind,
            "slug": of.slug,
            "title": of.title,
            "summary": of.summary,
            "question": of.question if isinstance(of, Fiche) else of.subtitle,
            "theme": of.theme,
            "levels": of.levels,
            "words": _words(of),
            "checked_on": of.checked_on,
            "first_published_at": of.first_published_at or changed_at,
            "changed_at": changed_at,
        },
    )
    _write_tags(entry, of)
    watching.follow(entry, of.raw_body(), on=timezone.localdate(changed_at))
    return entry


def touch(entry: Entry, *, checked_on: date) -> None:
    """Write the day a text was checked where the library shows and filters it."""
    Entry.objects.filter(pk=entry.pk).update(checked_on=checked_on)
    entry.tags.filter(facet=Facet.YEAR).delete()
    Tag.objects.create(entry=entry, facet=Facet.YEAR, value=str(checked_on.year))


def _words(of: Fiche | Work) -> str:
    """Everything one may look for in it."""
    own = [of.question, of.summary] if isinstance(of, Fiche) else [of.subtitle, of.summary]
    titles = [] if isinstance(of, Fiche) else [item.fiche.title for item in of.items.select_related("fiche")]
    return "\n".join(part for part in (*own, words(of.raw_body()), *titles) if part)


def _write_tags(entry: Entry, of: Fiche | Work) -> None:
    found = {
        (Facet.TYPE.value, entry.type),
        (Facet.YEAR.value, str(of.checked_on.year)),
        *((Facet.LEVEL.value, level) for level in of.levels),
        *((Facet.LEVER.value, lever) for lever in of.levers),
        *((Facet.EXPERIENCE.value, one.key) for one in bound_to(of.raw_body()) if one.kind == Bound.EXPERIENCE),
    }
    if of.theme:
        found.add((Facet.THEME.value, of.theme))
    if isinstance(of, Fiche):
        found |= {(Facet.COMPETENCE.value, competence) for competence in of.competences}
        found |= {(Facet.ORGANIZATION.value, one["siren"]) for one in of.organizations if one.get("siren")}
    kept = set(entry.tags.values_list("facet", "value"))
    for facet, value in kept - found:
        entry.tags.filter(facet=facet, value=value).delete()
    Tag.objects.bulk_create([Tag(entry=entry, facet=facet, value=value) for facet, value in sorted(found - kept)])
