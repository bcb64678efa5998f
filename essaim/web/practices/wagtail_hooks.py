"""Experiences in the back office."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.documents.models import AbstractDocument
from wagtail.permissions import register_permission_policy

from essaim.web.practices import back_office
from essaim.web.practices.attachments import COLLECTION
from essaim.web.practices.models import Sheet
from essaim.web.ui.back_office import ReadOnly

register_permission_policy(Sheet, ReadOnly(Sheet))


@hooks.register("before_serve_document")
def keep_drafts_private(document: AbstractDocument, request: HttpRequest) -> None:
    """Documents of the sheets have no address of their own: one guesses a number more easily than a page.

    They are read through the experience that is published with them, or the sheet, by those who may read it.
    """
    if document.collection.name == COLLECTION:
        raise Http404


@hooks.register("register_admin_viewset")
def register_sheets() -> back_office.SheetViewSet:
    """Put the experiences in the menu."""
    return back_office.SheetViewSet()


hooks.register("register_bulk_action", back_office.MarkReviewed)
hooks.register("register_bulk_action", back_office.Publish)
