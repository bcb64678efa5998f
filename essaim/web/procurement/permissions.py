"""Who may do what with what buyers write. `roles` comes from essaim.web.accounts.selectors.roles."""

from __future__ import annotations

from essaim.web.accounts.selectors import Roles
from essaim.web.procurement.models import SavedNeed, Watch


def can_keep_needs(roles: Roles) -> bool:
    """Anybody who acts for an authority: its contributors and administrators."""
    return roles.is_member


def can_open_need(roles: Roles, need: SavedNeed) -> bool:
    """Those who act for the authority that keeps it. Not the network's team: what an authority prepares is its own."""
    return need.body_id in roles.contributes


def can_change_need(roles: Roles, need: SavedNeed) -> bool:
    """As reading it: a note is the work of a service, not of one person."""
    return can_open_need(roles, need)


def can_watch(roles: Roles) -> bool:
    """Anybody signed in: what ends is public, being told of it is a convenience."""
    return roles.is_person


def can_stop_watch(roles: Roles, watch: Watch) -> bool:
    """The person who asked for it, nobody else."""
    return roles.user_id is not None and watch.person_id == roles.user_id
