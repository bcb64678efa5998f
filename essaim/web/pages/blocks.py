"""The blocks editors write pages with. What is figured, listed or drawn is read when the page is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail import blocks
from wagtail.blocks import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock

from essaim.rules.themes import themes
from essaim.web.pages import key_figures, places
from essaim.web.territories import addresses, maps, portrait, selectors
from essaim.web.ui.components import Cell, Column, Table, number_cell
from essaim.web.ui.listing import Asked, page_list

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
IN_LINE = ["bold", "italic", "link", "document-link", "ol", "ul"]
MOST_LISTED = 12
# INSEE's codes of régions: a list that changes by law only.
REGIONS = (
    ("84", "Auvergne-Rhône-Alpes"), ("27", "Bourgogne-Franche-Comté"), ("53", "Bretagne"),
    ("24", "Centre-Val de Loire"), ("94", "Corse"), ("44", "Grand Est"), ("01", "Guadeloupe"), ("03", "Guyane"),
    ("32", "Hauts-de-France"), ("11", "Île-de-France"), ("04", "La Réunion"), ("02", "Martinique"), ("06", "Mayotte"),
    ("28", "Normandie"), ("75", "Nouvelle-Aquitaine"), ("76", "Occitanie"), ("52", "Pays de la Loire"),
    ("93", "Provence-Alpes-Côte d’Azur"),
)  # fmt: skip


def theme_choices() -> list[tuple[str, str]]:
    """Themes of today, as choices."""
    return list(themes(on=timezone.localdate()).items())


def _release(parent_context: Mapping[str, Any] | None) -> Any:
    """The release of the request that shows the page; None without one."""
    return getattr((parent_context or {}).get("request"), "release", None)


class TerritoryBlock(blocks.CharBlock):
    """A territory, typed by name or code, kept by its id."""

    def clean(self, value: str) -> str:
        """Return the id of the territory meant. Raises ValidationError when it is not clear."""
        return places.meant(super().clean(value)).territory_id


class TextBlock(blocks.RichTextBlock):
    """Text with titles, lists and links."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": FEATURES, **kwargs})

    class Meta:
        label = "Texte"
        icon = "pilcrow"
        template = "pages/blocks/text.html"


class KeyFigureBlock(blocks.StructBlock):
    """An indicator of a territory."""

    territory = TerritoryBlock(label="Territoire", help_text="Nom, code Insee ou SIREN\u00a0: « Lille », « 59350 ».")
    indicator = blocks.ChoiceBlock(label="Indicateur", choices=key_figures.choices)


class FiguresBlock(blocks.StructBlock):
    """Figures side by side, each with its source and its date."""

    title = blocks.CharBlock(label="Titre", required=False, max_length=120)
    figures = blocks.ListBlock(KeyFigureBlock(), label="Chiffres", min_num=1, max_num=6)

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        release = _release(parent_context)
        shown = (
            [key_figures.figure(release, one["territory"], one["indicator"]) for one in value["figures"]]
            if release
            else []
        )
        return {**super().get_context(value, parent_context), "figures": shown}

    class Meta:
        label = "Chiffres clés"
        icon = "order"
        template = "pages/blocks/figures.html"


class ListBlock(blocks.StructBlock):
    """A list that another app brings under the name `source` (essaim.web.ui.listing)."""

    title = blocks.CharBlock(label="Titre", max_length=120)
    theme = blocks.ChoiceBlock(label="Thème", required=False, choices=theme_choices)
    region = blocks.ChoiceBlock(label="Région", required=False, choices=REGIONS)
    limit = blocks.IntegerBlock(label="Combien", default=3, min_value=1, max_value=MOST_LISTED)

    source = ""

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        asked = Asked(timezone.localdate(), value["limit"], value["theme"] or "", value["region"] or "")
        return {**super().get_context(value, parent_context), **listed(self.source, asked)}

    class Meta:
        icon = "list-ul"
        template = "pages/blocks/list.html"


def listed(source: str, asked: Asked) -> dict[str, Any]:
    """Return the context of pages/blocks/list.html: `brought` is None when nothing is there to show."""
    known = page_list(source)
    block = known.read(asked) if known else None
    if known is None or block is None:
        return {"brought": None}
    return {
        "brought": known,
        "block": block,
        "more_href": reverse(known.more) if known.more else "",
        "more_label": known.more_label,
    }


class ExperiencesBlock(ListBlock):
    source = "experiences"

    class Meta:
        label = "Expériences"


class EventsBlock(ListBlock):
    source = "events"

    class Meta:
        label = "Rendez-vous"
        icon = "date"


class ResourcesBlock(ListBlock):
    source = "resources"

    class Meta:
        label = "Ressources"
        icon = "doc-full"


