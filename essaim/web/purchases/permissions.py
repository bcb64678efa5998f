"""Who may do what with the purchases of an authority. `roles` comes from essaim.web.accounts.selectors.roles."""

from __future__ import annotations

from essaim.web.accounts.selectors import Roles


def can_keep_purchases(roles: Roles) -> bool:
    """Anybody who acts for an authority: its contributors and administrators."""
    return roles.is_member


def can_read_purchases(roles: Roles, body_id: int) -> bool:
    """Those who act for this very authority. Not the network's team, nor its editors, nor other members: what an
    authority spends is its own."""
    return body_id in roles.contributes


def can_write_purchases(roles: Roles, body_id: int) -> bool:
    """As reading them: loading, reviewing, deleting, writing objectives are the work of a service."""
    return can_read_purchases(roles, body_id)
