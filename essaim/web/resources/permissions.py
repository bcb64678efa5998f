"""Who may do what in the resource centre. `roles` comes from essaim.web.accounts.selectors.roles."""

from __future__ import annotations

from essaim.web.accounts.selectors import Roles


def can_edit_resources(roles: Roles) -> bool:
    """Editors and the team of the network: write, check, ask for a review, publish an edition."""
    return roles.is_editor or roles.is_team
