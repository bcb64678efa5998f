"""Notices: the API's export fetched from a real HTTP server, codes and words of reservations, the files of 2021."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from essaim.pipeline.cards import UrlResource
from essaim.pipeline.catalogue import SourceInput, card, resolve_inputs
from essaim.pipeline.errors import FetchError, WrongFileError
from essaim.pipeline.fetch import fetch
from essaim.pipeline.fetch_settings import FetchSettings
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.boamp import clean as boamp
from essaim.pipeline.sources.boamp_2021 import clean as boamp_2021
from essaim.pipeline.sources.boamp_content import coded_reservation, cpv_codes, words
from essaim.pipeline.tests.hostile_server import Answer, hostile_server

EFORMS = {
    "EFORMS": {
        "ContractNotice": {
            "cac:ContractingParty": {"cac:Party": {"cac:Contact": {"cbc:Name": "Jeanne Dupont"}}},
            "cac:ProcurementProject": {
                "cbc:Description": {"@languageID": "FRA", "#text": "Entretien des espaces verts"},
                "cac:MainCommodityClassification": {
                    "cbc:ItemClassificationCode": {"@listName": "cpv", "#text": "77310000"}
                },
            },
            "cac:ProcurementProjectLot": [
                {
                    "cac:TenderingTerms": {
                        "cac:TendererQualificationRequest": {
                            "cac:SpecificTendererRequirement": {
                                "cbc:TendererRequirementTypeCode": {
                                    "@listName": "reserved-procurement",
                                    "#text": "res-ws",
                                }
                            }
                        }
                    }
                }
            ],
        }
    }
}
NATIONAL = {
    "FNSimple": {
        "organisme": {"nomOfficiel": "Ville", "correspondantPRM": {"nom": "Dupont"}},
        "initial": {
            "natureMarche": {
                "intitule": "Nettoyage de la mairie",
                "description": "Lot 2 réservé aux structures d’insertion (L2113-13).",
                "codeCPV": {"objetPrincipal": {"classPrincipale": "90911200"}},
            }
        },
    }
}


def notice(number: str = "26-1", content: object = None, **values: Any) -> dict[str, Any]:
    row = {
        "idweb": number,
        "objet": "Entretien",
        "nomacheteur": "Ville de Lille",
        "famille": "FNS",
        "nature": "APPEL_OFFRE",
        "etat": "INITIAL",
        "dateparution": "2026-11-20",
        "datelimitereponse": "2026-12-15T12:00:00+00:00",
        "code_departement": ["59", "62"],
        "type_marche": ["SERVICES"],
        "url_avis": "https://www.boamp.fr/pages/avis/?q=idweb:26-1",
        "donnees": json.dumps(content or {}),
    }
    return row | values


def cleaned(tmp_path: Path, rows: object) -> tuple[list[dict[str, Any]], Rejects]:
    path = tmp_path / "boamp.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    rejects = Rejects(tmp_path / "rejects")
    table, _ = boamp.clean(SourceInput(id="boamp", paths=[path], origin="fetched"), rejects)
    return table.to_pylist(), rejects


def test_a_coded_reservation_is_told_from_a_presumed_one(tmp_path):
    rows, _ = cleaned(tmp_path, [notice("26-1", EFORMS), notice("26-2", NATIONAL), notice("26-3")])
    told = [(row["reserved"], row["reserved_for"]) for row in rows]
    assert told == [("coded", "handicap"), ("presumed", "insertion"), (None, None)]
    assert "réservé aux structures d’insertion" in rows[1]["reserved_evidence"]
    assert [row["cpv_codes"] for row in rows] == ["77310000", "90911200", ""]
    assert (rows[0]["deadline_on"], rows[0]["departements"], rows[0]["category"]) == (
        date(2026, 12, 15),
        "59|62",
        "services",
    )


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({"OBJET": {"CONDITION_PARTICIPATION": {"MARCHE_RESERVE_OUI": ""}}}, "non_precise"),
        ({"OBJET": {"MARCHE_RESERVE_NON": ""}}, None),
        ({"F02": {"LEFTI": {"RESTRICTED_SHELTERED_WORKSHOP": ""}}}, "handicap"),
        ({"F21": {"RESERVED_ORGANISATIONS_SERVICE_MISSION": ""}}, "ess"),
        ({"x": {"cbc:ExecutionRequirementCode": {"@listName": "reserved-execution", "#text": "no"}}}, None),
        ({"x": {"cbc:ExecutionRequirementCode": {"@listName": "reserved-execution", "#text": "yes"}}}, "handicap"),
        ({"marcheReserveOui": "non"}, None),
        ([[{"a": 1}]], None),
        (None, None),
    ],
)
def test_every_form_has_its_code(content, found):
    assert coded_reservation(content) == found


def test_no_contact_is_ever_read():
    assert "Dupont" not in words(EFORMS) + words(NATIONAL) + str(cpv_codes(NATIONAL))


def test_odd_notices_are_refused_or_read_without_trust(tmp_path):
    rows, rejects = cleaned(
        tmp_path,
        {
            "total_count": 4,
            "results": [
                notice(None),
                notice("26-1", url_avis="https://ailleurs.example/"),
                notice("26-1"),
                notice("26-2", donnees="{"),
            ],
        },
    )
    assert [row["notice_id"] for row in rows] == ["26-1", "26-2"]
    assert rows[0]["url"] is None
    assert rejects.count("boamp") == 2
    assert cleaned(tmp_path, [])[0] == []
    with pytest.raises(WrongFileError, match="liste d’avis"):
        cleaned(tmp_path, {"message": "trop de requêtes"})


def test_the_export_is_fetched_from_a_real_server_and_read(tmp_path):
    body = json.dumps([notice("26-1", EFORMS)]).encode()
    with hostile_server() as server:
        server.scripts["/exports/json"] = [Answer(status=503), Answer(body)]
        resource = UrlResource.model_construct(
            kind="url", url=server.url("/exports/json"), format="json", name="boamp.json"
        )
        here = card("boamp").model_copy(update={"resources": [resource], "hosts": ["127.0.0.1"]})
        settings = FetchSettings(allow_loopback_http=True, backoff=0.01, sleep=lambda seconds: None)
        fetch(here, tmp_path, settings=settings, progress=lambda event: None)
        given = resolve_inputs(mirror=None, raw=tmp_path)["boamp"]
        table, rows_in = boamp.clean(given, Rejects(tmp_path / "rejects"))
        assert (rows_in, table.num_rows) == (1, 1)
        # A later answer that is no list of notices changes nothing of what was kept.
        server.scripts["/exports/json"] = [Answer(b"<html>maintenance</html>")]
        with pytest.raises((WrongFileError, FetchError)):
            fetch(here, tmp_path, settings=settings, progress=lambda event: None)
        assert resolve_inputs(mirror=None, raw=tmp_path)["boamp"].paths == given.paths


@pytest.mark.mirror
def test_the_notices_of_2021(mirror, tmp_path):
    rejects = Rejects(tmp_path)
    table, rows_in = boamp_2021.clean(resolve_inputs(mirror=mirror, raw=None)["boamp_2021"], rejects)
    assert (rows_in, table.num_rows, rejects.count("boamp_2021")) == (27630, 27536, 94)
    rows = table.to_pylist()
    assert {row["family"] for row in rows} == {"mapa", "national", "european", "concession", "other"}
    assert not any(row["object"] or row["reserved"] for row in rows)
    assert sum(row["buyer_siren"] is not None for row in rows) < len(rows) / 4
