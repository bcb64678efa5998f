"""The team sees when each recurring job last ran, and what went wrong."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from essaim.web.jobs.models import Run


class ReadOnly(ModelPermissionPolicy):
    """Only read."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


class RunViewSet(ModelViewSet):
    """Last run of each job."""

    model = Run
    name = "jobs"
    url_prefix = "travaux"
    icon = "time"
    menu_label = "Travaux"
    menu_order = 340
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    form_fields = ["error"]
    list_display = ["name", "started_at", "ended_at", "error"]
    search_backend_name = None


register_permission_policy(Run, ReadOnly(Run))


@hooks.register("register_admin_viewset")
def register_runs() -> RunViewSet:
    """Put it in the settings menu."""
    return RunViewSet()
