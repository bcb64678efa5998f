"""Forms of the observatory."""

from __future__ import annotations

from django import forms

from essaim.web.observatory.models import ErrorReport


class ErrorReportForm(forms.Form):
    """« Signaler une erreur ». website is a honeypot: readers never see it, robots fill it in."""

    subject = forms.ChoiceField(
        label="Qu’est-ce qui est faux ?",
        choices=[("", "Choisissez…"), *ErrorReport.Subject.choices],
        error_messages={"required": "Choisissez ce qui est faux."},
    )
    message = forms.CharField(
        label="Expliquez en quelques mots",
        max_length=2000,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 5, "class": "input"}),
        error_messages={"min_length": "Dites-en un peu plus : dix caractères au moins."},
    )
    contact = forms.EmailField(
        label="Votre adresse électronique, si vous voulez une réponse",
        required=False,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email"}),
    )
    website = forms.CharField(required=False, max_length=200)

    @property
    def is_from_a_robot(self) -> bool:
        """True when the field nobody sees was filled in."""
        return bool(self.data.get("website"))
