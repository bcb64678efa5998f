"""Fictitious public contracts in the layout of the consolidated tabular file: real buyers' territories, no real award.

Each object ends with (SYNTHÈSE). The defects of the real file are there on request, for benchmarks and tests.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from essaim.pipeline.demonstration import contract_mixes as mixes
from essaim.pipeline.demonstration import luhn
from essaim.pipeline.demonstration.fictitious_names import MARK

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FILE = "decp.parquet"
_CHUNK = 100_000
_EPOCH = date(1970, 1, 1)
_FIRST_DAY = (date(2019, 1, 1) - _EPOCH).days
_NEW_FORMAT = (date(2024, 1, 1) - _EPOCH).days
_ABSURD, _SENTINEL = 1e17, 12_311_111_111.0


@dataclass(frozen=True)
class Buyers:
    """Who buys: one entry a buyer. `cumulative` = shares for drawing."""

    sirets: list[str]
    names: list[str]
    categories: list[str]
    communes: list[str | None]
    departements: list[str]
    cumulative: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pool:
    """Who may hold, sorted by département: one entry an establishment; `activity` = NAF code."""

    siret: Ints
    sse: Flags
    commune: list[str]
    departement: npt.NDArray[np.str_]
    activity: npt.NDArray[np.str_]


def read_buyers(territories: Path) -> Buyers:
    """Return the communes and EPCI of the package of territories, weighted by population (EPCI: a third of it)."""
    rows = json.loads((territories / "communes.json").read_text(encoding="utf-8"))
    communes = {
        row["code"]: row for row in rows if row["type"] == "commune-actuelle" and row.get("siren") and row.get("region")
    }
    found = [
        (
            row["siren"],
            f"COMMUNE DE {row['nom'].upper()}",
            "Commune",
            code,
            row["departement"],
            row.get("population", 1),
        )
        for code, row in communes.items()
    ]
    for group in json.loads((territories / "epci.json").read_text(encoding="utf-8")):
        members = [communes[m["code"]] for m in group["membres"] if m["code"] in communes]
        if members:
            people = sum(row.get("population", 0) for row in members)
            departement = members[0]["departement"]
            name = group["nom"].upper()
            found.append((group["code"], name, "Groupement de communes", members[0]["code"], departement, people / 3))
    weights = np.array([row[5] for row in found], dtype=np.float64)
    sirets = luhn.sirets(np.array([int(row[0]) for row in found], dtype=np.int64), np.ones(len(found), dtype=np.int64))
    return Buyers(
        sirets=[f"{siret:014d}" for siret in sirets],
        names=[row[1] for row in found],
        categories=[row[2] for row in found],
        communes=[row[3] for row in found],
        departements=[row[4] for row in found],
        cumulative=np.cumsum(weights) / weights.sum(),
    )


def make_contracts(
    folder: Path, *, contracts: int, seed: int, today: date, buyers: Buyers, pool: Pool, defects: bool = False
) -> tuple[Path, int]:
    """Write `contracts` fictitious contracts; return the file and its lines (about 1.5 a contract).

    `defects`: as the real file has them (absurd amounts, wrong identifiers and dates, platforms that repeat others).
    """
    path = folder / FILE
    drawer = _Drawer(buyers, pool, seed, (today - _EPOCH).days, defects)
    writer: pq.ParquetWriter | None = None
    lines = 0
    try:
        for number, first in enumerate(range(0, contracts, _CHUNK)):
            table = drawer.chunk(number, first, min(_CHUNK, contracts - first))
            writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
            writer.write_table(table)
            lines += table.num_rows
    finally:
        if writer is not None:
            writer.close()
    return path, lines


class _Drawer:
    def __init__(self, buyers: Buyers, pool: Pool, seed: int, today: int, defects: bool) -> None:
        self.buyers, self.pool, self.seed, self.today, self.defects = buyers, pool, seed, today, defects
        weights = np.array([subject.weight for subject in mixes.SUBJECTS])
        self.subjects = np.cumsum(weights) / weights.sum()
        codes = sorted(set(buyers.departements))
        position = {code: index for index, code in enumerate(codes)}
        self.buyer_departement = np.array([position[code] for code in buyers.departements])
        # Those outside the ESS, in the order of départements; everybody where there is nobody else.
        outside = np.flatnonzero(~pool.sse)
        self.outside = outside if len(outside) else np.arange(len(pool.sse))
        departements = pool.departement[self.outside]
        self.starts = np.searchsorted(departements, codes, side="left")
        self.ends = np.searchsorted(departements, codes, side="right")
        self.by_subject = [
            np.flatnonzero(pool.sse & np.isin(pool.activity, list(subject.activities))) for subject in mixes.SUBJECTS
        ]
        self.sse = np.flatnonzero(pool.sse)

    def chunk(self, number: int, first: int, count: int) -> pa.Table:
        rng = np.random.default_rng([self.seed, 11, number])
        subject = np.minimum(np.searchsorted(self.subjects, rng.random(count), side="right"), len(self.subjects) - 1)
        buyer = np.minimum(
            np.searchsorted(self.buyers.cumulative, rng.random(count), side="right"), len(self.buyers.sirets) - 1
        )
        notified = rng.integers(_FIRST_DAY, self.today, count)
        months = np.array([one.months for one in mixes.SUBJECTS])[subject]
        months = np.maximum(1, months + rng.integers(-4, 13, count) // 12 * 12)
        amount = np.round(mixes.AMOUNT_MEDIAN * np.exp(rng.normal(0, mixes.AMOUNT_SIGMA, count)), 2)
        holders = 1 + np.searchsorted(np.cumsum(mixes.HOLDERS), rng.random(count), side="right").clip(max=3)
        versions = 1 + np.searchsorted(np.cumsum(mixes.VERSIONS), rng.random(count), side="right").clip(max=3)
        # One line a version and a holder.
        owner = np.repeat(np.arange(count), holders * versions)
        place = np.arange(len(owner)) - np.repeat(
            np.cumsum(holders * versions) - holders * versions, holders * versions
        )
        version, rank = place // holders[owner], place % holders[owner]
        held = self._holders(rng, subject, buyer, holders)
        offsets = np.cumsum(holders) - holders
        holder = held[offsets[owner] + rank]
        day = np.minimum(notified[owner] + version * 120, self.today)
        line_amount = np.round(amount[owner] * (1 + 0.06 * version), 2)
        frame = rng.random(count) < mixes.FRAMEWORKS
        new = notified >= _NEW_FORMAT
        table = self._table(rng, first, subject, buyer, owner, version, day, line_amount, months, frame, new, holder)
        table = table.append_column("donneesActuelles", pa.array(version == versions[owner] - 1))
        return self._spoiled(rng, table) if self.defects else table

    def _holders(self, rng: np.random.Generator, subject: Ints, buyer: Ints, holders: Ints) -> Ints:
        owner = np.repeat(np.arange(len(subject)), holders)
        share = np.array([one.sse for one in mixes.SUBJECTS])[subject[owner]]
        departement = self.buyer_departement[buyer[owner]]
        low, high = self.starts[departement], self.ends[departement]
        near = (rng.random(len(owner)) < 0.6) & (high > low)
        anywhere = rng.integers(0, len(self.outside), len(owner))
        drawn = np.where(near, low + (rng.random(len(owner)) * np.maximum(high - low, 1)).astype(np.int64), anywhere)
        found = self.outside[drawn]
        wanted = rng.random(len(owner)) < share
        for index, able in enumerate(self.by_subject):
            rows = np.flatnonzero(wanted & (subject[owner] == index))
            choice = able if len(able) else self.sse
            if len(rows) and len(choice):
                found[rows] = choice[rng.integers(0, len(choice), len(rows))]
        return found

    def _table(
        self,
        rng: np.random.Generator,
        first: int,
        subject: Ints,
        buyer: Ints,
        owner: Ints,
        version: Ints,
        day: Ints,
        amount: npt.NDArray[np.float64],
        months: Ints,
        frame: Flags,
        new: Flags,
        holder: Ints,
    ) -> pa.Table:
        count = len(subject)
        who = buyer[owner]
        ids = pa.array([f"2{number % 10}S{number:08d}" for number in range(first, first + count)])
        sirets = pa.array(self.buyers.sirets)
        objects = pa.array([f"{one.words} {MARK}" for one in mixes.SUBJECTS])
        numbered = pc.binary_join_element_wise(
            objects.take(pa.array(subject)), pa.array([f"lot {number % 7 + 1}" for number in range(count)]), ", "
        )
        recent = new[owner]
        offers = np.minimum(1 + rng.poisson(3.0, count), 40)[owner]
        social = _drawn(rng, mixes.SOCIAL, count).take(pa.array(owner))
        environmental = _drawn(rng, mixes.ENVIRONMENTAL, count).take(pa.array(owner))
        procedure = _drawn(rng, mixes.PROCEDURES, count).take(pa.array(owner))
        framework = pa.array(np.where(frame[owner], "Accord-cadre", "Sans objet"))
        platform = pa.array(mixes.PLATFORMS).take(pa.array(who % len(mixes.PLATFORMS)))
        at = pa.array(who)
        return pa.table(
            {
                "uid": pc.binary_join_element_wise(sirets.take(at), ids.take(pa.array(owner)), ""),
                "id": ids.take(pa.array(owner)),
                "nature": pa.array(np.full(len(owner), "Marché")),
                "acheteur_id": sirets.take(at),
                "acheteur_nom": pa.array(self.buyers.names).take(at),
                "acheteur_categorie": pa.array(self.buyers.categories).take(at),
                "acheteur_commune_code": pa.array(self.buyers.communes).take(at),
                "acheteur_departement_code": pa.array(self.buyers.departements).take(at),
                "titulaire_id": pa.array([f"{siret:014d}" for siret in self.pool.siret[holder]]),
                "titulaire_typeIdentifiant": pa.array(np.full(len(owner), "SIRET")),
                "titulaire_nom": pa.array(np.full(len(owner), f"TITULAIRE {MARK}")),
                "titulaire_commune_code": pa.array(self.pool.commune).take(pa.array(holder)),
                "titulaire_departement_code": pa.array(self.pool.departement[holder].astype(object), pa.string()),
                "titulaire_distance": pa.array(np.round(rng.gamma(1.2, 45.0, len(owner))).astype(np.int16)),
                "objet": numbered.take(pa.array(owner)),
                "montant": pa.array(amount),
                "codeCPV": pa.array([one.cpv for one in mixes.SUBJECTS]).take(pa.array(subject[owner])),
                "procedure": procedure,
                "techniques": pc.if_else(pa.array(recent), framework, None),
                "modalitesExecution": pc.if_else(pa.array(recent), "Sans objet", None),
                "idAccordCadre": pa.nulls(len(owner), pa.string()),
                "dureeMois": pa.array(months[owner].astype(np.int16)),
                "offresRecues": pa.array(offers.astype(np.int16), mask=~recent),
                "considerationsSociales": pc.if_else(pa.array(recent), social, None),
                "considerationsEnvironnementales": pc.if_else(pa.array(recent), environmental, None),
                "marcheInnovant": pa.array(np.zeros(len(owner), dtype=bool), mask=~recent),
                "lieuExecution_code": pa.array(self.buyers.communes).take(at),
                "lieuExecution_typeCode": pa.array(np.full(len(owner), "Code commune")),
                "dateNotification": pa.array(day.astype(np.int32), pa.int32()).cast(pa.date32()),
                "datePublicationDonnees": pa.array((day + 20).astype(np.int32), pa.int32()).cast(pa.date32()),
                "modification_id": pa.array(version.astype(np.int16)),
                "sourceDataset": platform,
            }
        )

    def _spoiled(self, rng: np.random.Generator, table: pa.Table) -> pa.Table:
        """Put the defects met in the real file in some lines (shares measured or estimated)."""
        rows = table.num_rows
        chance = rng.random(rows)
        amount = table["montant"].to_numpy().copy()
        amount[chance < 0.00003] = _ABSURD
        amount[(chance > 0.00003) & (chance < 0.0001)] = _SENTINEL
        amount[(chance > 0.0001) & (chance < 0.001)] = 1.0
        holder = table["titulaire_id"].to_numpy(zero_copy_only=False).copy()
        for low, high, spoil in ((0.010, 0.011, 9), (0.011, 0.0115, 5), (0.0115, 0.012, 17)):
            for index in np.flatnonzero((chance > low) & (chance < high)):
                holder[index] = (holder[index] + "000")[:spoil]
        number = table["id"].to_numpy(zero_copy_only=False).copy()
        number[(chance > 0.02) & (chance < 0.022)] = "0000000000000000"
        day = table["dateNotification"].cast(pa.int32()).to_numpy().copy()
        day[(chance > 0.03) & (chance < 0.0301)] = (date(222, 4, 29) - _EPOCH).days
        buyer = table["acheteur_id"].to_numpy(zero_copy_only=False).copy()
        buyer[(chance > 0.04) & (chance < 0.0402)] = "12345678900011"
        new = {
            "montant": pa.array(amount),
            "titulaire_id": pa.array(holder, pa.string()),
            "id": pa.array(number, pa.string()),
            "dateNotification": pa.array(day, pa.int32()).cast(pa.date32()),
            "acheteur_id": pa.array(buyer, pa.string()),
        }
        for name, column in new.items():
            table = table.set_column(table.schema.get_field_index(name), name, column)
        # Some contracts come again from another platform, with fewer fields.
        again = table.filter(pa.array((chance > 0.05) & (chance < 0.0503)))
        bare = again.set_column(
            again.schema.get_field_index("sourceDataset"), "sourceDataset", pa.array(["autre"] * again.num_rows)
        )
        bare = bare.set_column(
            bare.schema.get_field_index("dureeMois"), "dureeMois", pa.nulls(again.num_rows, pa.int16())
        )
        return pa.concat_tables([table, bare])


def _drawn(rng: np.random.Generator, weights: dict[str, float], count: int) -> pa.Array:
    shares = np.cumsum(list(weights.values()))
    index = np.minimum(np.searchsorted(shares / shares[-1], rng.random(count), side="right"), len(weights) - 1)
    return pa.array(list(weights)).take(pa.array(index))


def read_pool(units: Path, establishments: Path, *, most: int) -> Pool:
    """Return up to `most` open establishments of the fictitious stocks: all legal forms, few natural persons, half ESS.

    The draw only depends on the SIRET.
    """
    rows = duckdb.execute(
        """
        WITH named AS (
            SELECT siren, economieSocialeSolidaireUniteLegale = 'O' AS sse,
                   categorieJuridiqueUniteLegale::VARCHAR = '1000' AS "natural"
            FROM read_parquet(?) WHERE etatAdministratifUniteLegale = 'A'
        ), opened AS (
            SELECT siret::BIGINT AS siret, coalesce(sse, false) AS sse, codeCommuneEtablissement AS commune,
                   CASE WHEN left(codeCommuneEtablissement, 2) IN ('97', '98') THEN left(codeCommuneEtablissement, 3)
                        ELSE left(codeCommuneEtablissement, 2) END AS departement,
                   coalesce(activitePrincipaleEtablissement, '') AS activity,
                   ((siret::BIGINT % 100000007) * 2654435761) % 1000003 AS chance, "natural"
            FROM read_parquet(?) e JOIN named USING (siren)
            WHERE etatAdministratifEtablissement = 'A' AND codeCommuneEtablissement IS NOT NULL
        ), ranked AS (
            SELECT *, row_number() OVER (PARTITION BY sse ORDER BY chance, siret) AS rank
            FROM opened WHERE NOT "natural" OR chance % 20 = 0
        )
        SELECT siret, sse, commune, departement, activity FROM ranked WHERE rank <= ? ORDER BY departement, siret
        """,
        [str(units), str(establishments), most // 2],
    ).to_arrow_table()
    return Pool(
        siret=rows["siret"].to_numpy(),
        sse=rows["sse"].to_numpy(),
        commune=rows["commune"].to_pylist(),
        departement=np.array(rows["departement"].to_pylist()),
        activity=np.array(rows["activity"].to_pylist()),
    )
