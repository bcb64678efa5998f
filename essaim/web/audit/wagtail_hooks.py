"""The team reads the trail, filters it, exports it; nobody changes it."""

from __future__ import annotations

import django_filters
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from essaim.web.audit.models import Entry
from essaim.web.ui.back_office import ReadOnly


class EntryFilters(WagtailFilterSet):
    """By action, kind of object and day."""

    action = django_filters.AllValuesFilter(label="Action")
    target_type = django_filters.AllValuesFilter(label="Genre d’objet")
    at = django_filters.DateFromToRangeFilter(label="Entre")

    class Meta:
        model = Entry
        fields: list[str] = []


class EntryViewSet(ModelViewSet):
    """The trail."""

    model = Entry
    name = "trail"
    url_prefix = "journal"
    icon = "history"
    menu_label = "Journal"
    menu_order = 350
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    form_fields = ["action"]
    list_display = ["at", "actor_label", "action", "target_label"]
    list_export = ["at", "actor_label", "action", "target_type", "target_id", "target_label", "before", "after"]
    export_filename = "journal"
    search_fields = ["actor_label", "target_label"]
    search_backend_name = None
    filterset_class = EntryFilters
    ordering = ["-at"]


register_permission_policy(Entry, ReadOnly(Entry))


@hooks.register("register_admin_viewset")
def register_trail() -> EntryViewSet:
    """Put the trail in the menu."""
    return EntryViewSet()
