"""The team sees the letters: what left, what waits, what failed and why; it sends again or gives up."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy

from essaim.web.mail import services, views
from essaim.web.mail.errors import MailError
from essaim.web.mail.models import Letter, State
from essaim.web.ui.back_office import EachByItself, Inspect, ReadOnly, Several


class LetterFilters(WagtailFilterSet):
    """By state, purpose and day."""

    purpose = django_filters.AllValuesFilter(label="Motif")
    created_at = django_filters.DateFromToRangeFilter(label="Écrit entre")

    class Meta:
        model = Letter
        fields = ["state"]


class LetterView(Inspect):
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


class Letters(Several):
    """Every letter, with boxes to send again or give up several."""

    all_of_them = "Tous les courriels de la liste"

    @staticmethod
    def rows() -> QuerySet[Letter]:
        return Letter.objects.defer("html", "headers")


class _OnLetters(EachByItself):
    models = [Letter]
    refusals = (MailError,)

    def allowed(self) -> bool:
        return self.request.user.has_perm("mail.change_letter")


class SendAgain(_OnLetters):
    """The mail server was down: what failed leaves again."""

    display_name = button = "Renvoyer"
    aria_label = "Renvoyer les courriels choisis"
    action_type = "send_again"
    question = "Ces courriels repartent dans la file\u00a0:"
    done = "courriel(s) dans la file."

    def act(self, obj: Letter) -> None:
        services.send_again(letter=obj, now=timezone.now())


class GiveUp(_OnLetters):
    """What has not left will not."""

    display_name = button = "Abandonner"
    aria_label = "Abandonner les courriels choisis"
    action_type = "cancel"
    question = "Ces courriels ne partiront pas\u00a0:"
    done = "courriel(s) abandonné(s)."

    def act(self, obj: Letter) -> None:
        if not services.cancel(letter=obj):
            raise MailError("Ce courriel est déjà parti.")


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
    index_view_class = Letters
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


hooks.register("register_bulk_action", SendAgain)
hooks.register("register_bulk_action", GiveUp)