class MapBlock(blocks.StructBlock):
    """The map of a territory, with its table."""

    territory = TerritoryBlock(label="Territoire")

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        release = _release(parent_context)
        place = selectors.get(release, value["territory"]) if release else None
        drawn = maps.figure(portrait.of_territory(release, place)) if place else None
        href = addresses.href(place) if place else ""
        return {**super().get_context(value, parent_context), "map": drawn, "place": place, "href": href}

    class Meta:
        label = "Carte"
        icon = "site"
        template = "pages/blocks/map.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words."""

    text = blocks.TextBlock(label="Citation", max_length=600)
    who = blocks.CharBlock(label="De qui", max_length=120)
    role = blocks.CharBlock(label="Fonction", required=False, max_length=160)

    class Meta:
        label = "Citation"
        icon = "openquote"
        template = "pages/blocks/quote.html"


class ActionBlock(blocks.StructBlock):
    """What one may do next: a sentence and a button."""

    title = blocks.CharBlock(label="Titre", max_length=120)
    text = blocks.TextBlock(label="Texte", required=False, max_length=400)
    button = blocks.CharBlock(label="Bouton", max_length=60)
    page = blocks.PageChooserBlock(label="Page", required=False)
    address = blocks.CharBlock(
        label="ou adresse",
        required=False,
        max_length=500,
        help_text="« /territoires/ », ou une adresse en https.",
    )

    def clean(self, value: Any) -> Any:
        """Check that it leads to one place, by a page or by an address."""
        cleaned = super().clean(value)
        address = cleaned["address"].strip()
        if bool(cleaned["page"]) == bool(address):
            error = ValidationError("Choisissez une page ou écrivez une adresse, l’une des deux.")
            raise StructBlockValidationError({"address": error})
        if (address and not address.startswith(("https://", "/"))) or address.startswith("//"):
            error = ValidationError("Commencez l’adresse par « / » (ce site) ou par « https:// ».")
            raise StructBlockValidationError({"address": error})
        return cleaned

    class Meta:
        label = "Appel à agir"
        icon = "arrow-right"
        template = "pages/blocks/action.html"


class FoldBlock(blocks.StructBlock):
    """A question and its answer, folded."""

    title = blocks.CharBlock(label="Titre", max_length=200)
    text = blocks.RichTextBlock(label="Texte", features=IN_LINE)


class FoldsBlock(blocks.StructBlock):
    """An accordion."""

    title = blocks.CharBlock(label="Titre", required=False, max_length=120)
    folds = blocks.ListBlock(FoldBlock(), label="Volets", min_num=1)

    class Meta:
        label = "Volets à déplier"
        icon = "collapse-down"
        template = "pages/blocks/folds.html"


class CaptionedTableBlock(TypedTableBlock):
    """A table: its caption is required, it is what a screen reader says first."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        columns = [
            ("text", blocks.CharBlock(label="Texte", required=False)),
            ("number", blocks.DecimalBlock(label="Nombre", required=False)),
        ]
        super().__init__(local_blocks or columns, **kwargs)

    def clean(self, value: Any) -> Any:
        """Refuse a table that nobody named."""
        if not (value.caption or "").strip():
            raise ValidationError("Donnez une légende au tableau\u00a0: elle dit ce qu’il contient.")
        return super().clean(value)

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        columns = [Column(one["heading"], numeric=one["block"].name == "number") for one in value.columns]
        rows = [
            [
                number_cell(None if cell.value is None else float(cell.value))
                if column.numeric
                else Cell(cell.value or "")
                for column, cell in zip(columns, row, strict=True)
            ]
            for row in value.rows
        ]
        return {**super().get_context(value, parent_context), "table": Table(value.caption, columns, rows)}

    class Meta:
        label = "Tableau"
        icon = "table"
        template = "pages/blocks/table.html"


class PictureBlock(blocks.StructBlock):
    """An image, its alternative text (or that it has none to give), its credit, a caption."""

    image = ImageBlock(label="Image")
    caption = blocks.CharBlock(label="Légende", required=False, max_length=300)

    class Meta:
        label = "Image"
        icon = "image"
        template = "pages/blocks/picture.html"


class Body(blocks.StreamBlock):
    """What a page is made of."""

    text = TextBlock()
    figures = FiguresBlock()
    experiences = ExperiencesBlock()
    events = EventsBlock()
    resources = ResourcesBlock()
    map = MapBlock()
    quote = QuoteBlock()
    action = ActionBlock()
    folds = FoldsBlock()
    table = CaptionedTableBlock()
    picture = PictureBlock()

    class Meta:
        required = False
