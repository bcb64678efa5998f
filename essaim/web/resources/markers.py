"""What a text is bound to, written in it between braces.

`{droit:direct_purchase_works}` is the value of a threshold of public procurement on the day one reads;
`{article:Article 8 de la loi 2014-856|S47|verifie}` a text of law, the source where it was read and how sure that is;
`{chiffre:ess_etab}` a figure of the reader's territory, `{chiffre:ess_etab@commune:59350}` of a given one.
Pure functions: nothing is looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape

from essaim.web.resources.enums import Bound

MARKER = re.compile(r"\{(droit|article|chiffre):([^{}<>]{1,400})\}")
_BROKEN = re.compile(r"\{[^{}]{0,400}\}|[{}]")


@dataclass(frozen=True, slots=True)
class Marker:
    """kind: what it is bound to; key: id of the threshold, indicator (with its territory), or text of the article.

    source, confidence: of an article.
    """

    kind: Bound
    key: str
    source: str = ""
    confidence: str = ""

    @property
    def id(self) -> str:
        """What tells it from the others of its kind: one article cited from two sources is two things."""
        return f"{self.key}|{self.source}|{self.confidence}" if self.kind == Bound.ARTICLE else self.key

    @property
    def indicator(self) -> str:
        """The id of the indicator of a figure."""
        return self.key.partition("@")[0]

    @property
    def territory_id(self) -> str:
        """The territory of a figure; empty for the reader's."""
        return self.key.partition("@")[2]


def read(kind: str, content: str) -> Marker:
    """Read what stands between the braces. An article without source or confidence is to be verified."""
    content = unescape(content).strip()
    if kind != Bound.ARTICLE:
        return Marker(Bound(kind), content)
    text, source, confidence, *_ = [*(part.strip() for part in content.split("|")), "", ""]
    return Marker(Bound.ARTICLE, text, source, confidence if confidence == "verifie" else "a_verifier")


def found(text: str) -> Iterator[Marker]:
    """Every marker of a text, in order."""
    return (read(match[1], match[2]) for match in MARKER.finditer(text))


def replaced(text: str, write: Callable[[Marker], str]) -> str:
    """Return a text with each marker written out by `write`."""
    return MARKER.sub(lambda match: write(read(match[1], match[2])), text)


def unread(text: str) -> list[str]:
    """Return the braces that are no marker: a typing error, to be told to who writes."""
    return [match[0] for match in _BROKEN.finditer(MARKER.sub("", text))]
