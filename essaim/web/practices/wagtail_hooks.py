"""Experiences in the back office."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.documents.models import AbstractDocument

from essaim.web.practices.attachments import COLLECTION


@hooks.register("before_serve_document")
def keep_drafts_private(document: AbstractDocument, request: HttpRequest) -> None:
    """Documents of the sheets have no address of their own: one guesses a number more easily than a page.

    They are read through the experience that is published with them, or the sheet, by those who may read it.
    """
    if document.collection.name == COLLECTION:
        raise Http404
