"""Who may do what with people and access. `roles` comes from essaim.web.accounts.selectors.roles."""

from __future__ import annotations

from essaim.web.accounts.models import Function, Grant, Invitation
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


def can_write_function(roles: Roles, function: Function) -> bool:
    """The holder of the function, an administrator of its body, and the network's team."""
    return roles.user_id == function.user_id or can_manage_people_of(roles, function.body_id)


def can_export_or_erase(roles: Roles, user_id: int) -> bool:
    """Personal data: the person themself, nobody else through the site."""
    return roles.is_person and roles.user_id == user_id


def can_end_grant(roles: Roles, grant: Grant) -> bool:
    """A role for a body: its administrators, the team, and its holder. A role of the network: the team only."""
    if grant.body_id is None:
        return can_give_network_roles(roles)
    return can_manage_people_of(roles, grant.body_id) or roles.user_id == grant.user_id


def can_revoke_invitation(roles: Roles, invitation: Invitation) -> bool:
    """Whoever may send it: the administrators of the body and the team; for the network, the team only."""
    if invitation.body_id is None:
        return can_give_network_roles(roles)
    return can_manage_people_of(roles, invitation.body_id)
