"""The agenda in the menu of the back office."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from essaim.web.events.back_office import event_viewset, feed_viewset
from essaim.web.events.back_office.event_viewset import EventViewSet
from essaim.web.events.back_office.feed_viewset import FeedViewSet
from essaim.web.events.models import Event, FeedSource


class KeptOnly(ModelPermissionPolicy):
    """An event that people may have registered for is cancelled, never deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


register_permission_policy(Event, KeptOnly(Event))
register_permission_policy(FeedSource, KeptOnly(FeedSource))


class AgendaGroup(ViewSetGroup):
    """Events and the feeds of partners."""

    menu_label = "Agenda"
    menu_icon = "date"
    menu_order = 215
    items = (EventViewSet, FeedViewSet)


@hooks.register("register_admin_viewset")
def register_agenda() -> AgendaGroup:
    """Put the group in the menu."""
    return AgendaGroup()


@hooks.register("register_admin_urls")
def register_pages() -> list[URLPattern]:
    """Pages that are no form of an event."""
    return [*event_viewset.URLS, *feed_viewset.URLS]
