"""Forms of people's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from essaim.web.accounts.enums import BODY_ROLES, FunctionKind, Role, Visibility


class NamesForm(forms.Form):
    """One's first and last names."""

    first_name = forms.CharField(
        label="Prénom", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label="Nom", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )


class SignupForm(NamesForm):
    """What an account asks beside the address. allauth adds the address, and calls `signup` once the user is made."""

    field_order = ("email", "first_name", "last_name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (email := self.fields.get("email")) is not None:
            email.label = "Adresse électronique professionnelle"
            email.widget.attrs = {"autocomplete": "email"}

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Names are kept by allauth's own form, from the fields of these names."""


class DateField(forms.DateField):
    """A day, chosen with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)


class FunctionForm(forms.Form):
    """A function in a body."""

    kind = forms.ChoiceField(label="Fonction", choices=FunctionKind.choices)
    title = forms.CharField(
        label="Intitulé", max_length=200, required=False, help_text="Tel qu’il figure sur l’arrêté de délégation."
    )
    starts_on = DateField(label="À partir du")
    ends_on = DateField(label="Prend fin le", required=False, help_text="Premier jour sans cette fonction.")
    visibility = forms.ChoiceField(label="Qui peut la voir", choices=Visibility.choices, initial=Visibility.MEMBERS)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        said = super().clean()
        if said.get("starts_on") and said.get("ends_on") and said["ends_on"] < said["starts_on"]:
            self.add_error("ends_on", "La fonction finirait avant d’avoir commencé.")
        return said


class InviteForm(forms.Form):
    """Invite someone to act for a body."""

    email = forms.EmailField(label="Adresse électronique", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(
        label="Rôle", choices=[(role.value, role.label) for role in reversed(BODY_ROLES)], initial=Role.CONTRIBUTOR
    )


class InviteToNetworkForm(forms.Form):
    """Invite someone to the network's team, its editors, or to coordinate a region."""

    email = forms.EmailField(label="Adresse électronique", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(
        label="Rôle", choices=[(role.value, role.label) for role in (Role.TEAM, Role.EDITOR, Role.COORDINATOR)]
    )
    region_code = forms.ChoiceField(
        label="Région", required=False, help_text="Pour une coordination régionale.", choices=[("", "–")]
    )

    def __init__(self, *args: Any, regions: list[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region_code"].choices = [("", "–"), *regions]


class JoinForm(forms.Form):
    """Ask to act for a body."""

    siren = forms.CharField(max_length=9, widget=forms.HiddenInput)
    message = forms.CharField(
        label="Un mot pour qui décidera",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Votre fonction, par exemple.",
    )
