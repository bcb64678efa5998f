"""The network's team reads and follows the reports of errors in the back office."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from essaim.web.observatory import services
from essaim.web.observatory.models import ErrorReport
from essaim.web.ui.back_office import EachByItself, Several


class ReportFilters(WagtailFilterSet):
    """By state, subject, producer, edition and day of reception."""

    created_at = django_filters.DateFromToRangeFilter(label="Reçu entre")

    class Meta:
        model = ErrorReport
        fields = ["state", "subject", "producer", "release_id"]


class ReadersWrite(ModelPermissionPolicy):
    """Reports come from readers: nobody adds one here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "add" and super().user_has_permission(user, action)


class Reports(Several):
    """Every report, with boxes to settle several."""

    all_of_them = "Tous les signalements de la liste"

    @staticmethod
    def rows() -> QuerySet[ErrorReport]:
        return ErrorReport.objects.all()


class SettleForm(forms.Form):
    """Where the reports stand now."""

    state = forms.ChoiceField(label="Nouvel état", choices=ErrorReport.State.choices)


class Settle(EachByItself):
    """Several reports were sent to their producer, dealt with, or closed."""

    display_name = "Changer l’état"
    aria_label = "Changer l’état des signalements choisis"
    action_type = "settle"
    models = [ErrorReport]
    form_class = SettleForm
    question = "Ces signalements passent au même état\u00a0:"
    button = "Changer l’état"
    done = "signalement(s) à jour."

    def allowed(self) -> bool:
        return self.request.user.has_perm("essaim_observatory.change_errorreport")

    def act(self, obj: ErrorReport) -> None:
        services.settle_report(report=obj, state=self.cleaned_form.cleaned_data["state"])


class ErrorReportViewSet(ModelViewSet):
    """Reports of errors: what readers wrote cannot be changed, only its state."""

    model = ErrorReport
    name = "error_reports"
    url_prefix = "signalements"
    icon = "warning"
    menu_label = "Signalements"
    menu_order = 320
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = Reports
    list_display = ["siren", "subject", "state", "producer", "release_id", "created_at"]
    list_export = ["siren", "subject", "message", "contact", "producer", "release_id", "state", "created_at"]
    export_filename = "signalements"
    search_fields = ["siren", "message"]
    search_backend_name = None
    filterset_class = ReportFilters
    ordering = ["-created_at"]
    panels = [
        FieldPanel("state"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("siren", read_only=True), FieldPanel("subject", read_only=True)]),
                FieldPanel("message", read_only=True),
                FieldRowPanel([FieldPanel("contact", read_only=True), FieldPanel("producer", read_only=True)]),
                FieldRowPanel([FieldPanel("release_id", read_only=True), FieldPanel("created_at", read_only=True)]),
            ],
            heading="Ce que le lecteur a écrit",
        ),
    ]


register_permission_policy(ErrorReport, ReadersWrite(ErrorReport))


@hooks.register("register_admin_viewset")
def register_reports() -> ErrorReportViewSet:
    """Put the reports in the menu."""
    return ErrorReportViewSet()


hooks.register("register_bulk_action", Settle)
