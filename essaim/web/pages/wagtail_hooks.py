"""The messages of readers in the menu of the back office."""

from __future__ import annotations

from typing import Any

import django_filters
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from essaim.web.pages.models import ContactMessage


class MessageFilters(WagtailFilterSet):
    """By state and day of reception."""

    created_at = django_filters.DateFromToRangeFilter(label="Reçu entre")

    class Meta:
        model = ContactMessage
        fields = ["is_answered"]


class ReadersWrite(ModelPermissionPolicy):
    """Messages come from readers: nobody adds one here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "add" and super().user_has_permission(user, action)


class ContactMessageViewSet(ModelViewSet):
    """What readers wrote cannot be changed, only whether it was answered."""

    model = ContactMessage
    name = "contact_messages"
    url_prefix = "messages"
    icon = "comment"
    menu_label = "Messages reçus"
    menu_order = 315
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["name", "email", "organization", "subject", "message", "created_at", "is_answered"]
    list_display = ["subject", "name", "organization", "is_answered", "created_at"]
    list_export = ["subject", "name", "email", "organization", "message", "is_answered", "created_at"]
    export_filename = "messages"
    search_fields = ["subject", "name", "message"]
    search_backend_name = None
    filterset_class = MessageFilters
    ordering = ["-created_at"]
    panels = [
        FieldPanel("is_answered"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("name", read_only=True), FieldPanel("email", read_only=True)]),
                FieldPanel("organization", read_only=True),
                FieldPanel("subject", read_only=True),
                FieldPanel("message", read_only=True),
                FieldPanel("created_at", read_only=True),
            ],
            heading="Ce que le lecteur a écrit",
        ),
    ]


register_permission_policy(ContactMessage, ReadersWrite(ContactMessage))


@hooks.register("register_admin_viewset")
def register_messages() -> ContactMessageViewSet:
    """Put the messages in the menu."""
    return ContactMessageViewSet()
