"""Tags of the member space. `{% load essaim_space %}`."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from django import template

from essaim.web.accounts import space

register = template.Library()


@register.inclusion_tag("components/nav.html", takes_context=True)
def space_navigation(context: template.Context) -> dict[str, Any]:
    """The links a person has in the member space."""
    request = context["request"]
    return {"links": space.links(request.roles, request.path), "label": "Mon espace", "class": "space-nav"}


@register.simple_tag(takes_context=True)
def sign_in_providers(context: template.Context) -> list[dict[str, str]]:
    """The identity providers one may sign in with: label, link_label, href, note."""
    request = context["request"]
    return [
        {
            "label": f"Se connecter avec {provider.name}",
            "link_label": f"Lier {provider.name} à mon compte",
            "href": provider.get_login_url(request),
            "note": "Votre identité d’agent public." if provider.name == "ProConnect" else "",
        }
        for provider in get_adapter(request).list_providers(request)
    ]
