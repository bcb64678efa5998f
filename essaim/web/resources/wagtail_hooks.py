"""Resources in the back office."""

from __future__ import annotations

from wagtail.snippets.models import register_snippet

from essaim.web.resources.back_office import ResourcesGroup

register_snippet(ResourcesGroup)
