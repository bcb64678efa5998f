"""Who may do what with members. `roles` comes from essaim.web.accounts.selectors.roles."""

from __future__ import annotations

from essaim.web.accounts.selectors import Roles


def can_manage_members(roles: Roles) -> bool:
    """The network's team: memberships, mergers, facts, charter, lists."""
    return roles.is_team


def can_manage_fees(roles: Roles) -> bool:
    """The network's team: scales, calls, payments, reminders, files of the accountant."""
    return roles.is_team


def can_import_members(roles: Roles) -> bool:
    """The network's team."""
    return roles.is_team


def can_act(roles: Roles) -> bool:
    """Contributors and administrators of any body."""
    return roles.is_member


def can_see_authority(roles: Roles, body_id: int) -> bool:
    """Everyone who acts for this body, and the network's team: its page in the member space."""
    return roles.is_team or body_id in roles.contributes


def can_describe(roles: Roles, body_id: int) -> bool:
    """Contributors and administrators of this body, and the network's team: what the authority says of itself."""
    return roles.is_team or body_id in roles.contributes


def can_record_facts(roles: Roles, body_id: int) -> bool:
    """Administrators of this body, and the network's team: its organisation, its billing, its signature."""
    return roles.is_team or body_id in roles.administers


def can_see_fees_of(roles: Roles, body_id: int) -> bool:
    """Everyone who acts for this body, and the network's team. Never another member."""
    return roles.is_team or body_id in roles.contributes


def can_see_contacts(roles: Roles) -> bool:
    """Whoever acts for a body, regional coordinators, editors and the team: people visible to members."""
    return roles.is_team or roles.is_editor or bool(roles.regions) or roles.is_member


def can_see_prospects(roles: Roles, region: str) -> bool:
    """The network's team everywhere; a regional coordinator in their region only."""
    return roles.is_team or (region != "" and region in roles.regions)


def can_open_prospects(roles: Roles) -> bool:
    """The network's team, and regional coordinators (for their region)."""
    return roles.is_team or bool(roles.regions)
