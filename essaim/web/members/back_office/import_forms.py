"""Forms of the import of a list."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin.widgets import AdminDateInput

from essaim.web.accounts.models import User
from essaim.web.members import import_services
from essaim.web.members.enums import RowDecision
from essaim.web.members.import_files import LARGEST_FILE
from essaim.web.members.matching import LIKELY
from essaim.web.members.models import ImportRow, MemberImport
from essaim.web.observatory.release import Release


class UploadForm(forms.Form):
    """A file, and the day the list was drawn up."""

    file = forms.FileField(label="Fichier CSV ou XLSX", help_text="Noms libres ; 5 Mo et 10 000 lignes au plus.")
    as_of = forms.DateField(
        label="Liste arrêtée au", widget=AdminDateInput,
        help_text="Les lignes sans date d’entrée adhèrent au plus tard depuis ce jour.",
    )  # fmt: skip

    def clean_file(self):  # type: ignore[no-untyped-def]
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("Ce fichier dépasse 5 Mo. Rien n’a été gardé.")
        return file

    def uploaded(self, release: Release, *, actor: User, now: datetime) -> MemberImport:
        """Read the file and keep its rows for review. Raises ImportFileError."""
        file = self.cleaned_data["file"]
        return import_services.upload(
            release, content=file.read(), file_name=file.name, as_of=self.cleaned_data["as_of"], actor=actor, now=now
        )


class RowForm(forms.Form):
    """What is decided of a row."""

    decision = forms.ChoiceField(choices=RowDecision.choices)
    siren = forms.CharField(required=False, max_length=20)
    other = forms.CharField(required=False, max_length=20)
    back = forms.CharField(required=False, max_length=500)

    def clean_back(self) -> str:
        back = self.cleaned_data["back"]
        return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else ""

    def decided(self, release: Release, row: ImportRow, *, actor: User, now: datetime) -> ImportRow:
        """Write the decision; a SIREN typed by hand wins over the candidate chosen. Raises ImportFileError."""
        data = self.cleaned_data
        return import_services.decide_row(
            release, row=row, decision=data["decision"], siren=data["other"] or data["siren"], actor=actor, now=now
        )


class TakeForm(forms.Form):
    """How sure a row must be to be taken with the others."""

    least = forms.IntegerField(
        label="Confiance d’au moins (%)", min_value=50, max_value=100, initial=round(100 * LIKELY)
    )
