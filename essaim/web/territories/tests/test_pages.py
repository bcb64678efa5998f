"""Every address of a place answers, in French, with the right status."""

from __future__ import annotations

import json

import pytest

LILLE = "/territoires/59350-lille/"
CUSTOM = "/territoires/sur-mesure/?parts=commune:59350,commune:59512&nom=Lille%20et%20Roubaix"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/territoires/",
        "/territoires/?q=roubx",
        "/territoires/suggestions?q=lil",
        LILLE,
        "/territoires/FRA-france/",
        "/territoires/32-hauts-de-france/",
        "/territoires/200093201-metropole-europeenne-de-lille/",
        "/territoires/59-nord/",
        "/territoires/75056-paris/",
        "/territoires/75101-paris-1er-arrondissement/",
        "/territoires/59388-marquillies/",
        f"{LILLE}organisations/",
        f"{LILLE}organisations/?famille=association&page=2",
        CUSTOM,
        "/territoires/sur-mesure/organisations/?parts=commune:59350,commune:59512",
        f"{LILLE}points.geojson",
        f"{LILLE}contours.geojson",
        f"{LILLE}chiffres.svg",
        "/comparer/",
        "/comparer/?t=59350,59512,200093201",
        "/organisations/",
        "/organisations/?famille=cooperative&tri=effectif",
        "/donnees/",
        "/methode/",
        "/donnees/manifest.json",
        "/robots.txt",
        "/sitemap.xml",
        "/sitemap-commune-1.xml",
        "/api/v1/docs",
        "/api/v1/openapi.json",
        "/api/v1/territories",
        "/api/v1/territories/commune:59350",
        "/api/v1/indicators?territory=59350",
        "/api/v1/organizations?territory=59350",
        "/api/v1/organizations",
        "/api/v1/search?q=lille",
        "/api/v1/releases",
        "/accessibilite/",
        "/mentions-legales/",
        "/bibliotheque/",
    ],
)
def test_answers(client, served, path):
    response = client.get(path)
    assert response.status_code == 200, response.content[:500]
    assert not response.cookies
    if "/suggestions" in path:
        assert json.loads(response.content)["results"][0]["label"] == "Lille"
