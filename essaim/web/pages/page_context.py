"""What the templates of the pages are given beside the page itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from essaim.web.pages.blocks import listed
from essaim.web.pages.contact import ContactForm
from essaim.web.territories.national import national_figures
from essaim.web.ui.components import Link
from essaim.web.ui.listing import Asked

if TYPE_CHECKING:
    from essaim.web.pages.models import EditorialPage

# Searches rather than pages: they lead somewhere whatever the release holds.
EXAMPLES = ("Lille", "Métropole européenne de Lille", "Bain-de-Bretagne", "Nord", "Guadeloupe")
OF_A_THEME = (
    ("experiences", "Ils l’ont fait", 6),
    ("events", "Prochains rendez-vous", 3),
    ("resources", "Pour aller plus loin", 6),
)


def of(page: EditorialPage, request: HttpRequest) -> dict[str, Any]:
    """Return the context of a page, by its kind."""
    kind = page._meta.model_name
    context: dict[str, Any] = {"has_map": any(block.block_type == "map" for block in page.body)}
    if kind == "homepage":
        return context | home(request)
    context["breadcrumb"] = breadcrumb(page)
    if kind == "themepage":
        context["lists"] = of_theme(page.theme)  # type: ignore[attr-defined]
    if kind == "contactpage":
        context["form"] = ContactForm()
    return context


def home(request: HttpRequest) -> dict[str, Any]:
    """Return what the first page shows of the release."""
    release = getattr(request, "release", None)
    return {
        "figures": national_figures(request) if release else (),
        "examples": EXAMPLES,
        "suggest_url": reverse("territories:suggestions"),
    }


def breadcrumb(page: EditorialPage) -> list[Link]:
    """Return the way from the first page."""
    above = page.get_ancestors().filter(depth__gt=1).live() if page.pk else ()
    return [*(Link("Accueil" if one.depth == 2 else one.title, one.get_url()) for one in above), Link(page.title)]


def of_theme(theme: str) -> list[dict[str, Any]]:
    """Return the lists of a theme that have something to show."""
    today = timezone.localdate()
    found = [{"title": title, **listed(name, Asked(today, limit, theme))} for name, title, limit in OF_A_THEME]
    return [one for one in found if one["brought"]]
