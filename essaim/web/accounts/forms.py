"""Forms of people's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest


class SignupForm(forms.Form):
    """What an account asks beside the address. allauth adds the address, and calls `signup` once the user is made."""

    first_name = forms.CharField(
        label="Prénom", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label="Nom", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    field_order = ("email", "first_name", "last_name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (email := self.fields.get("email")) is not None:
            email.label = "Adresse électronique professionnelle"
            email.widget.attrs = {"autocomplete": "email"}

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Names are kept by allauth's own form, from the fields of these names."""
