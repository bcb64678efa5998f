"""Members, their memberships and what is known of their organisation."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import Button

from essaim.rules.themes import themes as known_themes
from essaim.web.bodies.enums import Kind
from essaim.web.bodies.selectors import by_siren as body_by_siren
from essaim.web.bodies.services import ensure_body
from essaim.web.members import addresses, selectors, services
from essaim.web.members.back_office.writing import ServiceCreateView, ServiceEditView, ServiceForm
from essaim.web.members.enums import CATEGORY_NOUNS, Category, Decision
from essaim.web.members.errors import MemberError
from essaim.web.members.models import Member, Membership, OrganisationFact
from essaim.web.observatory.release import current
from essaim.web.territories import authorities
from essaim.web.ui.back_office import Inspect, Listing, Several

STANDINGS = (("adherent", "Adhérent aujourd’hui"), ("ancien", "N’adhère plus"), ("demande", "Demande en attente"))


class MemberFilters(WagtailFilterSet):
    """By level, standing and origin."""

    kind = django_filters.MultipleChoiceFilter(
        field_name="body__kind", choices=Kind.choices, label="Échelon", widget=forms.CheckboxSelectMultiple
    )
    standing = django_filters.ChoiceFilter(choices=STANDINGS, label="Situation", method="filter_standing")

    class Meta:
        model = Member
        fields = ["kind", "standing", "fictitious"]

    def filter_standing(self, found: QuerySet[Member], name: str, value: str) -> QuerySet[Member]:
        """Keep the members, the former members, or those who wait."""
        mine = Membership.objects.filter(member=OuterRef("pk"))
        held = Exists(selectors.in_force(timezone.localdate()).filter(member=OuterRef("pk")))
        if value == "adherent":
            return found.filter(held)
        if value == "ancien":
            return found.filter(~held, Exists(mine.filter(left_on__isnull=False)))
        return found.filter(Exists(mine.filter(decision=Decision.PENDING)))


class MemberForm(ServiceForm):
    """What the team writes about a member. Its name and its SIREN are the body's."""

    themes = forms.MultipleChoiceField(label="Thèmes", required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Member
        fields = ["presentation", "website", "billing_service_code", "billing_email", "billing_address"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = list(known_themes(on=timezone.localdate()).items())
        if self.instance.pk:
            self.initial["themes"] = [theme.theme for theme in self.instance.themes.all()]


class AddMemberForm(ServiceForm):
    """A SIREN is enough for an authority that the release knows."""

    siren = forms.CharField(
        label="SIREN", max_length=11, help_text="Neuf chiffres. Le nom et le territoire s’en déduisent."
    )

    class Meta:
        model = Member
        fields: list[str] = []


class AddMember(ServiceCreateView):
    """Makes a member of an authority of the release."""

    def write(self, data: dict[str, Any], by: dict[str, Any]) -> Member:
        siren = "".join(data["siren"].split())
        authority = authorities.of(current()).by_siren.get(siren)
        body = body_by_siren(siren)
        if body is None and authority is None:
            raise MemberError(f"Le SIREN «\u00a0{siren}\u00a0» n’est celui d’aucune collectivité de cette édition.")
        if body is None:
            body = ensure_body(siren=siren, name=authority.name, kind=authority.kind,
                               territory_id=authority.territory_id, **by)  # fmt: skip
        return services.ensure_member(body=body, **by)


class EditMember(ServiceEditView):
    """Changes what is said of a member, and where its calls go."""

    def write(self, data: dict[str, Any], by: dict[str, Any]) -> Member:
        member = services.describe(
            member=self.stored, presentation=data["presentation"], website=data["website"], themes=data["themes"], **by
        )
        return services.set_billing(
            member=member, service_code=data["billing_service_code"], email=data["billing_email"],
            address=data["billing_address"], **by,
        )  # fmt: skip


class InspectMember(Inspect):
    """The whole file of a member, and what may be done next."""

    template_name = "members/admin/member.html"

    @property
    def header_more_buttons(self) -> list[Button]:
        add = f"{reverse('memberships:add')}?member={self.object.pk}"
        return [
            Button("Page publique", url=addresses.member(self.object.body.siren, str(self.object)), icon_name="view"),
            Button("Écrire une adhésion", url=add, icon_name="plus"),
            Button("Noter un fait d’organigramme", url=f"{reverse('member_facts:add')}?member={self.object.pk}",
                   icon_name="plus"),
            Button("Signature de la charte", url=f"{reverse('charter_signatures:add')}?member={self.object.pk}",
                   icon_name="edit"),
            Button("Fusionner dans une autre", url=reverse("members_merge", args=[self.object.pk]), icon_name="link"),
        ]  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = timezone.localdate()
        return {
            **context,
            "member": self.object,
            "category": CATEGORY_NOUNS[Category(selectors.category_of(self.object, today))][0],
            "stays": selectors.history(self.object),
            "facts": selectors.facts_on(self.object, today),
        }


class MemberIndex(Listing):
    """Every member."""

    @staticmethod
    def rows() -> QuerySet[Member]:
        return Member.objects.select_related("body").prefetch_related("memberships")

    def _get_title_column(self, field_name: str, column_class: Any = TitleColumn, **kwargs: Any) -> Any:
        """The name leads to the member's file, which says all and what may be done next, rather than to one form."""
        column_class = self._get_title_column_class(column_class)
        return self._get_custom_column(field_name, column_class, get_url=self.get_inspect_url, **kwargs)


class MemberViewSet(ModelViewSet):
    """Everybody who is, was or asks to be a member."""

    model = Member
    name = "members_admin"
    url_prefix = "reseau/adherents"
    icon = "group"
    menu_label = "Adhérents"
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = InspectMember
    inspect_view_fields = ["presentation", "website", "billing_service_code", "billing_email", "billing_address"]
    index_view_class = MemberIndex
    add_view_class = AddMember
    edit_view_class = EditMember
    form_fields = ["presentation"]
    list_display = [
        "__str__",
        Column("siren", label="SIREN", accessor="body.siren"),
        Column("kind", label="Échelon", accessor="body.get_kind_display"),
        Column("since", label="Depuis", accessor=lambda member: _since(member)),
    ]
    list_export = ["body.siren", "body.name", "body.kind", "body.territory_id", "body.siret", "presentation", "website",
                   "billing_service_code", "billing_email", "billing_address", "fictitious"]  # fmt: skip
    export_headings = {"body.siren": "SIREN", "body.name": "Collectivité", "body.kind": "Échelon",
                       "body.territory_id": "Territoire", "body.siret": "SIRET"}  # fmt: skip
    export_filename = "adherents"
    search_fields = ["body__name", "body__siren"]
    search_backend_name = None
    filterset_class = MemberFilters
    list_per_page = 50

    def get_form_class(self, for_update: bool = False) -> type[ServiceForm]:
        return MemberForm if for_update else AddMemberForm


def _since(member: Member) -> str:
    """« depuis 2015 », « parti en 2024 », « demande », from the memberships already read."""
    today = timezone.localdate()
    stays = [stay for stay in member.memberships.all() if stay.joined_on]
    held = [s for s in stays if s.joined_on <= today and (s.left_on is None or today < s.left_on)]
    if held:
        return f"{held[0].joined_on:%d/%m/%Y}"
    if stays:
        return (
            f"parti le {max(s.left_on for s in stays if s.left_on):%d/%m/%Y}"
            if any(s.left_on for s in stays)
            else "à venir"
        )
    return "demande" if any(s.decision == Decision.PENDING for s in member.memberships.all()) else "–"


class MembershipFilters(WagtailFilterSet):
    """By decision, reason of leaving, and days."""

    joined_on = django_filters.DateFromToRangeFilter(label="Entrée entre")
    left_on = django_filters.DateFromToRangeFilter(label="Départ entre")

    class Meta:
        model = Membership
        fields = ["decision", "leaving", "joined_on_known"]


class MembershipForm(ServiceForm):
    """A membership, whole: to take history over, or to correct it."""

    class Meta:
        model = Membership
        fields = ["member", "requested_on", "decision", "decided_on", "decision_reference", "joined_on",
                  "joined_on_known", "left_on", "leaving", "note"]  # fmt: skip
        widgets = dict.fromkeys(("requested_on", "decided_on", "joined_on", "left_on"), AdminDateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = Member.objects.select_related("body")
        if self.instance.pk:
            self.fields["member"].disabled = True


class AddMembership(ServiceCreateView):
    """A request, or a membership whole."""

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "member": self.request.GET.get("member")}

    def write(self, data: dict[str, Any], by: dict[str, Any]) -> Membership:
        if data["decision"] == Decision.PENDING:
            return services.request_membership(
                member=data["member"], requested_on=data["requested_on"] or by["now"].date(), note=data["note"], **by
            )
        if data["joined_on"] is None:
            raise MemberError("Une adhésion acceptée a une date d’entrée.")
        return services.record_membership(
            member=data["member"], joined_on=data["joined_on"], joined_on_known=data["joined_on_known"],
            left_on=data["left_on"], leaving=data["leaving"], decided_on=data["decided_on"],
            requested_on=data["requested_on"], reference=data["decision_reference"], note=data["note"], **by,
        )  # fmt: skip


class EditMembership(ServiceEditView):
    """Corrects a membership."""

    def write(self, data: dict[str, Any], by: dict[str, Any]) -> Membership:
        changed = {key: value for key, value in data.items() if key != "member"}
        return services.correct_membership(membership=self.stored, **changed, **by)


class MembershipIndex(Several):
    """The list, with boxes to decide several requests at once."""

    all_of_them = "Toutes les adhésions de la liste"

    @staticmethod
    def rows() -> QuerySet[Membership]:
        return Membership.objects.select_related("member__body")


class MembershipViewSet(ModelViewSet):
    """The history of memberships."""

    model = Membership
    name = "memberships"
    url_prefix = "reseau/adhesions"
    icon = "date"
    menu_label = "Adhésions"
    copy_view_enabled = False
    index_view_class = MembershipIndex
    add_view_class = AddMembership
    edit_view_class = EditMembership
    form_fields = ["member"]
    list_display = ["member", "decision", "requested_on", "decided_on", "joined_on", "left_on", "leaving"]
    list_export = ["member.body.siren", "member.body.name", "requested_on", "decision", "decided_on",
                   "decision_reference", "joined_on", "joined_on_known", "left_on", "leaving", "note"]  # fmt: skip
    export_headings = {"member.body.siren": "SIREN", "member.body.name": "Collectivité"}
    export_filename = "adhesions"
    search_fields = ["member__body__name", "member__body__siren"]
    search_backend_name = None
    filterset_class = MembershipFilters
    ordering = ["-requested_on", "-joined_on", "-pk"]
    list_per_page = 50

    def get_form_class(self, for_update: bool = False) -> type[ServiceForm]:
        return MembershipForm


class FactForm(ServiceForm):
    """A fact of the organisation."""

    class Meta:
        model = OrganisationFact
        fields = ["member", "kind", "answer", "label", "amount", "starts_on", "source"]
        widgets = {"starts_on": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = Member.objects.select_related("body")


class AddFact(ServiceCreateView):
    """Writes a fact; the one that held ends that day."""

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "member": self.request.GET.get("member")}

    def write(self, data: dict[str, Any], by: dict[str, Any]) -> OrganisationFact:
        return services.record_fact(**data, **by)


class FactIndex(Listing):
    """Every fact."""

    @staticmethod
    def rows() -> QuerySet[OrganisationFact]:
        return OrganisationFact.objects.select_related("member__body")


class FactViewSet(ModelViewSet):
    """How visible the ESS is in the organisation of each member: dated facts, added and never rewritten."""

    model = OrganisationFact
    name = "member_facts"
    url_prefix = "reseau/organigrammes"
    icon = "list-ul"
    menu_label = "Organigrammes"
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = FactIndex
    add_view_class = AddFact
    form_fields = ["kind"]
    list_display = ["member", "kind", "answer", "label", "starts_on", "ends_on", "source"]
    list_filter = ["kind", "answer"]
    list_export = ["member.body.siren", "member.body.name", "kind", "answer", "label", "amount", "starts_on", "ends_on",
                   "source"]  # fmt: skip
    export_headings = {"member.body.siren": "SIREN", "member.body.name": "Collectivité"}
    export_filename = "organigrammes"
    search_fields = ["member__body__name", "label"]
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[ServiceForm]:
        return FactForm
