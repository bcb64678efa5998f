"""Who may do what with letters. `roles` comes from essaim.web.accounts.selectors.roles."""

from __future__ import annotations

from essaim.web.accounts.selectors import Roles


def can_write_letters(roles: Roles) -> bool:
    """Editors and the team of the network: assemble, preview, try, schedule and send letters."""
    return roles.is_editor or roles.is_team


def can_manage_subscribers(roles: Roles) -> bool:
    """The team: lists, addresses, proof log, imports, deletion. Editors see counts, never addresses."""
    return roles.is_team
