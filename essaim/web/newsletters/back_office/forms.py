"""Forms of letters in the back office."""

from __future__ import annotations

from django import forms

from essaim.web.members.import_files import LARGEST_FILE
from essaim.web.newsletters.enums import Basis
from essaim.web.newsletters.models import MailingList


class ImportForm(forms.Form):
    """A file of addresses, and why it is lawful to write to them."""

    list = forms.ModelChoiceField(label="Liste", queryset=MailingList.objects.all())
    file = forms.FileField(
        label="Fichier CSV ou XLSX",
        help_text="Une colonne «\u00a0Courriel\u00a0» ; si possible Région (code Insee), Échelon, Qualité. "
        "5\u00a0Mo et 10\u00a0000 lignes au plus.",
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
