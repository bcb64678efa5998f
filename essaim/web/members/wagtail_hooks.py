"""The network in the menu of the back office."""

from __future__ import annotations

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from essaim.web.members import permissions
from essaim.web.members.back_office import bulk, fee_viewsets, network_views
from essaim.web.members.back_office.charter_viewsets import SignatureViewSet, VersionViewSet
from essaim.web.members.back_office.fee_viewsets import AddedOnly, KeptOnly
from essaim.web.members.back_office.import_viewset import ImportViewSet
from essaim.web.members.back_office.member_viewsets import FactViewSet, MembershipViewSet, MemberViewSet
from essaim.web.members.models import (
    CharterSignature,
    CharterVersion,
    Member,
    MemberImport,
    Membership,
    OrganisationFact,
)
from essaim.web.ui.back_office import ReadOnly

for _model, _policy in (
    (Member, KeptOnly), (Membership, KeptOnly), (OrganisationFact, AddedOnly), (CharterVersion, KeptOnly),
    (CharterSignature, AddedOnly), (MemberImport, ReadOnly),
):  # fmt: skip
    register_permission_policy(_model, _policy(_model))
fee_viewsets.register_policies()


class NetworkGroup(ViewSetGroup):
    """Members and what they sign."""

    menu_label = "Réseau"
    menu_icon = "group"
    menu_order = 200
    items = (MemberViewSet, MembershipViewSet, FactViewSet, VersionViewSet, SignatureViewSet, ImportViewSet)


class FeesGroup(ViewSetGroup):
    """Fees."""

    menu_label = "Cotisations"
    menu_icon = "tick-inverse"
    menu_order = 210
    items = (
        fee_viewsets.CallViewSet, fee_viewsets.PaymentViewSet, fee_viewsets.ScaleViewSet, fee_viewsets.IssuerViewSet,
    )  # fmt: skip


@hooks.register("register_admin_viewset")
def register_network() -> list[ViewSetGroup]:
    """Put both groups in the menu."""
    return [NetworkGroup(), FeesGroup()]


@hooks.register("register_admin_urls")
def register_pages() -> list[URLPattern]:
    """Pages that are no list of one model."""
    return [
        path("reseau/adherents/<int:pk>/fusionner/", network_views.merge, name="members_merge"),
        path("reseau/inviter/", network_views.prospects, name="members_prospects"),
        path("reseau/inviter.<str:kind>", network_views.prospects_file, name="members_prospects_file"),
    ]


class TeamItem(MenuItem):
    """Shown to the team."""

    def is_shown(self, request) -> bool:  # type: ignore[no-untyped-def]
        return permissions.can_manage_members(request.roles)


@hooks.register("register_reports_menu_item")
def register_prospects() -> MenuItem:
    """Whom to invite, among the reports."""
    return TeamItem("Qui inviter", reverse("members_prospects"), icon_name="pick", order=300)


hooks.register("register_bulk_action", bulk.AcceptRequests)
hooks.register("register_bulk_action", bulk.SendReminders)
