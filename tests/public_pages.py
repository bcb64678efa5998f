"""Every kind of public page of a running site: one address for each named route, found by following its links.

Nobody keeps a list: a page that a new app brings is checked as soon as one public page leads to it.
"""

from __future__ import annotations

from collections import deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx
from django.urls import Resolver404, resolve

MOST_OF_A_KIND = 2  # pages of one kind whose links are followed: enough to reach the kinds behind them
# Kinds that people reach by a form or an address given elsewhere, and states of pages that links rarely show.
SEEDS = (
    "/",
    "/bibliotheque/",
    "/api/v1/docs",
    "/territoires/?q=saint-denis",
    "/territoires/?q=zzzzzz",
    "/comparer/?t=59350,33063,75056",
)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.forms: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if (tag, name) == ("a", "href") and value:
                self.found.append(value)
            if (tag, name) == ("form", "action") and value:
                self.forms.append(value)


def kinds(site: str) -> dict[str, str]:
    """Return {route name: path} of the HTML pages a reader of `site` can reach; site: « http://127.0.0.1:8000 ».

    Raises AssertionError when a link leads to anything but an answer below 400: a public page has no dead link. A form
    sent empty may be refused (400), or be one to post (405).
    """
    found: dict[str, str] = {}
    followed: dict[str, int] = {}
    todo = deque(SEEDS)
    seen = set(SEEDS)
    forms: set[str] = set()
    with httpx.Client(base_url=site, timeout=60, follow_redirects=True) as client:
        while todo:
            path = todo.popleft()
            name = _name(path)
            if name is None or (followed.get(name, 0) >= MOST_OF_A_KIND and path not in SEEDS):
                continue
            followed[name] = followed.get(name, 0) + 1
            answer = client.get(path)
            if path in forms and answer.status_code in (400, 405):
                continue
            assert answer.status_code < 400, f"{path} answers {answer.status_code}"
            if not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            found.setdefault(name, path)
            links = _Links()
            links.feed(answer.text)
            for link in (*links.found, *links.forms):
                target = urlsplit(urljoin(str(answer.url), link))
                following = target.path + (f"?{target.query}" if target.query else "")
                if f"{target.scheme}://{target.netloc}" == site and following not in seen:
                    seen.add(following)
                    todo.append(following)
                    if link in links.forms:
                        forms.add(following)
    return found


def _name(path: str) -> str | None:
    try:
        return resolve(urlsplit(path).path).view_name or None
    except Resolver404:
        return None
