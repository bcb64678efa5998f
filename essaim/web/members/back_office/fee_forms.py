"""Forms about fees in the back office."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateInput

from essaim.web.accounts.models import User
from essaim.web.members import fee_services, fees
from essaim.web.members.errors import FeeError
from essaim.web.members.fee_services import ZERO, Proposal, money
from essaim.web.members.models import FeeCall, FeeScale
from essaim.web.observatory.release import Release

DAYS_TO_PAY = 60


class IssueForm(forms.Form):
    """A year, the day whose members are called, the day of the calls and their term."""

    year = forms.IntegerField(label="Exercice", min_value=2000, max_value=2100)
    members_on = forms.DateField(label="Adhérents au", widget=AdminDateInput)
    issued_on = forms.DateField(label="Émis le", widget=AdminDateInput)
    due_on = forms.DateField(label="À régler avant le", widget=AdminDateInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        initial = {
            "year": today.year,
            "members_on": today,
            "issued_on": today,
            "due_on": today + timedelta(days=DAYS_TO_PAY),
        }
        for name, value in initial.items():
            self.fields[name].initial = value
        self.today = today

    def clean_members_on(self) -> date:
        day = self.cleaned_data["members_on"]
        if day > self.today:
            raise forms.ValidationError("L’avenir n’est pas dans la base.")
        return day

    def scale(self) -> FeeScale:
        """Return the scale of the year. Raises FeeError when there is none."""
        found = fees.scale_of(self.cleaned_data["year"])
        if found is None:
            raise FeeError(f"Aucun barème ne vaut pour {self.cleaned_data['year']}\u00a0: écrivez-le d’abord.")
        return found

    def proposed(self, release: Release) -> dict[str, Any]:
        """What would be called, and what cannot be, for the page. Raises FeeError."""
        scale = self.scale()
        found = fee_services.propose(
            release, scale=scale, year=self.cleaned_data["year"], on=self.cleaned_data["members_on"]
        )
        ready = [one for one in found if one.amount is not None]
        return {
            "scale": scale,
            "proposals": found,
            "ready": [(one, money(one.amount)) for one in ready],
            "stopped": [one for one in found if one.amount is None],
            "without_siret": sum(1 for one in ready if one.warning),
            "total": money(sum((one.amount for one in ready), ZERO)),
        }

    def issued(self, release: Release, proposals: list[Proposal], *, actor: User, now: datetime) -> list[FeeCall]:
        """Issue them. Raises FeeError."""
        return fee_services.issue(
            release, proposals=proposals, scale=self.scale(), year=self.cleaned_data["year"],
            issued_on=self.cleaned_data["issued_on"], due_on=self.cleaned_data["due_on"], actor=actor, now=now,
        )  # fmt: skip


class CancelForm(forms.Form):
    """Why a call is cancelled."""

    reason = forms.CharField(label="Motif", max_length=200)
