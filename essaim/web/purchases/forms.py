"""Forms of own purchases."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django import forms
from django.core.files.uploadedfile import UploadedFile

from essaim.web.bodies.models import PublicBody
from essaim.web.purchases.columns import MEANINGS, Mapping
from essaim.web.purchases.enums import Basis, CategoryKind, Measure, Target
from essaim.web.purchases.reading import LIMITS
from essaim.web.purchases.services import MONTHS
from essaim.web.purchases.values import FIRST_YEAR, LAST_YEAR
from essaim.web.ui.french import number

MEGABYTES = LIMITS.bytes // 1024 // 1024
NONE = ""


class LoadForm(forms.Form):
    """A file, and whose it is."""

    body = forms.ChoiceField(label="Pour quelle collectivité\u00a0?")
    title = forms.CharField(
        label="Titre", max_length=120, required=False, help_text="Pour vous y retrouver. Exemple\u00a0: Mandats 2025."
    )
    file = forms.FileField(
        label="Fichier",
        help_text=f"CSV ou XLSX, {MEGABYTES}\u00a0Mo et {number(LIMITS.rows)}\u00a0lignes au plus. "
        "Ni macros ni mot de passe.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )

    def __init__(self, *args: object, bodies: Sequence[PublicBody], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.bodies = {str(body.pk): body for body in bodies}
        field = self.fields["body"]
        field.choices = [(key, body.name) for key, body in self.bodies.items()]  # type: ignore[attr-defined]
        if len(self.bodies) == 1:
            field.widget, field.initial = forms.HiddenInput(), next(iter(self.bodies))

    @property
    def chosen(self) -> PublicBody:
        """The authority chosen, once the form is valid."""
        return self.bodies[self.cleaned_data["body"]]

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large before reading it."""
        file = self.cleaned_data["file"]
        if file.size > LIMITS.bytes:
            raise forms.ValidationError(f"Ce fichier dépasse {MEGABYTES}\u00a0Mo. Rien n’a été gardé.")
        return file


class ColumnsForm(forms.Form):
    """What each column is. One list a meaning, of the titles of the file."""

    def __init__(self, *args: object, mapping: Mapping, **kwargs: object) -> None:
        initial: dict[str, object] = {meaning: str(rank) for meaning, rank in mapping.columns.items()}
        initial |= {"basis": mapping.basis, "category_kind": mapping.category_kind, "year": mapping.year}
        super().__init__(*args, initial=initial, **kwargs)  # type: ignore[arg-type]
        self.mapping = mapping
        titles = [(str(rank), title) for rank, title in enumerate(mapping.titles)]
        for meaning, label in MEANINGS.items():
            if meaning in ("contract", "buyer") and meaning not in mapping.columns:
                continue
            self.fields[meaning] = forms.ChoiceField(
                label=label, required=meaning == "amount", choices=[(NONE, "Aucune colonne"), *titles],
                error_messages={"required": "Dites quelle colonne est le montant."},
            )  # fmt: skip
        self.fields["basis"] = forms.ChoiceField(label="Les montants sont", choices=Basis.choices)
        self.fields["category_kind"] = forms.ChoiceField(
            label="Les catégories sont", choices=CategoryKind.choices, required=False
        )
        self.fields["year"] = forms.IntegerField(
            label="Année des lignes sans date", required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
        )

    def chosen(self) -> Mapping:
        """Return the mapping written, once the form is valid."""
        said = self.cleaned_data
        columns = {meaning: int(said[meaning]) for meaning in MEANINGS if said.get(meaning)}
        kind = said["category_kind"] or CategoryKind.OTHER
        return Mapping(self.mapping.header, self.mapping.titles, columns, said["basis"], kind, said["year"])


class ObjectiveForm(forms.Form):
    """A share the authority decided."""

    target = forms.ChoiceField(label="Achats auprès de", choices=Target.choices)
    measure = forms.ChoiceField(label="Compté en", choices=Measure.choices)
    share = forms.DecimalField(
        label="Part visée (%)", min_value=Decimal("0.01"), max_value=100, max_digits=5, decimal_places=2, localize=True
    )
    year = forms.IntegerField(label="À atteindre en", min_value=2000, max_value=LAST_YEAR)
    deliberation = forms.CharField(
        label="Référence de la délibération", max_length=120, help_text="Exemple\u00a0: 2026-112."
    )
    decided_on = forms.DateField(
        label="Prise le", input_formats=["%Y-%m-%d", "%d/%m/%Y"], widget=forms.DateInput(attrs={"type": "date"})
    )


class KeepForm(forms.Form):
    """How long files are kept."""

    months = forms.TypedChoiceField(
        label="Garder les relevés",
        coerce=int,
        choices=[(months, f"{months // 12} an{'s' * (months > 12)}") for months in MONTHS],
    )


class DecisionForm(forms.Form):
    """Who a supplier is: one of the units proposed, none of them, or another SIREN."""

    choice = forms.CharField(max_length=9, required=False)
    siren = forms.CharField(max_length=20, required=False)
