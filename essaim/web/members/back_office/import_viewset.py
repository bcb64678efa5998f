"""Imports in the back office."""

from __future__ import annotations

from django.urls import URLPattern, path, reverse
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from essaim.web.members.back_office import import_views
from essaim.web.members.models import MemberImport


class ImportIndex(generic.IndexView):
    """The list, each line leading to its review."""

    @property
    def header_more_buttons(self) -> list[Button]:
        return [Button("Importer une liste", url=reverse("member_imports:upload"), icon_name="upload")]


class ImportViewSet(ModelViewSet):
    """Lists that were imported, or are under review."""

    model = MemberImport
    name = "member_imports"
    url_prefix = "reseau/imports"
    icon = "upload"
    menu_label = "Imports"
    copy_view_enabled = False
    index_view_class = ImportIndex
    form_fields = ["file_name"]
    list_display = [
        TitleColumn(
            "file_name", label="Fichier", get_url=lambda made: reverse("member_imports:review", args=[made.pk])
        ),
        "state",
        "as_of",
        Column("uploaded_at", label="Déposé le"),
        "uploaded_by",
        "applied_at",
    ]
    list_filter = ["state"]
    search_backend_name = None

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("deposer/", import_views.upload, name="upload"),
            path("<int:pk>/relire/", import_views.review, name="review"),
            path("<int:pk>/lignes/<int:row>/", import_views.decide, name="decide"),
            path("<int:pk>/retenir/", import_views.take, name="take"),
            path("<int:pk>/appliquer/", import_views.apply, name="apply"),
            path("<int:pk>/abandonner/", import_views.abandon, name="abandon"),
            *super().get_urlpatterns(),
        ]
