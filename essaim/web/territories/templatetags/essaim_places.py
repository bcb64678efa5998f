"""Words about territories. `{% load essaim_places %}`."""

from __future__ import annotations

from django import template

from essaim.web.observatory import vocabulary

register = template.Library()


@register.filter
def echelon(level: str) -> str:
    """`{{ "epci"|echelon }}` → « intercommunalité »."""
    return "France" if level == "france" else vocabulary.LEVELS.get(level, level).lower()
