"""Keeping a file that someone sends from outside the back office: the same checks, and a name nobody can guess.

Images are served to whoever has their address: what is being written must not be found by its name.
"""

from __future__ import annotations

import secrets
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from wagtail.documents import get_document_model
from wagtail.documents.forms import get_document_form
from wagtail.documents.models import AbstractDocument
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from essaim.web.media.errors import Refused
from essaim.web.media.models import CreditedImage

NAME_BYTES = 12


@transaction.atomic
def keep_image(
    *, file: UploadedFile, title: str, description: str, credit: str, collection: str, owner: object = None
) -> CreditedImage:
    """Keep an image, drawn again. collection: where the library puts it, made if need be. Raises Refused."""
    place = collection_named(collection)
    file.name = _unguessable(file)
    data = {"title": title[:200], "description": description, "credit": credit, "collection": place.pk}
    form = get_image_form(CreditedImage)(data, {"file": file}, instance=CreditedImage(uploaded_by_user=owner))
    if not form.is_valid():
        raise Refused({name: [str(one) for one in errors] for name, errors in form.errors.items()})
    return form.save()


@transaction.atomic
def keep_document(*, file: UploadedFile, title: str, collection: str, owner: object = None) -> AbstractDocument:
    """Keep a document that is what its name says, without macros. Raises Refused."""
    place = collection_named(collection)
    file.name = _unguessable(file)
    model = get_document_model()
    form = get_document_form(model)(
        {"title": title[:200], "collection": place.pk}, {"file": file}, instance=model(uploaded_by_user=owner)
    )
    if not form.is_valid():
        raise Refused({name: [str(one) for one in errors] for name, errors in form.errors.items()})
    form.save()
    return form.instance


@transaction.atomic
def collection_named(name: str) -> Collection:
    """Return a collection of the library, just under its root, made if need be."""
    root = Collection.objects.select_for_update().get(depth=1)
    found = root.get_children().filter(name=name).first()
    return found or root.add_child(name=name)


def _unguessable(file: UploadedFile) -> str:
    return secrets.token_hex(NAME_BYTES) + PurePath(file.name or "").suffix.lower()
