"""Filters that write numbers, dates, unknowns and territory names in French. `{% load essaim_format %}`."""

from __future__ import annotations

import datetime as dt

from django import template

from essaim.web.ui import french
from essaim.web.ui.territory_names import with_preposition

register = template.Library()


@register.filter
def nombre(value: float | None, decimals: int | None = None) -> str:
    """`{{ 1234.5|nombre }}` → « 1 234,5 »; `{{ value|nombre:2 }}`; None → « inconnu »."""
    return french.number(value, decimals)


@register.filter
def pourcent(value: float | None, decimals: int = 1) -> str:
    """`{{ 12.34|pourcent }}` → « 12,3 % »: the value is already a percentage."""
    return french.percent(value, decimals)


@register.filter
def euros(value: float | None, decimals: int = 0) -> str:
    """`{{ 60000|euros }}` → « 60 000 € »."""
    return french.euros(value, decimals)


@register.filter(expects_localtime=True)
def date_fr(value: dt.date | str | None) -> str:
    """`{{ day|date_fr }}` → « 23 novembre 2026 »."""
    return french.date_fr(value)


@register.filter(expects_localtime=True)
def date_courte(value: dt.date | str | None) -> str:
    """`{{ day|date_courte }}` → « 23/11/2026 »."""
    return french.date_fr(value, short=True)


@register.filter
def inconnu(value: object) -> object:
    """None and empty text → « inconnu », never 0; anything else unchanged."""
    return french.UNKNOWN if value is None or value == "" else value


@register.filter
def intervalle(low: float | None, high: float | None) -> str:
    """`{{ low|intervalle:high }}` → « 10 à 19 », « 10 ou plus »."""
    return french.interval(low, high)


@register.filter
def pluriel(count: float | None, forms: str) -> str:
    """`{{ n|pluriel:"cheval,chevaux" }}` or `{{ n|pluriel:"établissement" }}`: the word alone, agreed."""
    singular, _, plural_form = forms.partition(",")
    return french.plural(count, singular, plural_form or None)


@register.filter
def typo(text: str) -> str:
    """French no-break spaces and apostrophes, for text that comes from data."""
    return french.typo(text)


@register.simple_tag
def de_territoire(territory: object, level: str | None = None) -> str:
    """`{% de_territoire territory %}` → « du Nord ». Any object or mapping with name, tncc and level."""
    return _named(territory, "de", level)


@register.simple_tag
def a_territoire(territory: object, level: str | None = None) -> str:
    """`{% a_territoire territory %}` → « à Lille », « aux Lilas »."""
    return _named(territory, "a", level)


@register.simple_tag
def dans_territoire(territory: object, level: str | None = None) -> str:
    """`{% dans_territoire territory %}` → « dans le Nord », « en Bretagne », « à Lille »."""
    return _named(territory, "dans", level)


def _named(territory: object, preposition: str, level: str | None) -> str:
    def read(key: str) -> str | None:
        return territory.get(key) if isinstance(territory, dict) else getattr(territory, key, None)

    name = read("name")
    if name is None:
        raise ValueError("a territory needs a name")
    return with_preposition(name, read("tncc"), preposition, level or read("level") or "commune")
