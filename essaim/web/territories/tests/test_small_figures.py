"""A figure that is not zero is nowhere written as zero: one establishment among the inhabitants of Lille."""

from __future__ import annotations

import re

import pytest

from essaim.web.observatory import release as releases
from essaim.web.observatory.tests import tiny_indicators, tiny_release
from essaim.web.territories import card, portrait, portrait_pdf, selectors, shell

# Pages of territories also show what people wrote.
pytestmark = pytest.mark.django_db

DENSITY = 1000 / 238_695  # about 0.004 for 1,000 inhabitants
ZERO = re.compile(r"(?<![\d,])0,0+(?![\d,])")


def _one_establishment(tiny):
    for row in tiny_indicators.compute(tiny):
        if row["territory_id"] == "commune:59350" and row["dimension"] == "total":
            if row["indicator"] == "ess_etab":
                row = {**row, "value": 1.0}
            elif row["indicator"] in ("ess_densite", "ess_densite_employeurs"):
                row = {**row, "value": DENSITY}
        yield row


@pytest.fixture
def lille(tmp_path, settings):
    settings.ESSAIM_VAR = tmp_path
    settings.ESSAIM_API_BURST = 0
    tiny_release.write(tiny_release.sample(), tmp_path, _one_establishment)
    release = releases.current()
    return portrait.of_territory(release, selectors.get(release, "commune:59350"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/territoires/59350-lille/", "/comparer/?t=commune:59350,departement:59", "/territoires/59512-roubaix/"]
)
def test_on_pages(client, lille, path):
    page = client.get(path).content.decode()
    assert "&lt;\u00a00,01" in page
    assert not ZERO.search(page)


def test_in_what_one_takes_away(lille):
    for text in (portrait_pdf.html(lille), card.svg(card.of_portrait(lille))):
        assert "&lt;\u00a00,01" in text
        assert not ZERO.search(text)
    assert "<\u00a00,01" in shell.portrait("59350", "text", print).decode()
