"""The letters that were sent, on the site: list, page, feed."""

from __future__ import annotations

from itertools import accumulate
from operator import or_
from typing import Any

from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from essaim.rules.themes import themes
from essaim.web.members.directory import region_names
from essaim.web.newsletters import passages, rendering, selectors
from essaim.web.newsletters.models import Issue, MailingList
from essaim.web.newsletters.passages import Passage
from essaim.web.newsletters.segments import Segment
from essaim.web.observatory.release import Release
from essaim.web.ui.components import Link
from essaim.web.ui.news import LEVELS

SECTION = Link("Lettres", "/lettres/")


def of_list(list_: MailingList) -> dict[str, Any]:
    """Return the context of newsletters/archive.html."""
    return {
        "list": list_,
        "issues": list(selectors.published(list_)),
        "breadcrumb": [SECTION, Link(list_.name)],
    }


def of_issue(issue: Issue, release: Release | None) -> dict[str, Any]:
    """Return the context of newsletters/issue.html: every passage, and whom those that are not for all concern."""
    shown = passages.with_headings(passages.read(issue))
    # A title before the first heading of the letter stands right under that of the page.
    headed = accumulate((bool(one.heading) for one in shown), or_)
    levels = [3 if under else 2 for under in headed]
    return {
        "issue": issue,
        "list": issue.list,
        "passages": [(one, concerned(one.audience, release), level) for one, level in zip(shown, levels, strict=True)],
        "fictitious": issue.fictitious or any(one.fictitious for one in shown),
        "breadcrumb": [SECTION, Link(issue.list.name, f"/lettres/{issue.list.slug}/"), Link(issue.subject)],
    }


def concerned(audience: Segment, release: Release | None) -> str:
    """Return in words whom a passage is for; empty when it is for all."""
    regions = region_names(release) if release else {}
    labels: dict[str, str] = {}
    if audience.themes:
        labels = dict(themes(on=timezone.localdate()))
    named = [
        *(regions.get(one, f"région {one}") for one in audience.regions),
        *(LEVELS[one].lower() for one in audience.levels if one in LEVELS),
        *(labels.get(one, one) for one in audience.themes),
    ]
    return ", ".join(named)


def feed(list_: MailingList, *, root: str) -> bytes:
    """Return the Atom feed of a public list, the latest first. root: « https://host »."""
    made = Atom1Feed(
        title=list_.name,
        link=f"{root}/lettres/{list_.slug}/",
        feed_url=f"{root}/lettres/{list_.slug}/flux.atom",
        description=list_.purpose,
        language="fr",
        author_name="Essaim",
    )
    for issue in selectors.published(list_)[:30]:
        address = root + rendering.public_address(issue)
        made.add_item(
            title=issue.subject,
            link=address,
            description=_teaser(issue),
            pubdate=issue.sent_at or issue.scheduled_at,
            updateddate=issue.sent_at or issue.scheduled_at,
            unique_id=address,
        )
    return made.writeString("utf-8").encode()


def _teaser(issue: Issue) -> str:
    titles = [one.title for one in _titled(issue)]
    return "\n".join([part for part in (issue.preheader,) if part] + titles)


def _titled(issue: Issue) -> list[Passage]:
    return [one for one in passages.read(issue) if one.title]
