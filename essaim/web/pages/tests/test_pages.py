"""The standing pages, rendered as they are served."""

import pytest
from django.template.loader import render_to_string

from essaim.web.pages.models import HomePage, Publisher

pytestmark = pytest.mark.django_db


def body(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_home_searches_a_territory_without_script(client, served):
    page = body(client.get("/"))
    assert 'action="/territoires/" method="get"' in page
    assert "/territoires/?q=Bain-de-Bretagne" in page
    assert 'data-suggest="/territoires/suggestions"' in page


def test_home_shows_the_national_figures_of_the_release(client, served):
    page = body(client.get("/"))
    assert "La France en bref" in page
    assert 'href="/espace/"' in page


def test_home_is_what_editors_wrote(client, served):
    home = HomePage.objects.get()
    home.heading = "Essaimons : l’ESS d’ici"
    home.save_revision().publish()
    assert "Essaimons\u00a0: l’ESS d’ici" in body(client.get("/"))


def test_the_accessibility_statement_claims_nothing_untested(client):
    page = body(client.get("/accessibilite/"))
    assert "Accessibilité\u00a0: non auditée" in page
    assert "Aucun audit de conformité" in page


def test_the_legal_notice_invents_no_publisher(client):
    assert body(client.get("/mentions-legales/")).count("non renseigné") == 5
    Publisher.objects.create(name="Structure <Exemple>", contact="contact@exemple.example")
    page = body(client.get("/mentions-legales/"))
    assert "Structure &lt;Exemple&gt;" in page
    assert page.count("non renseigné") == 3


@pytest.mark.parametrize("code", [400, 403, 404, 500, 503])
def test_each_error_page_says_what_to_do_next(code):
    page = render_to_string(f"{code}.html", {"reason": "Le dossier des publications est vide."})
    assert f"Erreur {code}" in page
    assert "Traceback" not in page
    assert 'href="/"' in page
