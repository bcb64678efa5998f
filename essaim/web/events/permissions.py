"""Who may do what with the agenda. `roles` comes from essaim.web.accounts.selectors.roles."""

from __future__ import annotations

from essaim.web.accounts.selectors import Roles
from essaim.web.events.models import Event


def can_manage_events(roles: Roles) -> bool:
    """Editors and the team of the network: write, publish, move and cancel events, moderate those relayed."""
    return roles.is_editor or roles.is_team


def can_manage_registrations(roles: Roles) -> bool:
    """The network's team: names, exports, deletions. Editors write about events, they need not know who comes."""
    return roles.is_team


def can_open_desk(roles: Roles) -> bool:
    """The team and regional coordinators."""
    return roles.is_team or bool(roles.regions)


def can_welcome(roles: Roles, event: Event) -> bool:
    """Check people in: the team everywhere; a regional coordinator, for the events of their region."""
    return roles.is_team or bool(set(event.regions) & roles.regions)
