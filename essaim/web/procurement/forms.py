"""Forms of signed-in buyers."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from essaim.web.bodies.models import PublicBody


class SavedNeedForm(forms.Form):
    """The words put on a need that is kept."""

    title = forms.CharField(label="Titre", max_length=200)
    remarks = forms.CharField(
        label="Remarques",
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ce que le service doit savoir\u00a0: contexte, échéance, rencontres. Lu par qui a le lien.",
    )


class NewNeedForm(SavedNeedForm):
    """The same, with the authority it is kept for when one acts for several."""

    body = forms.ChoiceField(label="Pour quelle collectivité\u00a0?")

    def __init__(self, *args: object, bodies: Sequence[PublicBody], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.bodies = {str(body.pk): body for body in bodies}
        self.fields["body"].choices = [(key, body.name) for key, body in self.bodies.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> PublicBody:
        """The authority chosen, once the form is valid."""
        return self.bodies[self.cleaned_data["body"]]
