"""What the lists of the back office share, whatever the app: reading only, several lines at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.admin.views import generic
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.permission_policies import ModelPermissionPolicy

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class ReadOnly(ModelPermissionPolicy):
    """Written elsewhere: here they are listed, filtered and exported."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


class Listing(generic.IndexView):
    """A list of objects read with all that its columns show: queries do not grow with the rows. `rows` gives them."""

    @staticmethod
    def rows() -> QuerySet[Any]:
        raise NotImplementedError

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """A row of the file. What a spreadsheet would run as a formula is written as text: readers wrote some of it."""
        row = super().to_row_dict(item)
        return {
            name: f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
            for name, value in row.items()
        }

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.rows()


class Inspect(generic.InspectView):
    """An object, field by field, its moments on the clock of whoever reads (Wagtail writes those of the database)."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        return timezone.localtime(value) if isinstance(value, datetime) else value


class Several(Listing):
    """A list with boxes, to act on several lines at once. all_of_them: words of the box that ticks the whole list."""

    template_name = "back_office/several.html"
    all_of_them = "Toutes les lignes de la liste"

    @property
    def columns(self) -> list[Any]:
        return [BulkActionsCheckboxColumn("bulk_actions", obj_type=self.model._meta.model_name), *super().columns]

    def _get_title_column(self, *args: Any, **kwargs: Any) -> Any:
        name = self.model._meta.model_name
        return super()._get_title_column(*args, **kwargs, get_title_id=lambda one: f"{name}_{one.pk}_title")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        options = self.model._meta
        return {
            **super().get_context_data(*args, **kwargs),
            "all_of_them": self.all_of_them,
            "bulk_app": options.app_label,
            "bulk_model": options.model_name,
            "bulk_type": options.model_name.upper(),
        }


class EachByItself(BulkAction):
    """Acts on each object by its service; one that is refused stops none of the others.

    question, button, done: French words of the page that asks first. refusals: what the service raises, told as it is.
    """

    template_name = "back_office/bulk.html"
    question = ""
    button = ""
    done = ""
    refusals: tuple[type[Exception], ...] = ()

    def check_perm(self, obj: Any) -> bool:
        return self.allowed()

    def allowed(self) -> bool:
        raise NotImplementedError

    def act(self, obj: Any) -> None:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "question": self.question, "button": self.button}

    def get_execution_context(self) -> dict[str, Any]:
        return {"action": self}

    @classmethod
    def execute_action(cls, objects: list[Any], action: EachByItself | None = None, **kwargs: Any) -> tuple[int, int]:
        assert action is not None
        number = 0
        for one in objects:
            try:
                action.act(one)
                number += 1
            except cls.refusals as error:
                messages.warning(action.request, f"{one}\u00a0: {error}")
        return number, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        return f"{num_parent_objects} {self.done}" if num_parent_objects else None
