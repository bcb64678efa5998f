"""The form of a sheet: texts, closed lists, and rows for places, partners, results, funders and sources.

Without a script: some empty rows wait at the end of each list, and « Enregistrer » brings more.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from pydantic import ValidationError

from essaim.web.observatory.release import Release
from essaim.web.practices import vocabulary
from essaim.web.practices.content import LABELS, LONGEST_TEXT, MOST_PARTS, Content
from essaim.web.practices.enums import Licence, Qualifier
from essaim.web.practices.tagging import AUTHORITY_LEVELS
from essaim.web.territories import autocomplete
from essaim.web.territories import selectors as territories

TEXTS = {
    "context": ("D’où l’on partait", "Le besoin, les acteurs, ce qui bloquait."),
    "action": ("Ce qui a été fait", "Qui a fait quoi, dans quel ordre, avec quel levier."),
    "difficulties": ("Ce qui a été difficile", "Ce que vous diriez à un collègue au téléphone."),
    "again": ("Pour le refaire", "Une ligne par conseil, en commençant par « - »."),
}
LINES = ("started", "ended", "budget_note", "contact")
EXTRA_ROWS = 2


class SheetForm(forms.Form):
    """The fields that stand once. opened: the version the writer has before their eyes."""

    opened = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label="Titre", max_length=150, help_text="Ce qui a été fait, en une phrase sans sigle.")
    summary = forms.CharField(
        label="Résumé", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Deux phrases\u00a0: qui, quoi, pour quel effet.",
    )  # fmt: skip
    theme = forms.ChoiceField(label="Thème", required=False)
    levers = forms.MultipleChoiceField(label="Leviers", required=False, widget=forms.CheckboxSelectMultiple)
    competences = forms.MultipleChoiceField(
        label="Compétences exercées", required=False, widget=forms.CheckboxSelectMultiple
    )
    started = forms.CharField(label="Début", max_length=100, required=False, help_text="Une année ou une date.")
    ended = forms.CharField(label="Fin", max_length=100, required=False, help_text="Vide si cela continue.")
    budget = forms.FloatField(
        label="Budget, en euros", required=False, min_value=0, max_value=1e10, localize=True,
        help_text="Vide si vous ne le savez pas\u00a0: la page dira «\u00a0inconnu\u00a0».",
    )  # fmt: skip
    budget_note = forms.CharField(label="Précision sur le budget", max_length=300, required=False)
    doubts = forms.CharField(
        label="Ce dont on doute", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une ligne par doute. Un doute écrit vaut mieux qu’un chiffre faux.",
    )  # fmt: skip
    contact = forms.CharField(label="Qui appeler", max_length=300, required=False, help_text="Une fonction suffit.")
    contact_email = forms.EmailField(
        label="Adresse publique du contact", required=False, help_text="Celle d’un service plutôt que d’une personne."
    )
    licence = forms.ChoiceField(label="Licence du texte", choices=Licence.choices, initial=Licence.OPEN)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", "À choisir"), *vocabulary.theme_labels(on).items()]
        self.fields["levers"].choices = list(vocabulary.lever_labels(on).items())
        self.fields["competences"].choices = list(vocabulary.competence_labels(on).items())
        for name, (label, hint) in TEXTS.items():
            self.fields[name] = forms.CharField(
                label=label, help_text=hint, required=False, max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 6}),
            )  # fmt: skip


class PlaceForm(forms.Form):
    name = forms.CharField(label="Territoire", max_length=200, required=False, help_text="Nom, code postal ou code.")
    territory_id = forms.CharField(required=False, widget=forms.HiddenInput)
    siren = forms.CharField(label="SIREN de la collectivité", max_length=20, required=False)


class OrganizationForm(forms.Form):
    name = forms.CharField(label="Organisation", max_length=300, required=False)
    siren = forms.CharField(label="SIREN", max_length=20, required=False)
    role = forms.CharField(label="Rôle", max_length=300, required=False)


class MeasureForm(forms.Form):
    label = forms.CharField(label="Ce qui est mesuré", max_length=300, required=False)
    qualifier = forms.ChoiceField(label="Précision", choices=Qualifier.choices, required=False)
    value = forms.FloatField(label="Valeur", required=False, localize=True)
    unit = forms.CharField(label="Unité", max_length=50, required=False)
    when = forms.CharField(label="Quand", max_length=100, required=False)
    source = forms.CharField(label="Source", max_length=300, required=False)
    doubt = forms.CharField(label="Doute", max_length=300, required=False)


class FunderForm(forms.Form):
    name = forms.CharField(label="Financeur", max_length=300, required=False)
    amount = forms.FloatField(label="Montant, en euros", required=False, min_value=0, max_value=1e10, localize=True)


class SourceForm(forms.Form):
    title = forms.CharField(label="Source", max_length=300, required=False)
    publisher = forms.CharField(label="Éditeur", max_length=300, required=False)
    url = forms.URLField(label="Adresse", max_length=300, required=False, assume_scheme="https")
    read_on = forms.DateField(label="Lue le", required=False, widget=forms.DateInput(attrs={"type": "date"}))


# Name in Content → the form of a row, and the field without which a row is empty.
ROWS: dict[str, tuple[type[forms.Form], str, str]] = {
    "places": (PlaceForm, "name", "Où"),
    "organizations": (OrganizationForm, "name", "Avec qui"),
    "measures": (MeasureForm, "label", "Résultats"),
    "funders": (FunderForm, "name", "Financeurs et soutiens"),
    "sources": (SourceForm, "title", "Sources"),
}


class WholeForm:
    """The form and its rows, read and written as one."""

    def __init__(
        self, data: Any = None, *, content: Content, release: Release | None, on: date, opened: int = 1
    ) -> None:
        self.release, self._kept = release, content
        single = content.model_dump(include=set(SheetForm.base_fields) | set(TEXTS))
        initial = single | {"doubts": "\n".join(content.doubts), "opened": opened}
        self.form = SheetForm(data, initial=initial, on=on)
        self.rows: dict[str, BaseFormSet] = {}
        for name, (row, _, _) in ROWS.items():
            formset = formset_factory(row, extra=EXTRA_ROWS, max_num=MOST_PARTS, absolute_max=MOST_PARTS + 10)
            filled = [part.model_dump() for part in getattr(content, name)]
            self.rows[name] = formset(data, initial=filled, prefix=name)
        self.error = ""

    @property
    def titled_rows(self) -> list[tuple[str, str, BaseFormSet]]:
        """(name, French title, rows), in the order of the page."""
        return [(name, title, self.rows[name]) for name, (_, _, title) in ROWS.items()]

    @property
    def opened(self) -> int:
        return self.form.cleaned_data.get("opened") or 1

    def read(self) -> Content | None:
        """Return what was written, or None with the errors on the fields. What was typed stays in the form."""
        valid = all([self.form.is_valid(), *(rows.is_valid() for rows in self.rows.values())])
        if not valid or not self._place_everything():
            return None
        values = {name: value for name, value in self.form.cleaned_data.items() if name != "opened"}
        values["doubts"] = [line.strip() for line in values["doubts"].splitlines() if line.strip()]
        for name, (_, key, _) in ROWS.items():
            values[name] = [self._row(row.cleaned_data) for row in self.rows[name] if row.cleaned_data.get(key)]
        # A measure without its value says nothing; whoever typed the rest is told.
        for row in self.rows["measures"]:
            if row.cleaned_data.get("label") and row.cleaned_data.get("value") is None:
                row.add_error("value", "Donnez la valeur, ou videz la ligne.")
                return None
        values["pictures"], values["documents"] = self._kept.pictures, self._kept.documents
        try:
            return Content.model_validate(values)
        except ValidationError as error:
            self.error = "\u00a0; ".join(_in_french(one) for one in error.errors())
            return None

    @staticmethod
    def _row(values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if value is not None}

    def _place_everything(self) -> bool:
        """Find the territory of each name typed. A name that could be several places asks which."""
        placed = True
        for row in self.rows["places"]:
            name = row.cleaned_data.get("name", "").strip()
            if not name:
                continue
            if self.release is None:
                row.add_error("name", "Aucune édition des données n’est servie\u00a0: ce nom ne peut pas être vérifié.")
                placed = False
                continue
            known = territories.get(self.release, row.cleaned_data.get("territory_id", ""))
            if known is not None and known.name == name:
                continue
            matches = autocomplete.suggest(self.release, name, limit=5)
            exact = [one for one in matches if one.is_exact] or (matches if len(matches) == 1 else [])
            # « Lille » is a commune and an arrondissement: the authority is meant, unless a code says otherwise.
            exact = [one for one in exact if one.territory.level in AUTHORITY_LEVELS] or exact
            if len(exact) == 1:
                row.cleaned_data |= {"territory_id": exact[0].territory.territory_id, "name": exact[0].territory.name}
                continue
            placed = False
            choices = ", ".join(f"{one.territory.name} ({one.territory.code})" for one in matches)
            row.add_error("name", f"Lequel\u00a0? Écrivez le code de\u00a0: {choices}." if choices else "Introuvable.")
        return placed


def _in_french(error: dict[str, Any]) -> str:
    where = LABELS.get(str(error["loc"][0]), str(error["loc"][0])) if error["loc"] else "fiche"
    return f"{where}\u00a0: {str(error['ctx']['error']) if 'error' in error.get('ctx', {}) else 'valeur refusée'}"
