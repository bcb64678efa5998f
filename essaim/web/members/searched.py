"""Members, for the search of the site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils import timezone

from essaim.rules.themes import themes as known_themes
from essaim.web.members import addresses, selectors
from essaim.web.members.enums import CATEGORY_NOUNS, Category
from essaim.web.members.models import Member
from essaim.web.search.searched import Answer, Searched
from essaim.web.search.text_index import Document, Hit


def versions(on: date) -> Mapping[str, str]:
    """Key → what makes a member's words: its last change and its name. Those of the day only."""
    held = selectors.in_force(on).order_by().values_list("member_id", "member__updated_at", "member__body__name")
    return {str(key): f"{at.timestamp()} {name}" for key, at, name in held}


def read(keys: Sequence[str]) -> Iterable[Document]:
    """The words of some members: name, what they say, their themes."""
    labels = known_themes(on=timezone.localdate())
    found = Member.objects.filter(pk__in=[int(key) for key in keys]).select_related("body").prefetch_related("themes")
    for member in found:
        themes = " ".join(labels.get(theme.theme, "") for theme in member.themes.all())
        version = f"{member.updated_at.timestamp()} {member.body.name}"
        yield Document(str(member.pk), version, member.body.name, f"{member.presentation}\n{themes}")


def answers(hits: Sequence[Hit]) -> Sequence[Answer]:
    """The lines of the results."""
    members = Member.objects.select_related("body").in_bulk([int(hit.key) for hit in hits])
    today = timezone.localdate()
    return [
        Answer(
            member.body.name,
            addresses.member(member.body.siren, member.body.name),
            hit.extract,
            CATEGORY_NOUNS[Category(selectors.category_of(member, today))][0],
        )
        for hit in hits
        if (member := members.get(int(hit.key))) is not None
    ]


MEMBERS = Searched("adherents", "Adhérents", 10, versions, read, answers)
SEARCHED = (MEMBERS,)
