"""Files opened again with the libraries people use; each says which release it comes from, and its banner."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pyarrow.parquet as pq
import pypdf
import pytest
from PIL import Image

from essaim.web.observatory.tests.tiny_release import BANNER
from essaim.web.ui.tests import pdf_ua

LILLE = "/territoires/59350-lille"
RELEASE = "2026-11-23T093000Z"


def fetch(client, path, **query):
    response = client.get(path, query)
    assert response.status_code == 200, response.content[:300]
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body, response


def test_french_csv(client, served, release):
    body, response = fetch(client, f"{LILLE}/organisations/fichier", format="csv")
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    expected = release.value(
        "SELECT count(*) FROM establishments WHERE commune_code='59350' AND is_sse=1 AND diffusible=1"
    )
    assert len(rows) == expected
    assert {row["Édition"] for row in rows} == {RELEASE}
    assert {row["Avertissement"] for row in rows} == {BANNER}
    assert "," in rows[0]["Longitude"]
    assert f"59350-lille-{RELEASE}.csv" in response["Content-Disposition"]
    # The name that is a formula is kept, and cannot run.
    (formula,) = [row["Nom"] for row in rows if "HYPERLINK" in row["Nom"]]
    assert formula.startswith("'=")


def test_plain_csv_keeps_the_filters(client, served):
    body, _ = fetch(client, f"{LILLE}/organisations/fichier", format="csv-plain", famille="cooperative")
    rows = list(csv.DictReader(io.StringIO(body.decode())))
    assert [row["name"] for row in rows] == ["Atelier du Réemploi"]
    assert "." in rows[0]["longitude"]


def test_xlsx(client, served):
    body, _ = fetch(client, f"{LILLE}/organisations/fichier", format="xlsx")
    book = openpyxl.load_workbook(io.BytesIO(body))
    assert book.sheetnames == ["Lisez-moi", "Données"]
    said = {row[0].value: row[1].value for row in book["Lisez-moi"].iter_rows()}
    assert said["Édition"] == RELEASE
    assert said["Avertissement"] == BANNER
    cells = [cell for row in book["Données"].iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)


def test_geojson(client, served):
    body, _ = fetch(client, f"{LILLE}/organisations/fichier", format="geojson")
    data = json.loads(body)
    assert data["essaim"]["Édition"] == RELEASE
    assert data["essaim"]["Avertissement"] == BANNER
    x, y = data["features"][0]["geometry"]["coordinates"]
    assert 2 < x < 4
    assert 50 < y < 51


def test_parquet(client, served):
    body, _ = fetch(client, f"{LILLE}/indicateurs/fichier", format="parquet")
    table = pq.read_table(io.BytesIO(body))
    assert RELEASE in table.schema.metadata[b"essaim"].decode()
    assert "commune:59350" in table["territory_id"].to_pylist()
    assert str(table.schema.field("value").type) == "double"


def test_an_empty_list_is_still_a_file(client, served):
    for name in ("csv", "csv-plain", "xlsx", "geojson", "parquet"):
        body, _ = fetch(client, f"{LILLE}/organisations/fichier", format=name, famille="mutual")
        if name == "geojson":
            assert json.loads(body)["features"] == []
        if name == "parquet":
            assert pq.read_table(io.BytesIO(body)).num_rows == 0


def test_an_unknown_format_is_refused(client, served):
    assert client.get(f"{LILLE}/organisations/fichier", {"format": "docx"}).status_code == 400
    assert client.get(f"{LILLE}/indicateurs/fichier", {"format": "geojson"}).status_code == 400


@pytest.mark.parametrize(
    "place", ["59350-lille", "59-nord", "FRA-france", "59388-marquillies", "75101-paris-1er-arrondissement"]
)
def test_the_pdf_is_tagged_and_has_four_pages(client, served, place):
    body, response = fetch(client, f"/territoires/{place}/portrait.pdf")
    assert response["Content-Type"] == "application/pdf"
    document = pypdf.PdfReader(io.BytesIO(body))
    assert len(document.pages) == 4
    assert pdf_ua.faults(body) == []
    assert pdf_ua.headings(body)[:2] == ["H1", "H2"]
    for page in document.pages:
        text = " ".join(page.extract_text().split())
        assert "Démonstration" in text
        assert RELEASE in text
        assert "23 novembre 2026" in text


def test_the_card(client, served):
    body, _ = fetch(client, f"{LILLE}/chiffres.svg")
    drawing = body.decode()
    assert 'role="img"' in drawing
    assert RELEASE in drawing
    assert "Démonstration" in drawing
    response = client.get(f"{LILLE}/chiffres.png")
    if response.status_code == 200:
        assert Image.open(io.BytesIO(response.content)).size == (2400, 1260)
    else:
        assert "polices" in response.content.decode()


def test_a_missing_library_is_said_not_thrown(client, served, monkeypatch):
    """Without Pango, importing WeasyPrint raises OSError."""
    import builtins

    real = builtins.__import__

    def without_pango(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    response = client.get(f"{LILLE}/portrait.pdf")
    assert response.status_code == 503
    assert "libpango" in response.content.decode()
