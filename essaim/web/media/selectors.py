"""Reading the library: images with the sizes made of them, documents."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument

from essaim.web.media.models import CreditedImage


def images(keys: Collection[int], sizes: Sequence[str]) -> dict[int, CreditedImage]:
    """Return the images that still exist, by key, in two queries. sizes: Wagtail's words, as « width-960 »."""
    if not keys:
        return {}
    found = CreditedImage.objects.filter(pk__in=keys).prefetch_renditions(*sizes)
    return {image.pk: image for image in found}


def documents(keys: Collection[int]) -> dict[int, AbstractDocument]:
    """Return the documents that still exist, by key, in one query."""
    return get_document_model().objects.in_bulk(keys) if keys else {}
