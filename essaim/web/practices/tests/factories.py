"""Sheets and experiences for tests, of any app."""

from __future__ import annotations

from datetime import UTC, date, datetime

from essaim.web.practices.content import Content, Measure, Place, Source
from essaim.web.practices.models import Experience, Sheet
from essaim.web.practices.services import create_sheet, publish

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def content(**more: object) -> Content:
    """A sheet that is ready: bread for schools in Lille, unless told otherwise."""
    values: dict[str, object] = {
        "title": "Du pain pour les écoles",
        "summary": "Une boulangerie d’insertion livre les cantines.",
        "theme": "alimentation",
        "levers": ("commande_publique",),
        "competences": ("com_restauration_scolaire",),
        "places": (Place(territory_id="commune:59350", name="Lille", siren="215903501"),),
        "action": "La ville a prévu un lot à la taille d’une boulangerie.",
        "measures": (Measure(label="Pains par jour", value=1500, when="2010"),),
        "sources": (Source(title="Bilan de la ville"),),
    }
    return Content.model_validate({**values, **more})


def draft(body: object = None, author: object = None, **more: object) -> Sheet:
    """A working sheet."""
    return create_sheet(content=content(**more), author=author, body=body, now=NOW)


def published(body: object = None, author: object = None, on: date = TODAY, **more: object) -> Experience:
    """An experience everybody reads."""
    return publish(sheet_id=draft(body, author, **more).pk, editor=None, now=NOW, on=on)
