"""The standing pages, rendered as they are served."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from essaim.web.pages import views
from essaim.web.ui import samples

pytestmark = pytest.mark.urls("essaim.web.ui.tests.urls")


def body(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_home_searches_a_territory_without_script():
    page = body(views.home(RequestFactory().get("/")))
    assert 'action="/territoires/" method="get"' in page
    assert "/territoires/?q=Bain-de-Bretagne" in page
    assert "La France en bref" not in page


def test_home_shows_the_national_figures_it_is_given():
    page = body(views.home(RequestFactory().get("/"), lambda request: samples.FIGURES, "/suggestions/"))
    assert "La France en bref" in page
    assert 'data-suggest="/suggestions/"' in page


def test_the_accessibility_statement_claims_nothing_untested():
    page = body(views.accessibility(RequestFactory().get("/accessibilite/")))
    assert "Accessibilité\u00a0: non auditée" in page
    assert "Aucun audit de conformité" in page


def test_the_legal_notice_invents_no_publisher(settings):
    settings.ESSAIM_PUBLISHER = {}
    assert body(views.legal(RequestFactory().get("/"))).count("non renseigné") == 5
    settings.ESSAIM_PUBLISHER = {"name": "Structure <Exemple>", "contact": "contact@exemple.test"}
    page = body(views.legal(RequestFactory().get("/")))
    assert "Structure &lt;Exemple&gt;" in page
    assert page.count("non renseigné") == 3


@pytest.mark.parametrize("code", [400, 403, 404, 500, 503])
def test_each_error_page_says_what_to_do_next(code):
    page = render_to_string(f"{code}.html", {"reason": "Le dossier des publications est vide."})
    assert f"Erreur {code}" in page
    assert "Traceback" not in page
    assert 'href="/"' in page
