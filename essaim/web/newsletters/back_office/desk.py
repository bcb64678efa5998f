"""What the pages of a letter show in the back office."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from essaim.web.newsletters import passages, rendering, sending
from essaim.web.newsletters.blocks import region_choices
from essaim.web.newsletters.enums import Handing, Stage
from essaim.web.newsletters.models import Issue
from essaim.web.newsletters.segments import Profile, Segment, counts, recipients
from essaim.web.ui.news import KINDS, News, gather

FACET_WORDS = {"levels": "échelon", "regions": "région", "posts": "qualité", "themes": "thème"}


def last_month(today: date) -> dict[str, date]:
    """Return the days a monthly letter is about: the thirty before today, today included."""
    return {"since": today - timedelta(days=30), "until": today + timedelta(days=1)}


def offered(issue: Issue) -> list[News]:
    """Return what the apps have to tell of the days of a letter."""
    return gather(issue.since, issue.until)


def sections(issue: Issue, news: list[News]) -> list[dict[str, Any]]:
    """Return the news by kind, those already in the letter marked, each with the names of its regions."""
    known = {block.value["url"] for block in issue.body if block.block_type == "item"}
    names = dict(region_choices())
    return [
        {
            "label": label,
            "news": [
                {"one": one, "known": one.url in known, "regions": [names.get(code, code) for code in one.regions]}
                for one in news
                if one.kind == kind
            ],
        }
        for kind, label in KINDS.items()
        if any(one.kind == kind for one in news)
    ]


def previewed(issue: Issue, profile: Profile) -> dict[str, Any]:
    """Return the e-mail somebody would receive, and how many passages they would not see."""
    whole = passages.read(issue)
    seen = passages.shown(whole, profile)
    mail = rendering.draw(issue, seen).for_reader(rendering.links(issue, ""))
    return {"mail": mail, "hidden_count": len(whole) - len(seen), "is_empty": not seen}


def build(issue: Issue) -> dict[str, Any]:
    """Return the context of the page that follows a letter. Counts are those of now."""
    segment = Segment.read(issue.segment)
    everybody = recipients(issue.list, Segment()).count()
    reached = recipients(issue.list, segment).count()
    states = sending.handed(issue.pk)
    return {
        "issue": issue,
        "header_title": issue.subject,
        "reached": reached,
        "everybody": everybody,
        "unknown": _unknown(issue, segment),
        "progress": states,
        "done": sum(states.get(state, 0) for state in (Handing.SENT, Handing.FAILED, Handing.SKIPPED)),
        "uncertain": states.get(Handing.UNCERTAIN, 0),
        "is_written": issue.is_written,
        "is_going": issue.stage in (Stage.SENDING, Stage.PAUSED),
        "online": rendering.public_address(issue) if issue.list.is_public else "",
    }


def _unknown(issue: Issue, segment: Segment) -> list[tuple[str, int]]:
    """How many people a segment leaves out because they did not say."""
    if not segment:
        return []
    found = counts(issue.list)
    return [
        (FACET_WORDS[facet], found[facet].get("", 0))
        for facet in segment.dump()
        if facet != "themes" and found[facet].get("", 0)
    ]
