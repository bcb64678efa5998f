"""The member space: its navigation and its home page, made of what each app brings.

An app brings its part in a module `space.py` of its own, with `ENTRIES` (links of the navigation) and `PANELS` (blocks
of the home page). Nothing else to register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils.module_loading import module_has_submodule

from essaim.web.accounts import joining, selectors
from essaim.web.accounts.enums import RequestState
from essaim.web.accounts.identity import proposed_siren
from essaim.web.accounts.models import User
from essaim.web.accounts.permissions import (
    can_give_network_roles,
    can_manage_people_of,
    can_open_back_office,
    can_open_space,
)
from essaim.web.accounts.selectors import Roles
from essaim.web.bodies.selectors import by_siren as body_by_siren
from essaim.web.ui.components import Link


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the navigation, shown to those whom `permission` allows. Lower orders come first."""

    label: str
    url_name: str
    permission: Callable[[Roles], bool] = can_open_space
    order: int = 50


@dataclass(frozen=True, slots=True)
class Panel:
    """A block of the home page: `context(user, roles, on)` gives what `template` needs, None when there is nothing."""

    template: str
    context: Callable[[User, Roles, date], Mapping[str, Any] | None]
    permission: Callable[[Roles], bool] = can_open_space
    order: int = 50


def _bodies(user: User, held: Roles, on: date) -> dict[str, Any] | None:
    """The bodies one acts for, with what waits there; for someone without any, the one to join."""
    if held.is_team or held.is_editor or (held.regions and not held.contributes):
        return None
    bodies = [
        {"body": body, "requests": len(joining.pending(body)) if can_manage_people_of(held, body.pk) else 0}
        for body in selectors.bodies_of(user, on)
    ]
    asked = [one for one in joining.requests_of(user) if one.state == RequestState.PENDING]
    siren = "" if bodies or asked else proposed_siren(user)
    return {"bodies": bodies, "pending": asked, "proposed": body_by_siren(siren) if siren else None}


ENTRIES = (
    Entry("Accueil", "accounts:space", order=0),
    Entry("Rejoindre une collectivité", "accounts:join", lambda roles: not roles.is_member and not roles.is_team, 80),
    Entry("Accès au réseau", "accounts:network", can_give_network_roles, order=85),
    Entry("Mon compte", "accounts:account", order=90),
    Entry("Gestion du site", "wagtailadmin_home", can_open_back_office, order=100),
)
PANELS = (Panel("accounts/bodies_panel.html", _bodies, order=10),)


@cache
def _brought(name: str) -> tuple[Any, ...]:
    """What every app brings under a name, in order."""
    found: list[Any] = []
    for config in apps.get_app_configs():
        if config.name.startswith("essaim.web.") and module_has_submodule(config.module, "space"):
            found.extend(getattr(import_module(f"{config.name}.space"), name, ()))
    return tuple(sorted(found, key=lambda one: (one.order, getattr(one, "label", ""))))


def links(roles: Roles, path: str) -> Sequence[Link]:
    """Return the navigation of a person; the entry of the page they are on is marked."""
    shown = [(entry, reverse(entry.url_name)) for entry in _brought("ENTRIES") if entry.permission(roles)]
    # The home of the space begins every address of it: the longest match is the page's own.
    here = max((href for _, href in shown if path.startswith(href)), key=len, default="")
    return [Link(entry.label, href, current=href == here) for entry, href in shown]


def panels(user: User, roles: Roles, on: date) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give the template and the context of each block of a person's home page."""
    for panel in _brought("PANELS"):
        if panel.permission(roles) and (context := panel.context(user, roles, on)) is not None:
            yield panel.template, context
