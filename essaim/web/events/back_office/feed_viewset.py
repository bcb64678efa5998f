"""Partners' feeds in the back office."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from essaim.web.accounts.access import refuse_unless
from essaim.web.events import relaying
from essaim.web.events.models import FeedSource
from essaim.web.events.permissions import can_manage_events
from essaim.web.ui.back_office import Inspect


class InspectFeed(Inspect):
    """What the last reading gave, line by line."""

    template_name = "events/admin/feed.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = reverse("agenda_events:index") + f"?state=propose&source={self.object.pk}"
        return {**super().get_context_data(**kwargs), "source": self.object, "waiting_href": waiting}


class FeedViewSet(ModelViewSet):
    """Feeds that are read each day."""

    model = FeedSource
    icon = "link"
    menu_label = "Flux de partenaires"
    name = "agenda_feeds"
    url_prefix = "agenda/flux"
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = InspectFeed
    form_fields = ["name", "url", "is_active"]
    list_display = ["name", "url", "is_active", "read_at", Column("error", label="Erreur")]
    search_fields = ["name", "url"]
    search_backend_name = None


@require_POST
def read_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a feed at once."""
    refuse_unless(can_manage_events(request.roles))
    new = relaying.read_source(source_id=pk, on=timezone.localdate(), now=timezone.now())
    messages.success(request, f"Flux lu\u00a0: {new} rendez-vous à relire.")
    return redirect("agenda_feeds:inspect", pk)


URLS = [path("agenda/flux/<int:pk>/lire/", read_now, name="agenda_read_feed")]
