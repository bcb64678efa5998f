"""The charter in the back office: versions, signatures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateInput

from essaim.web.members import charter
from essaim.web.members.back_office.writing import ServiceCreateView, ServiceEditView, ServiceForm
from essaim.web.members.models import CharterSignature, CharterVersion, Member
from essaim.web.ui.back_office import Listing


class VersionForm(ServiceForm):
    """A version of the charter."""

    class Meta:
        model = CharterVersion
        fields = ["number", "title", "text", "adopted_on"]
        widgets = {"adopted_on": AdminDateInput}


class _Version:
    def write(self, data: dict[str, Any], by: dict[str, Any]) -> CharterVersion:
        instance = self.form.instance  # type: ignore[attr-defined]
        stored = CharterVersion.objects.get(pk=instance.pk) if instance.pk else None
        return charter.write_version(version=stored, **data, **by)


class AddVersion(_Version, ServiceCreateView):
    """A new version."""


class EditVersion(_Version, ServiceEditView):
    """A version nobody has signed yet, or its date."""


class VersionViewSet(ModelViewSet):
    """Versions of the charter. Once signed, the words of one no longer change."""

    model = CharterVersion
    name = "charter_versions"
    url_prefix = "reseau/charte"
    icon = "doc-full"
    menu_label = "Charte"
    copy_view_enabled = False
    add_view_class = AddVersion
    edit_view_class = EditVersion
    form_fields = ["number"]
    list_display = ["number", "title", "adopted_on"]
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[ServiceForm]:
        return VersionForm


class SignatureForm(ServiceForm):
    """A signature by a member's executive, with the PDF that proves it."""

    document = forms.FileField(label="Document signé (PDF)", required=False)

    class Meta:
        model = CharterSignature
        fields = ["version", "member", "signed_on", "deliberation_number", "signatory"]
        widgets = {"signed_on": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = Member.objects.select_related("body")


class AddSignature(ServiceCreateView):
    """Writes a signature."""

    def get_initial(self) -> dict[str, Any]:
        version = charter.current_version(timezone.localdate())
        return {**super().get_initial(), "member": self.request.GET.get("member"), "version": version}

    def write(self, data: dict[str, Any], by: dict[str, Any]) -> CharterSignature:
        return charter.sign(**data, **by)


class SignatureIndex(Listing):
    """Every signature."""

    @staticmethod
    def rows() -> QuerySet[CharterSignature]:
        return CharterSignature.objects.select_related("member__body", "version")


class SignatureViewSet(ModelViewSet):
    """Who signed which version: added and read."""

    model = CharterSignature
    name = "charter_signatures"
    url_prefix = "reseau/signatures"
    icon = "edit"
    menu_label = "Signatures"
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = SignatureIndex
    add_view_class = AddSignature
    form_fields = ["signatory"]
    list_display = ["member", "version", "signed_on", "deliberation_number", "signatory"]
    list_filter = {"version": ["exact"], "signed_on": ["gte", "lte"]}
    list_export = ["member.body.siren", "member.body.name", "version.number", "signed_on", "deliberation_number",
                   "signatory"]  # fmt: skip
    export_headings = {"member.body.siren": "SIREN", "member.body.name": "Collectivité", "version.number": "Version"}
    export_filename = "signatures-charte"
    search_fields = ["member__body__name", "deliberation_number"]
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[ServiceForm]:
        return SignatureForm
