"""Pages that editors write, what readers send them, and who publishes the site."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page

from essaim.web.observatory.kept import from_release
from essaim.web.pages import contact, page_context
from essaim.web.pages.blocks import Body, theme_choices
from essaim.web.pages.forms import EditorialPageForm
from essaim.web.ui.site_map import Group

IN_MENU = [(group.name, group.value) for group in Group]


class EditorialPage(Page):
    """What every page of the editors has: blocks, and a place of its own among the addresses of the site."""

    body = StreamField(Body(), verbose_name="contenu", blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body")]
    base_form_class = EditorialPageForm
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the context of the template; the page's own lists come from page_context."""
        return {**super().get_context(request, *args, **kwargs), **page_context.of(self, request)}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, which the page cache keeps until something changes. Previews do not come by here."""
        return kept(super().serve(request, *args, **kwargs), request)


def kept(response: TemplateResponse, request: HttpRequest) -> TemplateResponse:
    """Mark a public page as one to keep. Browsers ask each time: an editor sees at once what was just published."""
    if request.method in ("GET", "HEAD"):
        patch_cache_control(response, public=True, no_cache=True)
        from_release(response)
    return response


class HomePage(EditorialPage):
    """The first page: the search of a territory, France in brief, then what editors put there."""

    heading = models.CharField(
        "titre affiché", max_length=120, default="L’économie solidaire de votre territoire, sur une page"
    )
    lead = models.TextField(
        "accroche", max_length=300,
        default="Qui la compose, ce que votre collectivité peut faire avec elle, qui l’a déjà fait, et qui appeler.",
    )  # fmt: skip

    content_panels = [*Page.content_panels, FieldPanel("heading"), FieldPanel("lead"), FieldPanel("body")]
    template = "pages/home.html"
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["pages.StandardPage", "pages.ThemePage", "pages.ContactPage"]

    class Meta:
        verbose_name = "accueil"


class MenuPage(EditorialPage):
    """A page that may stand in the menu of the site; nowhere by default."""

    menu_group = models.CharField("rubrique du menu", max_length=10, choices=IN_MENU, blank=True)
    menu_note = models.CharField("ce qu’on y trouve", max_length=60, blank=True, help_text="Six mots, sous le lien.")
    menu_order = models.PositiveSmallIntegerField("rang", default=50)

    class Meta:
        abstract = True


FOR_SEARCH_ENGINES = MultiFieldPanel(
    [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
    heading="Adresse, et ce que montrent les moteurs de recherche",
)
PROMOTE = [
    MultiFieldPanel(
        [FieldPanel("menu_group"), FieldPanel("menu_note"), FieldPanel("menu_order")], heading="Dans le menu du site"
    ),
    FOR_SEARCH_ENGINES,
]


class StandardPage(MenuPage):
    """A page of blocks."""

    lead = models.TextField("chapeau", max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    promote_panels = PROMOTE
    template = "pages/standard.html"
    parent_page_types = ["pages.HomePage", "pages.StandardPage", "pages.ThemePage"]
    subpage_types = ["pages.StandardPage", "pages.ThemePage"]

    class Meta:
        verbose_name = "page"
        verbose_name_plural = "pages"


class ThemePage(MenuPage):
    """A page about a theme: what editors wrote, then the experiences, meetings and resources of the theme."""

    theme = models.CharField("thème", max_length=40, choices=theme_choices)
    lead = models.TextField("chapeau", max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("theme"), FieldPanel("lead"), FieldPanel("body")]
    promote_panels = PROMOTE
    template = "pages/theme.html"
    parent_page_types = ["pages.HomePage", "pages.StandardPage"]
    subpage_types = ["pages.StandardPage"]

    class Meta:
        verbose_name = "page thématique"
        verbose_name_plural = "pages thématiques"


class ContactPage(MenuPage):
    """A form to write to the team. Its readers get no cookie: see contact.py."""

    lead = models.TextField("chapeau", max_length=400, blank=True)
    thanks = models.TextField(
        "une fois le message envoyé", max_length=400, default="Merci. L’équipe du réseau vous répondra à cette adresse."
    )

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body"), FieldPanel("thanks")]
    promote_panels = PROMOTE
    template = "pages/contact.html"
    allowed_http_methods = [*EditorialPage.allowed_http_methods, HTTPMethod.POST]
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "page de contact"
        verbose_name_plural = "pages de contact"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or take what was sent. Raises TooManyRequests past the hourly limit of a reader."""
        if request.method != "POST":
            return super().serve(request, *args, **kwargs)
        form = contact.received(request)
        status = 200 if form.is_sent else 400
        context = {**self.get_context(request), "form": form}
        return TemplateResponse(request, self.template, context, status=status)


class ContactMessage(models.Model):
    """What a reader wrote to the team."""

    name = models.CharField("nom", max_length=120)
    email = models.EmailField("adresse électronique")
    organization = models.CharField("structure", max_length=160, blank=True)
    subject = models.CharField("objet", max_length=160)
    message = models.TextField("message", max_length=5000)
    is_answered = models.BooleanField("répondu", default=False)
    created_at = models.DateTimeField("reçu le")
    sender_hash = models.CharField(max_length=64, db_index=True, editable=False)

    class Meta:
        verbose_name = "message reçu"
        verbose_name_plural = "messages reçus"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.subject} ({self.name})"


@register_setting(icon="home", order=10)
class Publisher(BaseGenericSetting):
    """Who publishes the site: what the law asks of the legal notice, and to whom messages go."""

    name = models.CharField("structure", max_length=200, blank=True)
    address = models.TextField("adresse", max_length=400, blank=True)
    director = models.CharField("direction de la publication", max_length=200, blank=True)
    host = models.TextField(
        "hébergement", max_length=400, blank=True, help_text="Nom, adresse et téléphone de l’hébergeur."
    )
    contact = models.EmailField(
        "adresse de contact", blank=True,
        help_text="Publiée. Les messages du formulaire y arrivent\u00a0; sans elle, à l’équipe.",
    )  # fmt: skip

    class Meta:
        verbose_name = "structure éditrice"
