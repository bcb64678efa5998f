"""Reading the pages of the editors."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, QuerySet
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from essaim.web.pages.models import ContactPage, HomePage, MenuPage, Publisher, StandardPage, ThemePage

KINDS = (HomePage, StandardPage, ThemePage, ContactPage)
# What changes a public page, or the menu; saving a draft does not.
PUBLIC_ACTIONS = (
    "wagtail.publish", "wagtail.unpublish", "wagtail.move", "wagtail.reorder", "wagtail.delete", "wagtail.rename",
)  # fmt: skip
FILES = ("media", "wagtaildocs", "pages")


def public() -> QuerySet[Page]:
    """Every page everybody may read."""
    return Page.objects.live().public().type(*KINDS)


def addresses() -> list[str]:
    """Return the addresses of the public pages, the home page first."""
    home = HomePage.objects.first()
    if home is None:
        return []
    paths = public().descendant_of(home, inclusive=True).order_by("path").values_list("url_path", flat=True)
    return [f"/{path.removeprefix(home.url_path)}" for path in paths]


def in_menu() -> list[tuple[str, MenuPage]]:
    """Return the address and the page of those that stand in the menu."""
    home = HomePage.objects.first()
    if home is None:
        return []
    found: list[MenuPage] = []
    for kind in (StandardPage, ThemePage, ContactPage):
        found.extend(kind.objects.live().public().exclude(menu_group="").descendant_of(home))
    # Wagtail asks the database for the addresses of the sites; there is one, and the home page is its root.
    return [(f"/{page.url_path.removeprefix(home.url_path)}", page) for page in found]


def last_change() -> datetime | None:
    """Return when a public page, the menu, a file or the publisher last changed."""
    pages = PageLogEntry.objects.filter(action__in=PUBLIC_ACTIONS).aggregate(last=Max("timestamp"))["last"]
    files = ModelLogEntry.objects.filter(content_type__app_label__in=FILES).aggregate(last=Max("timestamp"))["last"]
    return max((moment for moment in (pages, files) if moment is not None), default=None)


def publisher() -> Publisher:
    """Return who publishes the site; empty when nobody filled it in."""
    return Publisher.objects.first() or Publisher()
