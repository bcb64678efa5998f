"""Every kind of public page, and the states nobody should forget: valid HTML, nothing for axe, no overflow."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
from public_pages import kinds

pytestmark = [pytest.mark.browser, pytest.mark.mirror]
VNU = Path(__file__).resolve().parents[1] / "node_modules/vnu-jar/build/dist/vnu.jar"
LONG = "saint-" * 1600
ASSISTANT = "/commande-publique/assistant/"
ADVICE = "/commande-publique/conseil/reponse/"

# (what it shows, path, expected status): states drawn in their own way…
STATES = [
    ("the whole of France", "/territoires/FRA-france/", 200),
    ("nobody lives there, nothing is listed", "/territoires/55039-beaumont-en-verdunois/", 200),
    ("a commune merged last January", "/territoires/01330/", 200),
    ("a former commune shared by several", "/territoires/08227/", 300),
    ("a code of two territories", "/territoires/32/", 300),
    ("a perimeter of one’s own", "/territoires/sur-mesure/?parts=arrondissement:591,arrondissement:592", 200),
    ("filters that leave nothing", "/territoires/59350-lille/organisations/?famille=mutual&q=zzzz", 200),
    ("a filter that means nothing", "/territoires/59350-lille/organisations/?famille=inconnue", 400),
    ("nothing found", "/territoires/?q=zzzzzz", 200),
    ("nothing compared", "/comparer/", 200),
    ("a need whose code is to be chosen", f"{ASSISTANT}?quoi=repas+pour+les+cantines&ou=Saint-Martin", 200),
    ("a need answered", f"{ASSISTANT}?cpv=55524000&montant=85000&duree=12&lieu=commune:59350", 200),
    ("a need nobody answers", f"{ASSISTANT}?cpv=15860000&montant=6000&lieu=commune:35012", 200),
    ("wrong answers about a need", f"{ASSISTANT}?quoi=xyzzy&montant=abc&date=demain&ou=qqq&cpv=55524999", 200),
    ("a lever with two readings", "/commande-publique/leviers/achat-innovant/", 200),
    ("a lever before it was written down", "/commande-publique/leviers/reserver-ess/?date=2016-01-01", 200),
    ("the law answered", f"{ADVICE}?date=2026-11-24&cpv=55524000&montant=85000&nature=services&acheteur=commune", 200),
    ("a need cut in pieces", f"{ADVICE}?date=2026-11-24&montant=25000&nature=services&lots=25000%3B25000%3B25000", 200),
    ("a fact that cannot be read", f"{ADVICE}?montant=cher&nature=services", 400),
    ("the calendar of one lever", "/commande-publique/calendrier/?levier=achat-direct", 200),
    ("a lever without history", "/commande-publique/calendrier/?levier=sourcing", 200),
    ("a buyer whose holders nobody could match", "/acheteurs/215901638-ville-de-croix-59/", 200),
    ("a list of contracts, filtered", "/territoires/59-nord/marches/liste/?nature=travaux&etat=finis", 200),
    ("contracts that end near a place", "/marches/echeances/?territoire=departement:59", 200),
    ("no contract ends there", "/marches/echeances/?territoire=commune:55039", 200),
    ("no open notice", "/marches/avis/?territoire=commune:59350", 200),
    ("a territory that declares nothing", "/territoires/55039-beaumont-en-verdunois/marches/", 200),
    ("no such page", "/rien/du/tout/", 404),
]
# … and others of the same templates, which other figures could break.
MORE = [
    ("a région", "/territoires/32-hauts-de-france/", 200),
    ("a département", "/territoires/59-nord/", 200),
    ("a large intercommunalité", "/territoires/200093201-metropole-europeenne-de-lille/", 200),
    ("an EPT of Grand Paris", "/territoires/200057867-plaine-commune/", 200),
    ("an arrondissement", "/territoires/591/", 200),
    ("Paris, commune and département", "/territoires/75056-paris/", 200),
    ("a district of Lyon", "/territoires/69381-lyon-1er-arrondissement/", 200),
    ("a territory overseas", "/territoires/97611-mamoudzou/", 200),
    ("a commune of no intercommunalité", "/territoires/85113-l-ile-d-yeu/", 200),
    ("without outline", "/territoires/60694-les-hauts-talican/", 200),
    ("a second page", "/organisations/?page=2", 200),
    ("a page too far", "/organisations/?page=999999", 400),
    ("a question of ten thousand characters", f"/territoires/?q={LONG}", 400),
    ("five compared", "/comparer/?t=59350,33063,75056,69123,13055", 200),
    ("unknown", "/territoires/99999-nulle-part/", 404),
    ("no such organisation", "/organisations/000000000/", 404),
    ("a buyer that declares nothing", "/acheteurs/999999999/", 404),
    ("no such contract", "/marche/215901638-000000000000/", 404),
    ("a window that means nothing", "/marches/echeances/?periode=1-2", 400),
    ("not a SIREN", "/organisations/abc/", 404),
]


@pytest.fixture(scope="module")
def drawn(site: str) -> list[tuple[str, str, int]]:
    """(what it shows, path, expected status) of the kinds found by links, then of the states drawn in their own way."""
    found = kinds(site)
    assert {"home", "territories:page", "observatory:organization", "observatory:report"} <= set(found)
    return [*((name, path, 200) for name, path in found.items()), *STATES]


@pytest.mark.parametrize(("what", "path", "status"), [*STATES, *MORE])
def test_each_state_answers_with_its_status(site: str, what: str, path: str, status: int):
    answer = httpx.get(site + path, timeout=60, follow_redirects=True)
    assert answer.status_code == status, what
    assert "Traceback" not in answer.text
    assert len(re.findall("<h1[ >]", answer.text)) == 1


def test_html_is_valid(site: str, drawn: list[tuple[str, str, int]], tmp_path: Path):
    """The Nu HTML checker, the W3C’s own, finds neither error nor warning."""
    if shutil.which("java") is None:
        if os.environ.get("CI"):
            pytest.fail("Java must be there in CI (default-jre-headless)")
        pytest.skip("needs Java: apt install default-jre-headless")
    assert VNU.is_file(), "npm packages of the tests are missing: sh scripts/setup.sh test"
    named = {}
    with httpx.Client(base_url=site, timeout=60, follow_redirects=True) as client:
        for number, (what, path, _) in enumerate([*drawn, *MORE]):
            document = tmp_path / f"{number}.html"
            document.write_bytes(client.get(path).content)
            named[document.as_uri()] = what
    command = ["java", "-Xss4m", "-jar", VNU, "--format", "json", "--stdout", *sorted(tmp_path.glob("*.html"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    said = json.loads(done.stdout)["messages"]
    assert [
        f"{named.get(m.get('url', '').replace('file:/', 'file:///').replace('file://///', 'file:///'), m.get('url'))}: "
        f"{m['message']} (line {m.get('lastLine')}) {m.get('extract', '')}"
        for m in said
    ] == []


def test_axe_finds_nothing(visit, axe, drawn: list[tuple[str, str, int]]):
    found = {}
    for what, path, status in drawn:
        page = visit(path, expected=status)
        if report := axe(page):
            found[what] = report
        page.context.close()
    assert found == {}


def test_no_page_overflows_on_a_small_phone(visit, site: str, drawn: list[tuple[str, str, int]]):
    """320 px: the width of a small phone, and of 1280 px zoomed to 400 %."""
    page = visit("/accessibilite/", viewport={"width": 320, "height": 640}, expected=200)
    wide = {}
    for what, path, status in [*drawn, *MORE]:
        if status != 200:
            continue
        page.goto(site + path)
        if extra := page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"):
            wide[what] = extra
    assert wide == {}
