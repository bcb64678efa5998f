"""The content of a new site, loaded whole, and the letter of the demonstration, assembled from it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from essaim.web.config import first_content
from essaim.web.newsletters import in_demonstration
from essaim.web.newsletters.models import Issue

# Before the five meetings of the first agenda, which are announced for the weeks after.
BEFORE = datetime(2025, 9, 10, 9, 0, tzinfo=UTC)


@pytest.mark.usefixtures("served")
def test_the_letter_of_the_demonstration_announces_the_meetings_to_come():
    first_content.load(now=BEFORE)
    assert not Issue.objects.exists(), "a site of one’s own has no letter but those it writes"
    in_demonstration.make(now=BEFORE)
    letter = Issue.objects.get()
    announced = [block.value["url"] for block in letter.body if block.block_type == "item"]
    meetings = [url for url in announced if url.startswith("/agenda/")]
    assert meetings[0] == "/agenda/financer-les-associations-2025/", "the next one first"
    assert len(meetings) == 4, "four of a kind at most"
    assert any(url.startswith("/experiences/") for url in announced)
    assert not any(first_content.load(now=BEFORE).values()), "loading again changes nothing"
