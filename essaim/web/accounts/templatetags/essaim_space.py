"""Tags of the member space. `{% load essaim_space %}`."""

from __future__ import annotations

from allauth.socialaccount.adapter import get_adapter
from django import template
from django.utils.safestring import SafeString

from essaim.web.accounts import space
from essaim.web.ui.markup.navigation import navigation

register = template.Library()


@register.simple_tag(takes_context=True)
def space_navigation(context: template.Context) -> SafeString:
    """The links a person has in the member space."""
    request = context["request"]
    return navigation(space.links(request.roles, request.path), "Mon espace", "space-nav")


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
