"""What a letter is made of, as it is edited in the back office."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from essaim.rules.themes import themes
from essaim.web.members.directory import region_names
from essaim.web.observatory.release import NoRelease, current
from essaim.web.ui.news import KINDS, LEVELS


def region_choices() -> list[tuple[str, str]]:
    """Return the regions of the release served; none without it."""
    try:
        return list(region_names(current()).items())
    except NoRelease:
        return []


def theme_choices() -> list[tuple[str, str]]:
    """Return the themes of the day."""
    return list(themes(on=timezone.localdate()).items())


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of news. A function: what an app adds to them is no change of the database."""
    return list(KINDS.items())


def level_choices() -> list[tuple[str, str]]:
    """Return the levels of authority."""
    return list(LEVELS.items())


def check_address(value: str) -> None:
    """Raises ValidationError for what is neither a page of this site (« /… ») nor an https address."""
    if value and not (value.startswith(("https://", "http://")) or (value[:1] == "/" and value[:2] != "//")):
        raise ValidationError("Une adresse commence par https://, ou par / pour une page de ce site.")


class AudienceBlock(blocks.StructBlock):
    """Whom a passage concerns. Nothing chosen: everybody."""

    regions = blocks.MultipleChoiceBlock(label="Régions", choices=region_choices, required=False)
    levels = blocks.MultipleChoiceBlock(label="Échelons", choices=level_choices, required=False)
    themes = blocks.MultipleChoiceBlock(label="Thèmes", choices=theme_choices, required=False)

    class Meta:
        label = "Pour qui (rien : tout le monde)"
        icon = "group"
        collapsed = True


class ItemBlock(blocks.StructBlock):
    """One thing that is new."""

    kind = blocks.ChoiceBlock(label="Rubrique", choices=kind_choices)
    title = blocks.CharBlock(label="Titre", max_length=200)
    summary = blocks.TextBlock(label="En une ou deux phrases", required=False, max_length=600, rows=3)
    url = blocks.CharBlock(label="Adresse", required=False, max_length=500, validators=[check_address])
    on = blocks.DateBlock(label="Date", required=False)
    image = ImageChooserBlock(label="Image", required=False)
    fictitious = blocks.BooleanBlock(label="Donnée de démonstration (dit dans la lettre)", required=False)
    audience = AudienceBlock()

    class Meta:
        label = "Nouveauté"
        icon = "doc-full"
        label_format = "{kind} : {title}"


class TextBlock(blocks.StructBlock):
    """What the editor writes."""

    heading = blocks.CharBlock(label="Titre", required=False, max_length=200)
    text = blocks.RichTextBlock(label="Texte", features=["bold", "italic", "link", "ul", "ol"])
    image = ImageChooserBlock(label="Image", required=False)
    button = blocks.CharBlock(label="Bouton", required=False, max_length=60)
    url = blocks.CharBlock(label="Adresse du bouton", required=False, max_length=500, validators=[check_address])
    audience = AudienceBlock()

    class Meta:
        label = "Texte"
        icon = "edit"
        label_format = "{heading}"


BODY = [("item", ItemBlock()), ("text", TextBlock())]


def item(
    *, kind: str, title: str, summary: str, url: str, on: date | None, fictitious: bool = False,
    regions: tuple[str, ...] = (), levels: tuple[str, ...] = (),
) -> dict[str, object]:  # fmt: skip
    """Return a piece of news as the body keeps it (raw data of a StreamField)."""
    return {
        "type": "item",
        "value": {
            "kind": kind, "title": title[:200], "summary": summary[:600], "url": url,
            "on": on.isoformat() if on else None, "image": None, "fictitious": fictitious,
            "audience": {"regions": list(regions), "levels": list(levels), "themes": []},
        },
    }  # fmt: skip


def text(*, html: str, heading: str = "", button: str = "", url: str = "") -> dict[str, object]:
    """Return a text of the editor as the body keeps it. html: what the rich text field writes."""
    return {
        "type": "text",
        "value": {
            "heading": heading, "text": html, "image": None, "button": button, "url": url,
            "audience": {"regions": [], "levels": [], "themes": []},
        },
    }  # fmt: skip
