"""Pages of the editors, for the search of the site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.html import strip_tags
from wagtail.models import Page

from essaim.web.pages import selectors
from essaim.web.search.searched import Answer, Searched
from essaim.web.search.text_index import Document, Hit


def versions(on: date) -> Mapping[str, str]:
    """Key → moment of the last publication, of every public page."""
    rows = selectors.public().order_by().values_list("pk", "last_published_at", "url_path")
    return {str(key): f"{at.timestamp() if at else ''} {path}" for key, at, path in rows}


def read(keys: Sequence[str]) -> Iterable[Document]:
    """The words of some pages."""
    for page in Page.objects.filter(pk__in=[int(key) for key in keys]).specific():
        version = f"{page.last_published_at.timestamp() if page.last_published_at else ''} {page.url_path}"
        yield Document(str(page.pk), version, page.title, words(page))


def words(page: Page) -> str:
    """Everything a reader may look for in a page."""
    body = page.body.stream_block.get_searchable_content(page.body)
    parts = [getattr(page, "lead", ""), page.search_description, *(strip_tags(str(part)) for part in body)]
    return "\n".join(part for part in parts if part)


def answers(hits: Sequence[Hit]) -> Sequence[Answer]:
    """The lines of the results."""
    pages = selectors.public().in_bulk([int(hit.key) for hit in hits])
    return [
        Answer(page.title, page.get_url(), hit.extract) for hit in hits if (page := pages.get(int(hit.key))) is not None
    ]


PAGES = Searched("pages", "Pages", 50, versions, read, answers)
SEARCHED = (PAGES,)
