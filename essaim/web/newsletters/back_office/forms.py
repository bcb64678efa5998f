"""Forms of letters in the back office."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from essaim.web.newsletters.blocks import region_choices, theme_choices
from essaim.web.newsletters.enums import Basis, Post
from essaim.web.newsletters.import_services import LARGEST_FILE
from essaim.web.newsletters.models import Issue, MailingList
from essaim.web.newsletters.segments import FACETS, Profile, Segment, counts
from essaim.web.ui.news import LEVELS


class ImportForm(forms.Form):
    """A file of addresses, and why it is lawful to write to them."""

    list = forms.ModelChoiceField(label="Liste", queryset=MailingList.objects.all())
    file = forms.FileField(
        label="Fichier CSV ou XLSX",
        help_text="Une colonne «\u00a0Courriel\u00a0» ; si possible Région (code Insee), Échelon, Qualité. "
        "5\u00a0Mo et 30\u00a0000 lignes au plus.",
    )
    basis = forms.ChoiceField(label="Fondement", choices=Basis.choices)
    origin = forms.CharField(
        label="D’où viennent ces adresses, et ce qui a été dit aux personnes",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="Gardé comme preuve. Exemple\u00a0: feuille d’émargement de la journée du 12 mars 2026, case cochée.",
    )

    def clean_file(self):  # type: ignore[no-untyped-def]
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("Ce fichier dépasse 5\u00a0Mo. Rien n’a été gardé.")
        return file


class IssueForm(WagtailAdminModelForm):
    """A letter: what it says, and which part of its list it goes to."""

    levels = forms.MultipleChoiceField(
        label="Échelons", required=False, choices=list(LEVELS.items()), widget=forms.CheckboxSelectMultiple
    )
    regions = forms.MultipleChoiceField(label="Régions", required=False, widget=forms.CheckboxSelectMultiple)
    posts = forms.MultipleChoiceField(
        label="Qualités", required=False, choices=Post.choices, widget=forms.CheckboxSelectMultiple
    )
    themes = forms.MultipleChoiceField(label="Thèmes", required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Issue
        fields = ["list", "subject", "preheader", "since", "until", "body"]
        widgets = {"since": AdminDateInput, "until": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        segment = Segment.read(self.instance.segment)
        found = counts(self.instance.list) if self.instance.pk else {}
        labels = {
            "levels": list(LEVELS.items()),
            "regions": region_choices(),
            "posts": Post.choices,
            "themes": theme_choices(),
        }
        for facet, choices in labels.items():
            self.fields[facet].choices = [
                (value, f"{label} ({found.get(facet, {}).get(value, 0)})" if found else label)
                for value, label in choices
            ]
            self.initial[facet] = getattr(segment, facet)
        if self.instance.pk:
            self.fields["list"].disabled = True

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("since") and data.get("until") and data["until"] <= data["since"]:
            self.add_error("until", "La fin de la période vient après son début.")
        return data

    def save(self, commit: bool = True) -> Issue:
        segment = Segment(**{facet: tuple(self.cleaned_data.get(facet) or ()) for facet in FACETS})
        self.instance.segment = segment.dump()
        return super().save(commit=commit)


class BeginForm(forms.Form):
    """What is enough to begin a letter."""

    list = forms.ModelChoiceField(label="Liste", queryset=MailingList.objects.all())
    subject = forms.CharField(label="Objet", max_length=120)
    since = forms.DateField(label="Nouveautés depuis le", widget=AdminDateInput)
    until = forms.DateField(label="jusqu’au (exclu)", widget=AdminDateInput)


class ProfileForm(forms.Form):
    """Whom the preview imagines."""

    level = forms.ChoiceField(label="Échelon", required=False)
    region = forms.ChoiceField(label="Région", required=False)
    post = forms.ChoiceField(label="Qualité", required=False, choices=[("", "non précisée"), *Post.choices])
    theme = forms.ChoiceField(label="Thème", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", "non précisé"), *LEVELS.items()]
        self.fields["region"].choices = [("", "non précisée"), *region_choices()]
        self.fields["theme"].choices = [("", "tous"), *theme_choices()]

    @property
    def profile(self) -> Profile:
        """The reader imagined; nobody in particular when the address says nonsense."""
        data = self.cleaned_data if self.is_valid() else {}
        themes = frozenset({data["theme"]} if data.get("theme") else ())
        return Profile(data.get("level", ""), data.get("region", ""), data.get("post", ""), themes)


class TestForm(ProfileForm):
    """Where a test goes."""

    to = forms.EmailField(label="Envoyer un essai à")
    field_order = ["to"]


class ScheduleForm(forms.Form):
    """When a letter leaves."""

    at = forms.DateTimeField(
        label="Partir le", required=False, widget=AdminDateTimeInput, help_text="Vide\u00a0: tout de suite."
    )
