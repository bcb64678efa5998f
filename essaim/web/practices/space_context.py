"""What the pages of the member space are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from essaim.web.accounts.selectors import Roles
from essaim.web.bodies.models import PublicBody
from essaim.web.observatory import filters, organizations
from essaim.web.observatory.release import NoRelease, Release
from essaim.web.observatory.scope import EVERYTHING
from essaim.web.practices import experience_context, pictures, selectors, steps, vocabulary
from essaim.web.practices.attachment_forms import Attachments
from essaim.web.practices.content import Content, Place
from essaim.web.practices.errors import ChangedMeanwhile
from essaim.web.practices.forms import WholeForm
from essaim.web.practices.models import Sheet
from essaim.web.practices.permissions import can_write_sheet

MOST_FOUND = 20


def chosen_body(given: Mapping[str, str], bodies: Sequence[PublicBody]) -> PublicBody | None:
    """The body one writes for: the one asked among one's own, or the only one; None for the network's own sheets."""
    wanted = given.get("collectivite", "")
    return next((body for body in bodies if str(body.pk) == wanted), bodies[0] if bodies else None)


def first_content(body: PublicBody | None) -> Content:
    """An empty sheet, where the body already stands."""
    if body is None or not body.territory_id:
        return Content()
    return Content(places=(Place(territory_id=body.territory_id, name=body.name, siren=body.siren),))


def editing(sheet: Sheet, whole: WholeForm, conflict: ChangedMeanwhile | None) -> dict[str, Any]:
    """The context of the form; after a conflict, what somebody else wrote, and the version to save over."""
    theirs = None
    if conflict is not None:
        theirs = selectors.sheet(sheet.pk)
        whole.form.data = whole.form.data.copy()
        whole.form.data["opened"] = str(conflict.theirs)
    title = f"Modifier «\u00a0{sheet}\u00a0»"
    return {"whole": whole, "sheet": sheet, "conflict": conflict, "theirs": theirs, "title": title}


def status(method: str | None, conflict: ChangedMeanwhile | None) -> int:
    """The status of a form shown again."""
    if conflict is not None:
        return 409
    return 400 if method == "POST" else 200


def reading(sheet: Sheet, roles: Roles, release: Release | None) -> dict[str, Any]:
    """The context of a sheet's page, which is read without a release too."""
    content, on = sheet.read(), timezone.localdate()
    experience = getattr(sheet, "experience", None)
    return {
        "sheet": sheet,
        "content": content,
        "missing": content.missing(),
        "experience": experience,
        "unpublished_changes": experience is not None and experience.version != sheet.version,
        "theme": vocabulary.theme_labels(on).get(content.theme, ""),
        "levers": [vocabulary.lever_labels(on).get(one, one) for one in content.levers],
        "places": experience_context.places(content, release),
        "series": experience_context.series(content.measures),
        "texts": [
            (label, experience_context.blocks(text))
            for label, text in (
                ("D’où l’on partait", content.context),
                ("Ce qui a été fait", content.action),
                ("Ce qui a été difficile", content.difficulties),
                ("Pour le refaire", content.again),
            )
            if text
        ],
        "pictures": pictures.shown(content),
        "documents": pictures.documents(content),
        "steps": steps.offered(sheet, roles),
        "can_write": can_write_sheet(roles, sheet),
        "comments": selectors.comments(sheet),
        "versions": selectors.versions(sheet),
    }


def attached(sheet: Sheet, forms: Attachments) -> dict[str, Any]:
    """The context of the page of images and documents."""
    content = sheet.read()
    shown = [(one, forms.words[one.key]) for one in pictures.shown(content)]
    return {"sheet": sheet, "forms": forms, "pictures": shown, "documents": pictures.documents(content)}


def found_organizations(release: Release | None, words: str) -> dict[str, Any]:
    """Organisations of the register by name, with their SIREN to copy. Raises NoRelease when none is served."""
    if release is None:
        raise NoRelease("Aucune édition des données n’est servie\u00a0: le répertoire ne peut pas être lu.")
    words = words.strip()[:200]
    lines: Sequence[Any] = ()
    if words:
        asked = filters.read({"q": [words], "perimetre": ["tous"]})
        lines = organizations.page(release, EVERYTHING, asked).lines[:MOST_FOUND]
    return {"words": words, "lines": lines}
