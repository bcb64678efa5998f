"""Forms of the resource centre outside the back office."""

from __future__ import annotations

from django import forms

from essaim.web.resources.enums import Verdict


class AskForm(forms.Form):
    """Who is asked to check a fiche."""

    name = forms.CharField(label="Nom", max_length=120)
    email = forms.EmailField(label="Adresse électronique", max_length=254)


class AnswerForm(forms.Form):
    """What a reviewer answers. website is a honeypot."""

    verdict = forms.ChoiceField(
        label="Votre réponse",
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse."},
    )
    comment = forms.CharField(
        label="Vos remarques",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6, "class": "input"}),
    )
    website = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
