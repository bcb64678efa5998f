"""Who may do what with experiences. `roles` comes from essaim.web.accounts.selectors.roles."""

from __future__ import annotations

from essaim.web.accounts.selectors import Roles
from essaim.web.practices.enums import State
from essaim.web.practices.models import Sheet

WRITABLE = (State.DRAFT, State.RETURNED, State.PUBLISHED)


def can_write_experiences(roles: Roles) -> bool:
    """Whoever acts for a body, the network's editors and its team."""
    return roles.is_member or can_review(roles)


def can_review(roles: Roles) -> bool:
    """Editors and the team of the network: read every sheet, send back, publish, withdraw."""
    return roles.is_editor or roles.is_team


def can_read_sheet(roles: Roles, sheet: Sheet) -> bool:
    """Contributors and administrators of the body that proposes it, and those who review. Not other members."""
    return can_review(roles) or (sheet.body_id is not None and sheet.body_id in roles.contributes)


def can_write_sheet(roles: Roles, sheet: Sheet) -> bool:
    """Those who may read it; its body no longer writes once it is proposed, until it is sent back or published."""
    return can_review(roles) or (can_read_sheet(roles, sheet) and sheet.state in WRITABLE)


def can_propose(roles: Roles, sheet: Sheet) -> bool:
    """Those who write it."""
    return can_write_sheet(roles, sheet)


def can_confirm(roles: Roles, sheet: Sheet) -> bool:
    """« Toujours vrai »: the body that proposed it, and those who review."""
    return can_read_sheet(roles, sheet)
