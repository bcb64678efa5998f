"""The page of the images and documents of a sheet: what it asks, and what each of its buttons does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.datastructures import MultiValueDict

from essaim.web.accounts.models import User
from essaim.web.media.errors import Refused
from essaim.web.practices import attachments
from essaim.web.practices.errors import PracticeError
from essaim.web.practices.models import Sheet

MEGABYTE = 1024 * 1024
KINDS = ["pdf", "docx", "odt", "xlsx", "ods", "pptx", "odp", "csv"]


def _accepted(extensions: list[str]) -> dict[str, str]:
    return {"accept": ",".join(f".{one}" for one in extensions)}


class WordsForm(forms.Form):
    """What is said of an image."""

    description = forms.CharField(
        label="Ce que montre l’image", max_length=250,
        help_text="Pour qui ne la voit pas\u00a0: «\u00a0Une boulangère pose des pains sur une grille\u00a0».",
    )  # fmt: skip
    credit = forms.CharField(
        label="Crédit", max_length=200, help_text="Qui l’a faite, et sous quelle licence ou avec quel accord."
    )
    caption = forms.CharField(label="Légende", max_length=250, required=False, help_text="Facultative, affichée.")


class PictureForm(WordsForm):
    """A new image. Its bytes are judged by the library, which says what is wrong with them."""

    file = forms.FileField(
        label="Image", widget=forms.FileInput(attrs=_accepted(settings.WAGTAILIMAGES_EXTENSIONS)),
        help_text="JPEG, PNG, WebP ou AVIF, 10\u00a0Mo au plus. Le lieu noté dans la photo est effacé.",
    )  # fmt: skip
    field_order = ["file", "description", "credit", "caption"]


class DocumentForm(forms.Form):
    """A new document."""

    file = forms.FileField(
        label="Document", widget=forms.FileInput(attrs=_accepted(KINDS)),
        help_text="PDF, texte, tableur, diaporama ou CSV, 30\u00a0Mo au plus, sans macro.",
    )  # fmt: skip
    title = forms.CharField(
        label="Titre", max_length=250, help_text="Ce que c’est\u00a0: «\u00a0Cahier des charges 2024\u00a0»."
    )

    def clean_file(self) -> Any:
        """Return the document. Raises ValidationError on a kind nobody reads everywhere."""
        given = self.cleaned_data["file"]
        if given.name.rsplit(".", 1)[-1].lower() not in KINDS:
            raise forms.ValidationError("Ce format n’est pas accepté. Enregistrez-le en PDF.")
        return given


class Attachments:
    """The forms of the page, and the one whose button was pressed.

    data, files: what was sent, None when nothing was. `take` does it; `done` then says what was done; `refusal`, what
    stopped it when it is no field's fault.
    """

    def __init__(
        self, sheet: Sheet, data: Mapping[str, str] | None = None, files: MultiValueDict | None = None
    ) -> None:
        self.sheet, self.data = sheet, data or {}
        self.button = self.data.get("etape", "")
        self.picture = PictureForm(*self._given("image", data, files), prefix="image")
        self.document = DocumentForm(*self._given("document", data, files), prefix="document")
        self.done = self.refusal = ""
        self.words = {
            one.image_id: WordsForm(
                data if self.button == f"decrire-{one.image_id}" else None,
                initial=one.model_dump(include={"description", "credit", "caption"}),
                prefix=f"i{one.image_id}",
            )
            for one in sheet.read().pictures
        }

    def _given(self, button: str, *sent: Any) -> tuple[Any, ...]:
        return sent if self.button == button else ()

    def take(self, author: User, now: datetime) -> bool:
        """Do what the button says; False when it was refused, with the reason beside its field."""
        who = {"sheet_id": self.sheet.pk, "author": author, "now": now}
        verb, _, key = self.button.partition("-")
        try:
            if verb in ("image", "document"):
                return self._add(verb, who)
            number = int(key) if key.isascii() and key.isdigit() and len(key) < 10 else -1
            if verb == "decrire" and number in self.words:
                return self._describe(number, who)
            simple = {
                "premiere": (attachments.put_first, "image_id", "L’image passe en premier."),
                "retirer_image": (attachments.remove_picture, "image_id", "L’image est retirée de la fiche."),
                "retirer_document": (attachments.remove_document, "document_id", "Le document est retiré de la fiche."),
            }
            if verb not in simple:
                raise PracticeError("Ce bouton n’existe plus sur la fiche. Rien n’a changé.")
            act, name, self.done = simple[verb]
            act(**{name: number}, **who)
        except PracticeError as error:
            self.refusal = str(error)
            return False
        return True

    def _add(self, verb: str, who: dict[str, Any]) -> bool:
        form = self.picture if verb == "image" else self.document
        if not form.is_valid():
            return False
        add = attachments.add_picture if verb == "image" else attachments.add_document
        try:
            add(**form.cleaned_data, **who)
        except Refused as refused:
            for name, reasons in refused.reasons.items():
                form.add_error(name if name in form.fields else "file", reasons)
            return False
        self.done = "L’image est sur la fiche." if verb == "image" else "Le document est sur la fiche."
        return True

    def _describe(self, number: int, who: dict[str, Any]) -> bool:
        form = self.words[number]
        if not form.is_valid():
            return False
        attachments.describe_picture(image_id=number, **form.cleaned_data, **who)
        self.done = "Les mots de l’image sont enregistrés."
        return True
