"""The interface in a real Chromium: nothing for axe to find, keyboard, phone, zoom, no script, the map."""

import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.utils.csp import CSP

pytestmark = [pytest.mark.browser, pytest.mark.urls("essaim.web.ui.tests.urls")]
DIST = Path(__file__).parents[1] / "static/dist"
PAGES = ["/", "/bibliotheque/"]


class Silent(WSGIRequestHandler):
    def log_message(self, *arguments):
        """Keep the answers of the server out of the tests' output."""


@pytest.fixture
def site(settings):
    """The interface alone, under the strict policy, on a free port."""
    if not (DIST / "map.js").is_file():
        pytest.fail("the front-end bundle is missing: npm ci, then node scripts/bundle.mjs")
    settings.MIDDLEWARE = ["django.middleware.csp.ContentSecurityPolicyMiddleware"]
    settings.SECURE_CSP = {"default-src": [CSP.SELF], "img-src": [CSP.SELF, "data:"]}
    engine = settings.TEMPLATES[0]
    options = {**engine["OPTIONS"], "context_processors": ["django.template.context_processors.request"]}
    settings.TEMPLATES = [{**engine, "OPTIONS": options}]
    server = ThreadedWSGIServer(("127.0.0.1", 0), Silent)
    server.set_app(StaticFilesHandler(WSGIHandler()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


# The library holds every component: it stands for the others in the dark.
@pytest.mark.parametrize(("path", "scheme"), [*((path, "light") for path in PAGES), ("/bibliotheque/", "dark")])
def test_axe_finds_nothing(visit, axe, path, scheme):
    assert axe(visit(path, color_scheme=scheme)) == ""


@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways_on_a_phone_or_at_400_percent(visit, path):
    page = visit(path, viewport={"width": 360, "height": 640})
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_the_first_tab_skips_to_the_content(visit):
    page = visit("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


def test_the_search_box_proposes_and_obeys_the_keyboard(visit, axe):
    page = visit("/")
    box = page.get_by_role("combobox")
    box.press_sequentially("lill")
    page.get_by_role("option").first.wait_for()
    assert page.get_by_role("option").count() == 3
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    box.press("ArrowDown")
    assert page.locator("[aria-selected=true]").inner_text().startswith("Lillers")
    assert box.get_attribute("aria-activedescendant") == page.locator("[aria-selected=true]").get_attribute("id")
    assert axe(page) == ""
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    box.press_sequentially("e")
    page.get_by_role("option").first.wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(lambda url: url.endswith("/territoires/?choix=lille"), timeout=5000)


def test_the_search_box_searches_without_script(visit):
    page = visit("/", java_script_enabled=False)
    page.get_by_role("searchbox").fill("Bain-de-Bretagne")
    page.get_by_role("button", name="Voir le portrait").click()
    assert page.url.endswith("/territoires/?q=Bain-de-Bretagne")


def test_filters_leave_empty_fields_out_of_the_address(visit):
    page = visit("/bibliotheque/")
    page.get_by_label("Créée après").fill("2015")
    page.get_by_role("button", name="Filtrer").click()
    assert page.url.endswith("?tri=nom&famille=association&annee=2015")


def test_the_map_starts_on_demand_and_answers_the_keyboard(visit, axe):
    page = visit("/vivante/")
    requested = []
    page.on("request", lambda request: requested.append(request.url))
    page.get_by_role("button", name="Afficher la carte interactive").click()
    page.wait_for_selector("[data-idle]", timeout=20_000)
    assert any(url.endswith("dist/map.js") for url in requested)
    page.keyboard.press("Enter")
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.wait_for_timeout(1500)
    for _ in range(4):
        page.keyboard.press("Enter")
        page.wait_for_timeout(700)
        if page.locator(".maplibregl-popup a").count():
            break
    assert page.locator(".maplibregl-popup a").count() >= 1
    assert page.evaluate("document.activeElement.closest('.maplibregl-popup') !== null")
    assert axe(page) == ""
