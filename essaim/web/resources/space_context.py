"""What the pages of editors are given."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404
from django.urls import reverse

from essaim.rules.procurement.law import law, threshold_entries, threshold_label
from essaim.rules.procurement.sentences import legal_value
from essaim.web.observatory.catalogue import definitions
from essaim.web.observatory.release import Release
from essaim.web.resources import editions, review_links, selectors
from essaim.web.resources.bound import known_sources
from essaim.web.resources.enums import TYPE_LABELS, Kind
from essaim.web.resources.forms import AskForm
from essaim.web.resources.links import href
from essaim.web.resources.models import Entry, Fiche, Work


def to_review(*, on: date, now: datetime) -> dict[str, Any]:
    """Return the context of resources/to_review.html."""
    entries = selectors.to_review(on)
    asked = review_links.waiting_for([entry.fiche_id for entry in entries if entry.fiche_id], now)
    rows = []
    for entry in entries:
        of = entry.fiche or entry.work
        rows.append(
            {
                "entry": entry,
                "kind": TYPE_LABELS[entry.type],
                "href": href(entry),
                "edit_href": _edit_href(of),
                "reasons": entry.reasons,
                "late": of.review_by <= on,
                "review_by": of.review_by,
                "reviews": asked.get(entry.fiche_id, []),
            }
        )
    return {"rows": rows, "form": AskForm(), "now": now}


def works(*, on: date) -> dict[str, Any]:
    """Return the context of resources/editions.html: the note each edition would have."""
    rows = []
    for work in selectors.works(*(kind for kind in Kind if kind != Kind.PATH)):
        last = selectors.latest_edition(work)
        content = editions.copy_of(work, on=on)
        changes = editions.changes(last.content, content) if last else []
        is_new = last is None or last.digest != editions.digest_of(content)
        note = editions.change_note(changes) if last else "Première édition."
        rows.append({"work": work, "last": last, "is_new": is_new, "note": note, "changes": changes})
    return {"rows": rows}


def markers(release: Release | None, *, on: date) -> dict[str, Any]:
    """Return the context of resources/markers.html: what may stand between braces, and what it shows today."""
    held = law(on).thresholds
    return {
        "thresholds": [
            {"marker": f"{{droit:{key}}}", "label": threshold_label(key),
             "shown": legal_value(held[key].value) if key in held else "sans valeur aujourd’hui"}
            for key in threshold_entries()
        ],
        "indicators": [
            {"marker": f"{{chiffre:{key}}}", "label": found.label, "shown": found.unit}
            for key, found in (definitions(release) if release else {}).items()
        ],
        "sources": [{"key": key, "title": title} for key, title in known_sources().items()],
    }  # fmt: skip


def entry_or_404(key: int) -> Entry:
    """Return an entry, or Http404."""
    found = selectors.in_order([key])
    if not found:
        raise Http404
    return found[0]


def fiche_or_404(key: int) -> Fiche:
    """Return a published fiche, or Http404."""
    found = Fiche.objects.filter(pk=key, live=True).first()
    if found is None:
        raise Http404
    return found


def work_or_404(key: int) -> Work:
    """Return a published work, or Http404."""
    found = Work.objects.filter(pk=key, live=True).first()
    if found is None:
        raise Http404
    return found


def _edit_href(of: Fiche | Work) -> str:
    return reverse(type(of).snippet_viewset.get_url_name("edit"), args=[of.pk])
