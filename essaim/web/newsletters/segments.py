"""Who a letter goes to, and which of its passages concern whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from essaim.web.newsletters.enums import Reach, Standing
from essaim.web.newsletters.models import MailingList, Subscriber, SubscriberTheme, Subscription

FACETS = ("levels", "regions", "posts", "themes")


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a list: any value inside a facet, all the facets together. An empty facet keeps everybody.

    levels: keys of ui.news.LEVELS; regions: INSEE codes; posts: values of Post; themes: ids of essaim.rules.themes.
    """

    levels: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any] | None) -> Segment:
        """Return the segment that `dump` wrote; the whole list for nothing."""
        return cls(**{facet: tuple((kept or {}).get(facet, ())) for facet in FACETS})

    def dump(self) -> dict[str, list[str]]:
        """What JSON keeps: the facets that choose something."""
        return {facet: list(values) for facet in FACETS if (values := getattr(self, facet))}

    def __bool__(self) -> bool:
        return bool(self.dump())


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a reader. Empty: not known."""

    level: str = ""
    region: str = ""
    post: str = ""
    themes: frozenset[str] = field(default_factory=frozenset)

    def is_concerned(self, audience: Segment) -> bool:
        """True unless something known of the reader puts them outside. Nothing is hidden for want of knowing."""
        told = ((audience.levels, self.level), (audience.regions, self.region), (audience.posts, self.post))
        if any(wanted and known and known not in wanted for wanted, known in told):
            return False
        return not (audience.themes and self.themes and not self.themes & set(audience.themes))


def recipients(list_: MailingList, segment: Segment) -> QuerySet[Subscriber]:
    """Return the subscribers of a list that a segment keeps, and that letters reach.

    Who did not say their region is not « in Brittany »: a facet keeps those known to be in it, but for themes, where
    who chose none follows them all.
    """
    active = Subscription.objects.filter(subscriber=OuterRef("pk"), list=list_, standing=Standing.ACTIVE)
    found = Subscriber.objects.filter(Exists(active), reach=Reach.GOOD)
    if segment.levels:
        found = found.filter(level__in=segment.levels)
    if segment.regions:
        found = found.filter(region_code__in=segment.regions)
    if segment.posts:
        found = found.filter(post__in=segment.posts)
    if segment.themes:
        followed = SubscriberTheme.objects.filter(subscriber=OuterRef("pk"))
        found = found.filter(Exists(followed.filter(theme__in=segment.themes)) | ~Q(Exists(followed)))
    return found


def counts(list_: MailingList) -> dict[str, dict[str, int]]:
    """Return, for each facet, how many of those a list reaches hold each value; "" counts those who did not say."""
    everybody = recipients(list_, Segment())

    def by(name: str) -> dict[str, int]:
        return dict(everybody.order_by().values_list(name).annotate(count=Count("pk", distinct=True)))

    found = {"levels": by("level"), "regions": by("region_code"), "posts": by("post"), "themes": by("themes__theme")}
    found["themes"] = {theme or "": count for theme, count in found["themes"].items()}
    return found


def profiles(keys: Sequence[int]) -> dict[int, Profile]:
    """Return what is known of subscribers, in two queries."""
    themes: dict[int, set[str]] = {}
    for key, theme in SubscriberTheme.objects.filter(subscriber__in=keys).values_list("subscriber_id", "theme"):
        themes.setdefault(key, set()).add(theme)
    rows = Subscriber.objects.filter(pk__in=keys).values_list("pk", "level", "region_code", "post")
    return {key: Profile(*known, frozenset(themes.get(key, ()))) for key, *known in rows}
