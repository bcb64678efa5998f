"""Writing fiches and works in the back office: one form each, drafts, history, and never over somebody else's words."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.snippets.views.snippets import EditView, SnippetViewSet, SnippetViewSetGroup

from essaim.web.resources import vocabulary
from essaim.web.resources.models import Fiche, Work

CONFLICT = (
    "Quelqu’un d’autre a enregistré une version depuis que vous avez ouvert cette page. Rien n’a été écrasé et votre "
    "texte est ci-dessous\u00a0: comparez avec l’historique, puis enregistrez de nouveau pour le garder."
)


class WrittenForm(WagtailAdminModelForm):
    """Lists that are closed are chosen from, not typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "theme" in self.fields:
            choices = [("", "Aucun"), *vocabulary.theme_choices()]
            self.fields["theme"] = forms.ChoiceField(choices=choices, label="Thème", required=False)


class KeepingEditView(EditView):
    """Refuses to save over a version its writer has not seen; what they typed stays in the form."""

    def is_valid(self, form: Any) -> bool:
        if self.is_out_of_date and not self.expects_json_response:
            form.add_error(None, CONFLICT)
            self.produced_error_code, self.produced_error_message = "invalid_revision", CONFLICT
            return False
        return super().is_valid(form)


RANGED = MultiFieldPanel(
    [FieldPanel("theme"), FieldPanel("levels"), FieldPanel("levers")], heading="Où la ranger", classname="collapsed"
)
ANSWERS = MultiFieldPanel(
    [
        FieldPanel("authors"),
        FieldRowPanel([FieldPanel("contact"), FieldPanel("contact_email")]),
        FieldPanel("licence"),
        FieldRowPanel([FieldPanel("checked_on"), FieldPanel("review_by")]),
    ],
    heading="Qui en répond, jusqu’à quand",
    classname="collapsed",
)


class FicheViewSet(SnippetViewSet):
    """Fiches."""

    model = Fiche
    icon = "doc-full"
    menu_label = "Fiches"
    list_display = ("title", "theme", "checked_on", "review_by", "live")
    list_filter = ("theme", "live")
    search_fields = ("title", "question", "summary")
    edit_view_class = KeepingEditView
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("slug"),
            FieldPanel("question"),
            FieldPanel("summary"),
            FieldPanel("body"),
            RANGED,
            MultiFieldPanel(
                [FieldPanel("competences"), FieldPanel("organizations")],
                heading="Compétences, organisations",
                classname="collapsed",
            ),
            ANSWERS,
        ],
        base_form_class=WrittenForm,
    )


class WorkViewSet(SnippetViewSet):
    """Works: their own text, and their fiches in order."""

    model = Work
    icon = "folder-open-inverse"
    menu_label = "Ouvrages"
    list_display = ("title", "kind", "checked_on", "review_by", "live")
    list_filter = ("kind", "live")
    search_fields = ("title", "summary")
    edit_view_class = KeepingEditView
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("kind"), FieldPanel("number")]),
            FieldPanel("title"),
            FieldPanel("subtitle"),
            FieldPanel("slug"),
            FieldPanel("summary"),
            InlinePanel("items", [FieldPanel("part"), FieldPanel("fiche")], heading="Fiches, dans l’ordre"),
            FieldPanel("body"),
            RANGED,
            ANSWERS,
        ],
        base_form_class=WrittenForm,
    )


class ResourcesGroup(SnippetViewSetGroup):
    """Both in the menu."""

    items = (FicheViewSet, WorkViewSet)
    menu_label = "Ressources"
    menu_icon = "doc-full"
    menu_order = 230
