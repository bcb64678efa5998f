"""What other apps say of a member, or of a region of the network: experiences, meetings, resources.

An app brings its part in a module `member_parts.py` of its own, with `PARTS`: functions (member, day) → Contribution or
None, and `REGION_PARTS`: functions (code of a region, day) → the same. Nothing else to register; members knows none of
them. A part must answer in a constant number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from essaim.web.members.models import Member
from essaim.web.ui.components import Link


@dataclass(frozen=True, slots=True)
class Contribution:
    """A part of a member's page: its title, its links (a note beside each), what to say when there is none."""

    title: str
    links: Sequence[Link]
    empty: str = ""
    more: Link | None = None


@cache
def _brought(name: str) -> tuple[Callable[..., Contribution | None], ...]:
    """The parts of every app under a name, in the order of INSTALLED_APPS."""
    found: list[Callable[..., Contribution | None]] = []
    for config in apps.get_app_configs():
        if config.name.startswith("essaim.web.") and module_has_submodule(config.module, "member_parts"):
            found.extend(getattr(import_module(f"{config.name}.member_parts"), name, ()))
    return tuple(found)


def of_member(member: Member, on: date) -> list[Contribution]:
    """Return what every app has to say of a member on a day."""
    return [found for part in _brought("PARTS") if (found := part(member, on)) is not None]


def of_region(region: str, on: date) -> list[Contribution]:
    """Return what every app has to say of a region on a day; nothing for the whole of France."""
    found = (part(region, on) for part in _brought("REGION_PARTS")) if region else ()
    return [one for one in found if one is not None]
