"""The team sees the letters: what left, what waits, what failed and why; it sends again or gives up."""

from __future__ import annotations

from typing import Any

import django_filters
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from essaim.web.mail import views
from essaim.web.mail.models import Letter, State


class LetterFilters(WagtailFilterSet):
    """By state, purpose and day."""

    purpose = django_filters.AllValuesFilter(label="Motif")
    created_at = django_filters.DateFromToRangeFilter(label="Écrit entre")

    class Meta:
        model = Letter
        fields = ["state"]


class ReadOnly(ModelPermissionPolicy):
    """Letters are written by the site: here they are read."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


class LetterView(generic.InspectView):
    """A letter, and what may still be done with it."""

    @property
    def header_more_buttons(self) -> list[Button]:
        buttons = []
        if self.object.state in (State.FAILED, State.CANCELLED) and self.object.text:
            address = reverse("letters:send_again", args=[self.object.pk])
            buttons.append(Button("Renvoyer", url=address, icon_name="mail"))
        if self.object.state in (State.WAITING, State.FAILED):
            address = reverse("letters:cancel", args=[self.object.pk])
            buttons.append(Button("Abandonner", url=address, icon_name="cross"))
        return buttons

    def get_fields(self) -> list[str]:
        fields = list(super().get_fields())
        return [name for name in fields if name != "text"] if self.object.confidential else fields

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        # What is shown depends on the letter, which Wagtail fetches after having chosen the fields.
        self.object = self.get_letter(kwargs["pk"])
        super().setup(request, *args, **kwargs)

    @staticmethod
    def get_letter(pk: str) -> Letter:
        return views.letter_or_404(int(pk))


class LetterViewSet(ModelViewSet):
    """The outbox."""

    model = Letter
    name = "letters"
    url_prefix = "courriels"
    icon = "mail"
    menu_label = "Courriels"
    menu_order = 330
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = LetterView
    inspect_view_fields = ["recipients", "purpose", "subject", "state", "created_at", "sent_at", "attempts",
                           "next_attempt_at", "last_error", "text"]  # fmt: skip
    form_fields = ["state"]
    list_display = ["subject", "recipients", "purpose", "state", "attempts", "created_at", "sent_at"]
    list_export = ["recipients", "purpose", "subject", "state", "attempts", "last_error", "created_at", "sent_at"]
    export_filename = "courriels"
    search_fields = ["subject", "to"]
    search_backend_name = None
    filterset_class = LetterFilters
    ordering = ["-created_at"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/renvoyer/", views.send_again, name="send_again"),
            path("<int:pk>/abandonner/", views.cancel, name="cancel"),
        ]


register_permission_policy(Letter, ReadOnly(Letter))


@hooks.register("register_admin_viewset")
def register_letters() -> LetterViewSet:
    """Put the outbox in the menu."""
    return LetterViewSet()
