"""Fees in the back office: who asks, scales, calls, payments."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from essaim.web.members import fee_services, fees
from essaim.web.members.back_office import fee_views
from essaim.web.members.back_office.writing import ServiceCreateView, ServiceEditView, ServiceForm
from essaim.web.members.enums import FeeState
from essaim.web.members.errors import FeeError
from essaim.web.members.fee_services import Band, money
from essaim.web.members.models import FeeCall, FeePayment, FeeScale, Issuer
from essaim.web.ui.back_office import Inspect, Listing, Several


class IssuerViewSet(ModelViewSet):
    """Who asks for the fees: one row."""

    model = Issuer
    name = "fee_issuer"
    url_prefix = "reseau/emetteur"
    icon = "home"
    menu_label = "Émetteur"
    copy_view_enabled = False
    form_fields = ["name", "siret", "address", "email", "iban", "bic", "vat_note"]
    list_display = ["name", "siret", "iban"]
    search_backend_name = None


class OneIssuer(ModelPermissionPolicy):
    """A second issuer would make the first one silent: there is one."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        allowed = super().user_has_permission(user, action)
        return allowed and not (action == "add" and fees.issuer() is not None)


class _ScaleView:
    """Scales are written with their bands, by the service."""

    def write(self, data: dict[str, Any], by: dict[str, Any]) -> FeeScale:
        typed = [row for row in self.form.formsets["bands"].cleaned_data if row and not row.get("DELETE")]  # type: ignore[attr-defined]
        bands = [Band(row["category"], row["population_from"], row["population_to"], row["amount"]) for row in typed]
        stored = FeeScale.objects.get(pk=self.form.instance.pk) if self.form.instance.pk else None  # type: ignore[attr-defined]
        return fee_services.write_scale(
            scale=stored, name=data["name"], first_year=data["first_year"], last_year=data["last_year"],
            adopted_on=data["adopted_on"], reference=data["reference"], bands=bands, **by,
        )  # fmt: skip


class AddScale(_ScaleView, ServiceCreateView):
    """A new scale."""


class EditScale(_ScaleView, ServiceEditView):
    """A scale corrected before anything was called by it, or closed at a year."""


class ScaleViewSet(ModelViewSet):
    """Scales: amounts by category and population, for the years they hold. None comes with the software."""

    model = FeeScale
    name = "fee_scales"
    url_prefix = "reseau/baremes"
    icon = "table"
    menu_label = "Barèmes"
    copy_view_enabled = False
    add_view_class = AddScale
    edit_view_class = EditScale
    list_display = ["name", "first_year", "last_year", "adopted_on", "reference"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("first_year"), FieldPanel("last_year")]),
            FieldRowPanel([FieldPanel("adopted_on"), FieldPanel("reference")]),
            InlinePanel(
                "bands", heading="Tranches", label="tranche",
                panels=[
                    FieldRowPanel([FieldPanel("category"), FieldPanel("amount")]),
                    FieldRowPanel([FieldPanel("population_from"), FieldPanel("population_to")]),
                ],
            ),
        ],
        base_form_class=ServiceForm,
    )  # fmt: skip


class CallFilters(WagtailFilterSet):
    """By year, state and category."""

    year = django_filters.ChoiceFilter(label="Exercice", choices=lambda: [(year, str(year)) for year in fees.years()])
    state = django_filters.ChoiceFilter(label="État", choices=FeeState.choices, method="filter_state")
    issued_on = django_filters.DateFromToRangeFilter(label="Émis entre")

    class Meta:
        model = FeeCall
        fields = ["category", "fictitious"]

    def filter_state(self, found: QuerySet[FeeCall], name: str, value: str) -> QuerySet[FeeCall]:
        """Keep the calls that stand so today."""
        return fees.in_state(found, value, timezone.localdate())


class CallForm(ServiceForm):
    """What may still change on a call: its amount before any payment, and what Chorus Pro needs."""

    class Meta:
        model = FeeCall
        fields = ["amount", "amount_reason", "siret", "service_code", "engagement_number"]


class EditCall(ServiceEditView):
    """Adjusts a call."""

    def write(self, data: dict[str, Any], by: dict[str, Any]) -> FeeCall:
        call = self.stored
        if (data["amount"], data["amount_reason"]) != (call.amount, call.amount_reason):
            call = fee_services.adjust(call=call, amount=data["amount"], reason=data["amount_reason"], **by)
        return fee_services.set_chorus(
            call=call, siret=data["siret"], service_code=data["service_code"],
            engagement_number=data["engagement_number"], **by,
        )  # fmt: skip


