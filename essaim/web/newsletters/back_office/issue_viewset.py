"""Letters in the back office."""

from __future__ import annotations

from typing import Any

from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from essaim.web.newsletters import issue_services, selectors
from essaim.web.newsletters.back_office import issue_views
from essaim.web.newsletters.back_office.forms import IssueForm
from essaim.web.newsletters.back_office.writing import WrittenEdit
from essaim.web.newsletters.models import Issue


def has_left(pk: int) -> bool:
    """True for a letter that exists and is no longer written."""
    found = selectors.issue_by_pk(pk)
    return found is not None and not found.is_written


class EditIssue(WrittenEdit):
    """The words of a letter, reordered and written at will; once it left, its page of follow-up instead."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if has_left(kwargs["pk"]):
            return redirect("letter_issues:follow", kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def header_more_buttons(self) -> list[Button]:
        pk = self.object.pk
        return [
            Button("Choisir les nouveautés", url=reverse("letter_issues:news", args=[pk]), icon_name="plus"),
            Button("Aperçu", url=reverse("letter_issues:preview", args=[pk]), icon_name="view"),
            Button("Essayer et envoyer", url=reverse("letter_issues:follow", args=[pk]), icon_name="mail"),
        ]

    def write(self, instance: Issue, by: dict[str, Any]) -> Issue:
        return issue_services.write(issue=instance, **by)

    def get_success_url(self) -> str:
        return reverse("letter_issues:follow", args=[self.object.pk])


class DeleteIssue(generic.DeleteView):
    """A letter that never left."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if has_left(kwargs["pk"]):
            return redirect("letter_issues:follow", kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def delete_action(self) -> None:
        issue_services.delete(issue=self.object, actor=self.request.user, now=timezone.now())


class IssueIndex(generic.IndexView):
    """Every letter."""

    @property
    def header_more_buttons(self) -> list[Button]:
        return [Button("Nouvelle lettre", url=reverse("letter_issues:begin"), icon_name="plus")]

    def get_add_url(self) -> None:
        """A letter is begun on a page of its own."""
        return


class IssueViewSet(ModelViewSet):
    """Letters: written, sent, kept."""

    model = Issue
    name = "letter_issues"
    url_prefix = "lettres/numeros"
    icon = "mail"
    menu_label = "Lettres"
    copy_view_enabled = False
    index_view_class = IssueIndex
    edit_view_class = EditIssue
    delete_view_class = DeleteIssue
    edit_handler = ObjectList([
        MultiFieldPanel([FieldPanel("list"), FieldPanel("subject"), FieldPanel("preheader"),
                         FieldRowPanel([FieldPanel("since"), FieldPanel("until")])], heading="Lettre"),
        FieldPanel("body", heading="Contenu"),
        MultiFieldPanel(
            [FieldPanel("levels"), FieldPanel("regions"), FieldPanel("posts"), FieldPanel("themes")],
            heading="À qui (rien : toute la liste)", classname="collapsed",
        ),
    ], base_form_class=IssueForm)  # fmt: skip
    list_display = [
        TitleColumn("subject", label="Lettre", get_url=lambda one: reverse("letter_issues:follow", args=[one.pk])),
        "list",
        "stage",
        Column("scheduled_at", label="Programmée"),
        Column("sent_count", label="Envoyées"),
        Column("failed_count", label="Rejetées"),
        Column("left_count", label="Désabonnements"),
    ]
    list_filter = ["list", "stage"]
    search_fields = ["subject"]
    search_backend_name = None

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("commencer/", issue_views.begin, name="begin"),
            path("<int:pk>/nouveautes/", issue_views.news, name="news"),
            path("<int:pk>/suivi/", issue_views.follow, name="follow"),
            path("<int:pk>/apercu/", issue_views.preview, name="preview"),
            path("<int:pk>/apercu/message.html", issue_views.message, name="message"),
            path("<int:pk>/papier/", issue_views.paper, name="paper"),
            path("<int:pk>/papier.pdf", issue_views.paper_file, name="paper_file"),
            path("<int:pk>/essai/", issue_views.test, name="test"),
            path("<int:pk>/etape/", issue_views.step, name="step"),
            *super().get_urlpatterns(),
        ]
