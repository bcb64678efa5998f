"""Public forms of letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from essaim.web.newsletters.enums import Post
from essaim.web.newsletters.models import MailingList
from essaim.web.newsletters.segments import Profile
from essaim.web.ui.news import LEVELS

POSTS = [("", "Je préfère ne pas le dire"), *Post.choices]


class ChoicesForm(forms.Form):
    """Which letters, and what one wishes to read in them. regions, themes: label by code."""

    lists = forms.ModelMultipleChoiceField(
        label="Ce que vous voulez recevoir",
        queryset=MailingList.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une lettre."},
    )
    level = forms.ChoiceField(label="Votre échelon", required=False)
    region = forms.ChoiceField(label="Votre région", required=False)
    post = forms.ChoiceField(label="Vous êtes", required=False, choices=POSTS)
    themes = forms.MultipleChoiceField(
        label="Les thèmes qui vous intéressent", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Aucun choix\u00a0: tous les thèmes.",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        lists: Sequence[MailingList],
        regions: Mapping[str, str],
        themes: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lists"].queryset = MailingList.objects.filter(pk__in=[one.pk for one in lists])
        self.fields["lists"].label_from_instance = _label
        self.fields["level"].choices = [("", "Non précisé"), *LEVELS.items()]
        self.fields["region"].choices = [("", "Non précisée"), *regions.items()]
        self.fields["themes"].choices = list(themes.items())

    @property
    def profile(self) -> Profile:
        """What was said of the reader."""
        data = self.cleaned_data
        return Profile(data["level"], data["region"], data["post"], frozenset(data["themes"]))


class SubscribeForm(ChoicesForm):
    """« S’abonner ». website is a honeypot: readers never see it, robots fill it in."""

    email = forms.EmailField(
        label="Votre adresse électronique",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Donnez une adresse électronique.",
            "invalid": "Cette adresse est incomplète\u00a0: elle s’écrit nom@domaine.fr.",
        },
    )
    website = forms.CharField(required=False, max_length=200)
    field_order = ["email", "lists", "level", "region", "post", "themes"]

    @property
    def is_from_a_robot(self) -> bool:
        """True when the field nobody sees was filled in."""
        return bool(self.data.get("website"))


def _label(one: MailingList) -> str:
    return f"{one.name}{f', {one.frequency}' if one.frequency else ''}"
