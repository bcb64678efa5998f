"""What the pages of subscription need: the forms with their regions and themes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict

from essaim.rules.themes import themes
from essaim.web.members.directory import region_names
from essaim.web.newsletters import selectors
from essaim.web.newsletters.forms import ChoicesForm, SubscribeForm
from essaim.web.newsletters.models import Subscriber
from essaim.web.observatory.release import Release


def _known(release: Release | None, on: date) -> dict[str, Any]:
    return {"regions": region_names(release) if release else {}, "themes": themes(on=on)}


def subscribe_form(data: QueryDict | None, release: Release | None, on: date) -> SubscribeForm:
    """Return the public form, every public list ticked when there is one only."""
    lists = selectors.public_lists()
    initial = {"lists": [one.pk for one in lists] if len(lists) == 1 else []}
    return SubscribeForm(data, lists=lists, initial=initial, **_known(release, on))


def choices_form(data: QueryDict | None, subscriber: Subscriber, release: Release | None, on: date) -> ChoicesForm:
    """Return the form of somebody's choices, as they stand."""
    lists, chosen = selectors.choices_of(subscriber)
    initial = {
        "lists": [one.pk for one in chosen],
        "level": subscriber.level,
        "region": subscriber.region_code,
        "post": subscriber.post,
        "themes": [one.theme for one in subscriber.themes.all()],
    }
    form = ChoicesForm(data, lists=lists, initial=initial, **_known(release, on))
    # To leave everything is a choice here.
    form.fields["lists"].required = False
    return form
