"""Who may do what with people and access. `roles` comes from essaim.web.accounts.selectors.roles."""

from __future__ import annotations

from essaim.web.accounts.selectors import Roles


def can_open_space(roles: Roles) -> bool:
    """Any person with an account."""
    return roles.is_person


def can_open_back_office(roles: Roles) -> bool:
    """The network's team and its editors."""
    return roles.is_team or roles.is_editor


def can_manage_people_of(roles: Roles, body_id: int) -> bool:
    """An administrator of this very body, and the network's team. Not its contributors, not other members."""
    return roles.is_team or body_id in roles.administers


def can_see_people_of(roles: Roles, body_id: int) -> bool:
    """Everyone who acts for this body, and the network's team."""
    return roles.is_team or body_id in roles.contributes


def can_give_network_roles(roles: Roles) -> bool:
    """The network's team: team, editors, regional coordinators."""
    return roles.is_team


def can_decide_requests_for(roles: Roles, body_id: int) -> bool:
    """Requests to join a body: an administrator of this body, and the network's team."""
    return can_manage_people_of(roles, body_id)


def can_read_audit_trail(roles: Roles) -> bool:
    """The network's team."""
    return roles.is_team


def can_act_for(roles: Roles, body_id: int) -> bool:
    """Contributors and administrators of this body. The team acts in its own name, never in a member's."""
    return body_id in roles.contributes
