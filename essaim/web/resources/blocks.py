"""The blocks the body of a fiche or of a work is made of, in the back office.

Their raw JSON is what is stored, frozen in editions and read by `body`: the shapes below are a contract.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from essaim.web.resources import markers
from essaim.web.resources.bound import problems

FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "blockquote"]
MARKERS_HELP = (
    "Pour lier le texte au droit et aux chiffres\u00a0: {droit:…}, {article:texte|source|verifie}, {chiffre:…}. "
    "La liste des mots possibles est dans l’aide de la rédaction."
)


def checked(text: str) -> None:
    """Refuse a text whose markers are unknown or broken. Raises ValidationError, in French."""
    wrong = [f"«\u00a0{one}\u00a0» n’est pas un repère" for one in markers.unread(text)]
    wrong += problems(markers.found(text))
    if wrong:
        raise ValidationError("\u202f; ".join(wrong) + ".")


class BoundTextBlock(blocks.RichTextBlock):
    """Rich text whose markers are checked."""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        checked(cleaned.source)
        return cleaned


class RowsBlock(blocks.TextBlock):
    """The rows of a table, one a line, cells parted by « | »; the first row is the heads of its columns."""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        checked(cleaned)
        return cleaned


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label="Titre du tableau", max_length=150)
    rows = RowsBlock(
        label="Lignes",
        rows=8,
        help_text="Une ligne du tableau par ligne, cases séparées par «\u00a0|\u00a0». La première nomme les colonnes.",
    )

    class Meta:
        icon = "table"
        label = "Tableau"


class FiguresBlock(blocks.StructBlock):
    indicators = blocks.ListBlock(blocks.CharBlock(max_length=60), label="Indicateurs", max_num=6)
    territory = blocks.CharBlock(
        label="Territoire",
        required=False,
        max_length=40,
        help_text="Vide\u00a0: le territoire du lecteur. Sinon, commune:59350.",
    )

    class Meta:
        icon = "site"
        label = "Chiffres"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        at = f"@{cleaned['territory']}" if cleaned["territory"] else ""
        wrong = problems(markers.read("chiffre", f"{one}{at}") for one in cleaned["indicators"])
        if wrong:
            raise blocks.StructBlockValidationError(
                block_errors={"indicators": ValidationError("\u202f; ".join(wrong) + ".")}
            )
        return cleaned


class CalloutBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120)
    text = BoundTextBlock(label="Texte", features=["bold", "italic", "ol", "ul", "link"])

    class Meta:
        icon = "warning"
        label = "Encadré"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label="Citation", rows=3)
    attribution = blocks.CharBlock(label="Qui, et à quel titre", max_length=200)

    class Meta:
        icon = "openquote"
        label = "Témoignage"


class Body(blocks.StreamBlock):
    """The body: titles, texts, tables, figures, experiences, boxes, quotations, page breaks."""

    heading = blocks.CharBlock(label="Titre", icon="title", max_length=120)
    text = BoundTextBlock(label="Texte", icon="pilcrow", features=FEATURES, help_text=MARKERS_HELP)
    table = TableBlock()
    figures = FiguresBlock()
    experience = blocks.CharBlock(
        label="Expérience", icon="pick", max_length=160, help_text="La fin de son adresse\u00a0: /experiences/…/"
    )
    callout = CalloutBlock()
    quote = QuoteBlock()
    page_break = blocks.StaticBlock(
        label="Saut de page", icon="horizontalrule", admin_text="Nouvelle page, à l’impression."
    )
