"""Views of Wagtail whose writes go through the services of letters."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from wagtail.admin.views import generic
from wagtail.permission_policies import ModelPermissionPolicy

from essaim.web.newsletters.errors import LetterError


class KeptOnly(ModelPermissionPolicy):
    """What people relied on is never deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


class ReadOnly(ModelPermissionPolicy):
    """Written in pages of its own; here it is read."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


class ReadOrForgotten(ModelPermissionPolicy):
    """Read, or forgotten; never typed."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in ("view", "delete") and super().user_has_permission(user, action)


class WrittenByEditors(ModelPermissionPolicy):
    """Who writes a letter may also delete the one that never left."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return super().user_has_permission(user, "change" if action == "delete" else action)


class Written:
    """`write(instance, by)` calls a service; what it refuses is an error of the form, and what was typed stays."""

    def write(self, instance: Any, by: dict[str, Any]) -> Any:
        raise NotImplementedError

    def save_instance(self) -> Any:
        instance = self.form.save(commit=False)  # type: ignore[attr-defined]
        return self.write(instance, {"actor": self.request.user, "now": timezone.now()})  # type: ignore[attr-defined]

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except LetterError as error:
            form.add_error(None, str(error))
            self.form = form
            self.produced_error_code, self.produced_error_message = "validation_error", self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]


class WrittenCreate(Written, generic.CreateView):
    """Adds through a service."""


class WrittenEdit(Written, generic.EditView):
    """Changes through a service."""