class InspectCall(Inspect):
    """A call, its payments, its reminders, and what comes next."""

    template_name = "members/admin/call.html"

    @property
    def header_more_buttons(self) -> list[Button]:
        return [
            Button("PDF de l’appel", url=reverse("fee_calls:pdf", args=[self.object.pk]), icon_name="doc-full"),
            Button("Noter un règlement", url=f"{reverse('fee_payments:add')}?call={self.object.pk}", icon_name="plus"),
            Button("Annuler cet appel", url=reverse("fee_calls:cancel", args=[self.object.pk]), icon_name="cross"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        call = fees.by_pk(self.object.pk)
        return {
            **context,
            "call": call,
            "state": fees.state(call, timezone.localdate()).label,
            "amount": money(call.amount),
            "received": money(call.received),
            "owed": money(call.amount - call.received),
        }


class CallIndex(Several):
    """The list, with boxes to send several reminders at once, and the files of the year."""

    all_of_them = "Tous les appels de la liste"

    @staticmethod
    def rows() -> QuerySet[FeeCall]:
        return fees.with_paid(FeeCall.objects.select_related("member__body"))

    @property
    def header_more_buttons(self) -> list[Button]:
        return [
            *super().header_more_buttons,
            Button("Émettre les appels d’une année", url=reverse("fee_calls:issue"), icon_name="plus"),
            Button("État et fichiers d’une année", url=reverse("fee_calls:year"), icon_name="table"),
        ]


class CallViewSet(ModelViewSet):
    """Calls for fees."""

    model = FeeCall
    name = "fee_calls"
    url_prefix = "reseau/appels"
    icon = "mail"
    menu_label = "Appels"
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = InspectCall
    index_view_class = CallIndex
    edit_view_class = EditCall
    form_fields = ["amount"]
    list_display = [
        "__str__",
        "year",
        Column("category", label="Catégorie", accessor="get_category_display"),
        Column("amount", label="Appelé", accessor=lambda call: money(call.amount)),
        Column("received", label="Reçu", accessor=lambda call: money(call.received)),
        Column("state", label="État", accessor=lambda call: fees.state(call, timezone.localdate()).label),
        "due_on",
    ]
    list_export = ["number", "member.body.siren", "member.body.name", "year", "category", "population", "scale_amount",
                   "amount", "amount_reason", "received", "issued_on", "due_on", "siret", "service_code",
                   "engagement_number", "cancelled_on", "cancelled_reason", "fictitious"]  # fmt: skip
    export_headings = {"member.body.siren": "SIREN", "member.body.name": "Collectivité", "received": "Reçu"}
    export_filename = "appels"
    search_fields = ["number", "member__body__name", "member__body__siren"]
    search_backend_name = None
    filterset_class = CallFilters
    list_per_page = 50

    def get_form_class(self, for_update: bool = False) -> type[ServiceForm]:
        return CallForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("emettre/", fee_views.issue, name="issue"),
            path("annee/", fee_views.year, name="year"),
            path("annee/<int:year>/journal.<str:kind>", fee_views.journal, name="journal"),
            path("annee/<int:year>/chorus.<str:kind>", fee_views.chorus, name="chorus"),
            path("<int:pk>/appel.pdf", fee_views.call_pdf, name="pdf"),
            path("<int:pk>/annuler/", fee_views.cancel, name="cancel"),
            path("recus/<int:pk>.pdf", fee_views.receipt_pdf, name="receipt"),
            *super().get_urlpatterns(),
        ]


class PaymentForm(ServiceForm):
    """A payment received."""

    class Meta:
        model = FeePayment
        fields = ["call", "received_on", "amount", "method", "reference"]
        widgets = {"received_on": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["call"].queryset = FeeCall.objects.filter(cancelled_on__isnull=True).select_related("member__body")
        self.fields["call"].widget.attrs["data-wide"] = ""


class AddPayment(ServiceCreateView):
    """Writes a payment and numbers its receipt."""

    def get_initial(self) -> dict[str, Any]:
        call = fees.by_pk(int(pk)) if (pk := self.request.GET.get("call", "")).isdigit() else None
        owed = call.amount - call.received if call else None
        return {**super().get_initial(), "call": call, "amount": owed, "received_on": timezone.localdate()}

    def write(self, data: dict[str, Any], by: dict[str, Any]) -> FeePayment:
        if data["received_on"] > by["now"].date():
            raise FeeError("Un règlement ne peut pas être reçu demain.")
        return fee_services.record_payment(**data, **by)


class PaymentIndex(Listing):
    """Every payment."""

    @staticmethod
    def rows() -> QuerySet[FeePayment]:
        return FeePayment.objects.select_related("call__member__body")


class PaymentViewSet(ModelViewSet):
    """Money received: added, read, exported, never rewritten (a mistake is an entry of the accountant)."""

    model = FeePayment
    name = "fee_payments"
    url_prefix = "reseau/reglements"
    icon = "tick"
    menu_label = "Règlements"
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = PaymentIndex
    add_view_class = AddPayment
    form_fields = ["amount"]
    list_display = [
        "receipt_number",
        Column("member", label="Adhérent", accessor="call.member"),
        Column("call", label="Appel", accessor="call.number"),
        Column("amount", label="Montant", accessor=lambda payment: money(payment.amount)),
        "received_on",
        "method",
    ]
    list_export = ["receipt_number", "received_on", "call.number", "call.year", "call.member.body.siren",
                   "call.member.body.name", "amount", "method", "reference"]  # fmt: skip
    export_headings = {"call.number": "Appel", "call.year": "Exercice", "call.member.body.siren": "SIREN",
                       "call.member.body.name": "Collectivité"}  # fmt: skip
    export_filename = "reglements"
    list_filter = {"received_on": ["gte", "lte"], "method": ["exact"]}
    search_fields = ["receipt_number", "call__number", "call__member__body__name"]
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PaymentForm


class AddedOnly(ModelPermissionPolicy):
    """Added and read; neither changed nor deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in ("add", "view") and super().user_has_permission(user, action)


class IssuedOnly(ModelPermissionPolicy):
    """Calls are issued for a year, then corrected or cancelled; none is added alone, none deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in ("change", "view") and super().user_has_permission(user, action)


class KeptOnly(ModelPermissionPolicy):
    """Nothing that people may have relied on is deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


def register_policies() -> None:
    """Say what may be done with each model, beside the permissions of groups."""
    register_permission_policy(Issuer, OneIssuer(Issuer))
    register_permission_policy(FeeScale, KeptOnly(FeeScale))
    register_permission_policy(FeeCall, IssuedOnly(FeeCall))
    register_permission_policy(FeePayment, AddedOnly(FeePayment))
