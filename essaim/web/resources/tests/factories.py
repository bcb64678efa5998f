"""Fiches and works for tests, of any app."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from essaim.web.resources.models import Fiche, Work
from essaim.web.resources.services import publish_fiche, publish_work

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)
LAW = "<p>Sans publicité sous {droit:direct_purchase_works}, il faut choisir une offre pertinente.</p>"


def text(html: str) -> dict[str, Any]:
    """A block of text."""
    return {"type": "text", "value": html}


def fiche(
    slug: str = "acheter-le-pain", *, on: date = TODAY, blocks: list[dict[str, Any]] | None = None, **more: Any
) -> Fiche:
    """A published fiche: bread for schools, bound to the threshold of works, unless told otherwise."""
    fields = {
        "slug": slug,
        "title": "Acheter le pain des écoles",
        "question": "Comment acheter local sans fausser la concurrence ?",
        "summary": "Un lot à la taille d’une boulangerie.",
        "theme": "alimentation",
        "levels": ["commune"],
        "levers": ["commande_publique"],
        "competences": ["com_restauration_scolaire"],
        **more,
        "body": json.dumps(blocks if blocks is not None else [{"type": "heading", "value": "En bref"}, text(LAW)]),
    }
    return publish_fiche(fields=fields, on=on, now=NOW)


def work(
    *fiches: Fiche, slug: str = "kit", kind: str = "kit", blocks: list[dict[str, Any]] | None = None, **more: Any
) -> Work:
    """A published work of some fiches, in one part."""
    fields = {
        "slug": slug,
        "title": "Un kit",
        "summary": "Ce qu’il faut savoir.",
        "kind": kind,
        "levels": ["commune"],
        **more,
        "body": json.dumps(blocks if blocks is not None else [text("<p>Un mot d’introduction.</p>")]),
    }
    parts = [("Partie" if rank == 0 else "", one) for rank, one in enumerate(fiches)]
    return publish_work(fields=fields, parts=parts, on=TODAY, now=NOW)
