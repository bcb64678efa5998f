"""Several at once: accepting requests, sending reminders. Each goes through its service; what it refuses is told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from wagtail.admin.widgets import AdminDateInput

from essaim.web.members import fee_services, permissions, services
from essaim.web.members.enums import Decision
from essaim.web.members.errors import MemberError
from essaim.web.members.models import FeeCall, Membership
from essaim.web.ui.back_office import EachByItself


class AcceptForm(forms.Form):
    """The board's decision on several requests."""

    decided_on = forms.DateField(label="Décidées le", widget=AdminDateInput)
    reference = forms.CharField(label="Référence de la décision", max_length=200, required=False)


class AcceptRequests(EachByItself):
    """The board accepted several requests the same day."""

    display_name = "Accepter"
    aria_label = "Accepter les demandes choisies"
    action_type = "accept"
    form_class = AcceptForm
    models = [Membership]
    refusals = (MemberError,)
    question = "Le conseil d’administration a accepté ces demandes\u00a0:"
    button = "Accepter ces demandes"
    done = "demande(s) acceptée(s)."

    def allowed(self) -> bool:
        return permissions.can_manage_members(self.request.roles)

    def get_initial(self) -> dict[str, Any]:
        return {"decided_on": timezone.localdate()}

    def act(self, obj: Membership) -> None:
        if obj.decision != Decision.PENDING:
            raise MemberError("la demande a déjà sa décision.")
        data = self.cleaned_form.cleaned_data
        services.decide(
            membership=obj, accepted=True, decided_on=data["decided_on"], reference=data["reference"],
            actor=self.request.user, now=timezone.now(),
        )  # fmt: skip


class SendReminders(EachByItself):
    """Several calls are late."""

    display_name = "Relancer"
    aria_label = "Relancer les appels choisis"
    action_type = "remind"
    models = [FeeCall]
    refusals = (MemberError,)
    question = "Un courriel de rappel part à l’adresse de cotisation de chaque adhérent\u00a0:"
    button = "Envoyer les rappels"
    done = "rappel(s) en route."

    def allowed(self) -> bool:
        return permissions.can_manage_fees(self.request.roles)

    def act(self, obj: FeeCall) -> None:
        fee_services.remind(call=obj, on=timezone.localdate(), actor=self.request.user, now=timezone.now())
