"""Several at once: accepting requests, sending reminders. Each goes through its service; what it refuses is told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.utils import timezone
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.widgets import AdminDateInput

from essaim.web.members import fee_services, permissions, services
from essaim.web.members.enums import Decision
from essaim.web.members.errors import MemberError
from essaim.web.members.models import FeeCall, Membership


class _EachByItself(BulkAction):
    """Acts on each object by its service; one that is refused stops none of the others."""

    template_name = "members/admin/bulk.html"
    question = ""
    button = ""
    done = ""

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
    def execute_action(cls, objects: list[Any], action: _EachByItself | None = None, **kwargs: Any) -> tuple[int, int]:
        assert action is not None
        number = 0
        for one in objects:
            try:
                action.act(one)
                number += 1
            except MemberError as error:
                messages.warning(action.request, str(error))
        return number, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        return f"{num_parent_objects} {self.done}" if num_parent_objects else None


class AcceptForm(forms.Form):
    """The board's decision on several requests."""

    decided_on = forms.DateField(label="Décidées le", widget=AdminDateInput)
    reference = forms.CharField(label="Référence de la décision", max_length=200, required=False)


class AcceptRequests(_EachByItself):
    """The board accepted several requests the same day."""

    display_name = "Accepter"
    aria_label = "Accepter les demandes choisies"
    action_type = "accept"
    form_class = AcceptForm
    models = [Membership]
    question = "Le conseil d’administration a accepté ces demandes\u00a0:"
    button = "Accepter ces demandes"
    done = "demande(s) acceptée(s)."

    def allowed(self) -> bool:
        return permissions.can_manage_members(self.request.roles)

    def get_initial(self) -> dict[str, Any]:
        return {"decided_on": timezone.localdate()}

    def act(self, obj: Membership) -> None:
        if obj.decision != Decision.PENDING:
            raise MemberError(f"{obj.member}\u00a0: la demande a déjà sa décision.")
        data = self.cleaned_form.cleaned_data
        services.decide(
            membership=obj, accepted=True, decided_on=data["decided_on"], reference=data["reference"],
            actor=self.request.user, now=timezone.now(),
        )  # fmt: skip


class SendReminders(_EachByItself):
    """Several calls are late."""

    display_name = "Relancer"
    aria_label = "Relancer les appels choisis"
    action_type = "remind"
    models = [FeeCall]
    question = "Un courriel de rappel part à l’adresse de cotisation de chaque adhérent\u00a0:"
    button = "Envoyer les rappels"
    done = "rappel(s) en route."

    def allowed(self) -> bool:
        return permissions.can_manage_fees(self.request.roles)

    def act(self, obj: FeeCall) -> None:
        fee_services.remind(call=obj, on=timezone.localdate(), actor=self.request.user, now=timezone.now())
