"""Accounts of local authorities: the aggregates we use, and whose they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from essaim.pipeline.catalogue import SourceInput, resolve_inputs
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.ofgl.clean import clean

HEADER = "Exercice;Code Insee 2024 Région;Catégorie;Code Siren Collectivité;Agrégat;Montant;Population totale\n"


def read(tmp_path: Path, text: str):
    path = tmp_path / "ofgl.csv"
    path.write_text("\ufeff" + HEADER + text, encoding="utf-8")
    rejects = Rejects(tmp_path / "rejects")
    table, rows_in, others = clean(SourceInput(id="ofgl", paths=[path], origin="fetched"), rejects)
    return table.to_pylist(), rows_in, others, rejects.reasons("ofgl")


def test_one_row_an_authority_a_year_and_an_aggregate(tmp_path):
    rows, rows_in, others, reasons = read(
        tmp_path,
        "2023;76;REG;200053791;Achats et charges externes;928555024.33;6097513\n"
        "2023-01-01;76;REG;200053791;Achats et charges externes;1;1\n"
        "2023;76;REG;200053791;Recettes totales;5;1\n"
        "2023;76;REG;200053792;Achats et charges externes;5;1\n"
        "2023;76;REG;200053791;Frais de personnel;beaucoup;1\n",
    )
    assert [(row["siren"], row["year"], row["aggregate"], row["amount"]) for row in rows] == [
        ("200053791", 2023, "purchases", 928555024.33)
    ]
    assert rows[0]["territory_id"] == "region:76"
    assert (rows_in, others, sum(reasons.values())) == (5, 1, 3)


@pytest.mark.mirror
def test_the_real_excerpts(mirror, tmp_path):
    table, rows_in, others = clean(resolve_inputs(mirror=mirror, raw=None)["ofgl"], Rejects(tmp_path))
    assert (rows_in, others, table.num_rows) == (272, 229, 43)
    known = {row["siren"]: row["territory_id"] for row in table.to_pylist() if row["territory_id"]}
    assert known == {"200053791": "region:76", "223100017": "departement:31"}
