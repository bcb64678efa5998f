"""What is asked of whoever adds an image or a document, in the back office and in the member space."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, UnidentifiedImageError
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from essaim.web.media.cleaning import check_document, redrawn


class CheckedImageField(WagtailImageField):
    """Wagtail's field decodes an image before it counts its pixels, and a damaged one makes it fail: look first."""

    def to_python(self, data: UploadedFile | None) -> Any:
        """Return the image. Raises ValidationError on too many pixels, said by its header, and on a damaged file."""
        if data is None:
            return super().to_python(data)
        try:
            with Image.open(data) as header:
                pixels = header.width * header.height * getattr(header, "n_frames", 1)
        except Image.DecompressionBombError:
            pixels = self.max_image_pixels + 1
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            raise self._unreadable() from None
        finally:
            data.seek(0)
        if pixels > self.max_image_pixels:
            millions = self.max_image_pixels // 1_000_000
            raise ValidationError(f"Cette image a trop de points\u00a0: {millions}\u00a0millions au plus.", "pixels")
        try:
            return super().to_python(data)
        except (OSError, SyntaxError, ValueError):
            raise self._unreadable() from None

    @staticmethod
    def _unreadable() -> ValidationError:
        return ValidationError("Ce fichier n’est pas une image, ou il est abîmé. Rien n’a été gardé.", "unreadable")


class ImageForm(BaseImageForm):
    """Alternative text is required: an image nobody described is an image some readers never get."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (description := self.fields.get("description")) is not None:
            description.required = True
            description.label = "Texte de remplacement"
            description.help_text = "Ce que l’image montre, pour qui ne la voit pas. Une phrase."
        if (given := self.fields.get("file")) is not None:
            self.fields["file"] = CheckedImageField(
                label=given.label, required=given.required, help_text=given.help_text, widget=given.widget
            )

    def clean_file(self) -> Any:
        """Return a new image drawn again, without what the camera wrote in it; the one already kept as it is."""
        given = self.cleaned_data.get("file")
        return redrawn(given, given.name) if isinstance(given, UploadedFile) else given


class DocumentForm(BaseDocumentForm):
    """A document is what its name says."""

    def clean_file(self) -> Any:
        """Return the document. Raises ValidationError on a disguise, macros, a damaged file."""
        given = self.cleaned_data.get("file")
        if isinstance(given, UploadedFile):
            check_document(given)
        return given
