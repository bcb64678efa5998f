"""The registration form."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from essaim.web.events.enums import Function, QuestionKind
from essaim.web.events.models import Event, Question
from essaim.web.events.registering import Given
from essaim.web.members import selectors as members

MEMBERS_LIST = "collectivites"


class RegistrationForm(forms.Form):
    """Few questions, then the event's own. The template adds a field `website` that readers never see."""

    first_name = forms.CharField(
        label="Prénom", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": "Écrivez votre prénom."},
    )  # fmt: skip
    last_name = forms.CharField(
        label="Nom", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": "Écrivez votre nom."},
    )  # fmt: skip
    email = forms.EmailField(
        label="Adresse électronique", max_length=200, widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="La réponse y est envoyée, avec le rendez-vous pour votre calendrier et le lien pour annuler.",
        error_messages={"required": "Écrivez votre adresse\u00a0: la réponse y est envoyée.",
                        "invalid": "Cette adresse n’est pas complète\u00a0: prenom.nom@exemple.fr"},
    )  # fmt: skip
    function = forms.ChoiceField(
        label="Vous venez en tant que", choices=[("", "Choisissez…"), *Function.choices],
        error_messages={"required": "Choisissez à quel titre vous venez."},
    )  # fmt: skip
    title = forms.CharField(label="Votre fonction", max_length=120, required=False)
    organization = forms.CharField(
        label="Votre collectivité ou organisation", max_length=200, required=False,
        widget=forms.TextInput(attrs={"list": MEMBERS_LIST, "autocomplete": "organization"}),
        help_text="Son nom, ou son numéro SIREN.",
    )  # fmt: skip
    needs = forms.CharField(
        label="Ce qu’il vous faut pour participer", max_length=300, required=False,
        help_text="Accès en fauteuil, boucle magnétique, langue des signes, documents à l’avance…",
    )  # fmt: skip

    def __init__(self, *args: Any, event: Event, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = {f"q{one.pk}": one for one in event.questions.all()}
        for name, question in self.questions.items():
            self.fields[name] = _field(question)
        if event.conditions:
            self.fields["conditions"] = forms.BooleanField(
                label="J’ai lu les conditions", error_messages={"required": "Cochez pour accepter les conditions."}
            )
        self.members = [one.name for one in members.members_on(on)]

    @property
    def is_from_a_robot(self) -> bool:
        """True when the field nobody sees was filled in."""
        return bool(self.data.get("website"))

    def given(self) -> Given:
        """What was typed, once valid."""
        data = self.cleaned_data
        answers = {}
        for name, question in self.questions.items():
            value = data.get(name)
            answers[question.label] = ("oui" if value else "non") if question.kind == QuestionKind.YES else value or ""
        return Given(
            answers=answers,
            **{key: data[key].strip() for key in ("first_name", "last_name", "email", "function", "title",
                                                  "organization", "needs")},
        )  # fmt: skip


def _field(question: Question) -> forms.Field:
    if question.kind == QuestionKind.YES:
        return forms.BooleanField(label=question.label, required=question.required)
    if question.kind == QuestionKind.CHOICE:
        choices = [line.strip() for line in question.choices.splitlines() if line.strip()]
        return forms.ChoiceField(
            label=question.label, choices=[("", "Choisissez…"), *((one, one) for one in choices)],
            required=question.required,
        )  # fmt: skip
    return forms.CharField(label=question.label, max_length=500, required=question.required)
