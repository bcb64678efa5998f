"""What people come to do, from the home page to the file: real Chromium, real rows, the production server."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.mirror]
MEL = "/territoires/200093201-metropole-europeenne-de-lille/"


def test_from_the_search_to_the_file(visit, tmp_path):
    page = visit("/")
    page.get_by_role("combobox").or_(page.get_by_role("searchbox")).first.fill("metropole europeenne de lile")
    page.get_by_role("button", name="Voir le portrait").click()
    page.wait_for_load_state()
    if MEL not in page.url:  # a typing error leads to the list of answers
        page.get_by_role("link", name=re.compile("Métropole Européenne de Lille", re.IGNORECASE)).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lille")
    page.get_by_role("link", name="Toutes les organisations").first.click()
    page.wait_for_load_state()
    page.goto(page.url.split("?")[0] + "?label=ai")
    rows = page.locator("table tbody tr")
    assert rows.count() == 5
    page.get_by_text("Télécharger la liste").click()
    with page.expect_download() as caught:
        page.locator('a[href*="format=csv"]').first.click()
    target = tmp_path / "organisations.csv"
    caught.value.save_as(target)
    text = target.read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert "Extrait" in text.decode("utf-8-sig")


def test_the_portrait_without_javascript(visit):
    page = visit(MEL, java_script_enabled=False)
    expect(page.locator("h1")).to_contain_text("Lille")
    assert page.locator("svg a").count() > 50  # the drawn map, each commune a link
    assert page.locator("table").count() >= 4
    page.locator('main a[href$="/organisations/"], main a[href*="organisations/?"]').first.click()
    assert page.locator("table tbody tr").count() > 0


def test_the_keyboard_alone_reaches_a_portrait(visit):
    page = visit("/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "q":
            break
    page.keyboard.type("Bain-de-Bretagne")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/territoires/35012-bain-de-bretagne/"))


@pytest.mark.parametrize("path", ["/", MEL])
def test_a_page_is_light(visit, path):
    """At most 120 KB transferred without the interactive map, compressed as in production, at most 30 requests."""
    page = visit(path)
    sizes = page.evaluate(
        "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
        ".map(entry => entry.transferSize)"
    )
    assert len(sizes) <= 30
    assert sum(sizes) <= 120_000
    pictures = Path(os.environ.get("ESSAIM_SCREENSHOTS") or "")
    if path == MEL and os.environ.get("ESSAIM_SCREENSHOTS"):
        page.screenshot(path=pictures / "territoire.png")


def test_a_tap_says_what_a_word_means(visit):
    page = visit(MEL, java_script_enabled=False, has_touch=True, viewport={"width": 390, "height": 844})
    definition = page.locator("details.definition").first
    meaning = definition.locator(":scope > :not(summary)").first
    expect(meaning).to_be_hidden()
    definition.locator("summary").tap()
    expect(meaning).to_be_visible()
    box = meaning.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    definition.locator("summary").tap()
    expect(meaning).to_be_hidden()


def test_a_portrait_prints_with_its_figures_and_sources(visit, tmp_path):
    """On paper: no navigation, no button, every table whole, the warning of a partial edition and the sources."""
    page = visit(MEL)
    target = tmp_path / "portrait.pdf"
    page.pdf(path=target, prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, text=True, check=True).stdout
    sizes = subprocess.run(["pdfinfo", target], capture_output=True, text=True, check=True).stdout
    assert "A4" in sizes
    words = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
    for expected in ("Métropole Européenne de Lille", "Extrait", "Sources et méthode", "Hauts-de-France", "Insee"):
        assert expected in words, expected
    for unwanted in ("Mon espace", "Portrait en PDF", "Afficher la carte interactive", "Bibliothèque de composants"):
        assert unwanted not in words, unwanted
