"""Forms of the back office."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from wagtail.admin.forms import WagtailAdminPageForm

HOME_DEPTH = 2


class EditorialPageForm(WagtailAdminPageForm):
    """The form of a page."""

    def clean_slug(self) -> str:
        """Refuse an address that a page of the site already answers: the editor's would never be seen."""
        slug = self.cleaned_data["slug"]
        if slug and self.parent_page is not None and self.parent_page.depth == HOME_DEPTH and is_taken(slug):
            raise ValidationError("Cette adresse est celle d’une rubrique du site\u00a0: choisissez-en une autre.")
        return slug


def is_taken(slug: str) -> bool:
    """True when « /slug/ » is answered by a page of the site that no editor writes."""
    try:
        return resolve(f"/{slug}/").url_name != "wagtail_serve"
    except Resolver404:
        return False
