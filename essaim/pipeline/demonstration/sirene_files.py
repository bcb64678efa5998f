"""The drawn units and establishments in INSEE's own layouts of 2026 (35 and 54 columns), Parquet sorted by SIREN."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from essaim.pipeline.demonstration.fictitious_names import NameMaker
from essaim.pipeline.demonstration.places import declared_codes
from essaim.pipeline.demonstration.points import Points, to_lambert93
from essaim.pipeline.demonstration.units import Drawer, Establishments, Flags, Ints, Units

ROW_GROUP = 122_880
_STAMP = pa.timestamp("ms")

UNIT_COLUMNS = """
siren statutDiffusionUniteLegale unitePurgeeUniteLegale:b dateCreationUniteLegale:d sigleUniteLegale sexeUniteLegale
prenom1UniteLegale prenom2UniteLegale prenom3UniteLegale prenom4UniteLegale prenomUsuelUniteLegale
pseudonymeUniteLegale identifiantAssociationUniteLegale trancheEffectifsUniteLegale anneeEffectifsUniteLegale:i
dateDernierTraitementUniteLegale:t nombrePeriodesUniteLegale:i categorieEntreprise anneeCategorieEntreprise:i
dateDebut:d etatAdministratifUniteLegale nomUniteLegale nomUsageUniteLegale denominationUniteLegale
denominationUsuelle1UniteLegale denominationUsuelle2UniteLegale denominationUsuelle3UniteLegale
categorieJuridiqueUniteLegale:i activitePrincipaleUniteLegale nomenclatureActivitePrincipaleUniteLegale
nicSiegeUniteLegale economieSocialeSolidaireUniteLegale societeMissionUniteLegale caractereEmployeurUniteLegale
activitePrincipaleNAF25UniteLegale
""".split()  # noqa: SIM905

ESTABLISHMENT_COLUMNS = """
siren nic siret statutDiffusionEtablissement dateCreationEtablissement:d trancheEffectifsEtablissement
anneeEffectifsEtablissement:i activitePrincipaleRegistreMetiersEtablissement dateDernierTraitementEtablissement:t
etablissementSiege:b nombrePeriodesEtablissement:i complementAdresseEtablissement numeroVoieEtablissement
indiceRepetitionEtablissement dernierNumeroVoieEtablissement indiceRepetitionDernierNumeroVoieEtablissement
typeVoieEtablissement libelleVoieEtablissement codePostalEtablissement libelleCommuneEtablissement
libelleCommuneEtrangerEtablissement distributionSpecialeEtablissement codeCommuneEtablissement
codeCedexEtablissement libelleCedexEtablissement codePaysEtrangerEtablissement libellePaysEtrangerEtablissement
identifiantAdresseEtablissement coordonneeLambertAbscisseEtablissement coordonneeLambertOrdonneeEtablissement
complementAdresse2Etablissement numeroVoie2Etablissement indiceRepetition2Etablissement typeVoie2Etablissement
libelleVoie2Etablissement codePostal2Etablissement libelleCommune2Etablissement libelleCommuneEtranger2Etablissement
distributionSpeciale2Etablissement codeCommune2Etablissement codeCedex2Etablissement libelleCedex2Etablissement
codePaysEtranger2Etablissement libellePaysEtranger2Etablissement dateDebut:d etatAdministratifEtablissement
enseigne1Etablissement enseigne2Etablissement enseigne3Etablissement denominationUsuelleEtablissement
activitePrincipaleEtablissement nomenclatureActivitePrincipaleEtablissement caractereEmployeurEtablissement
activitePrincipaleNAF25Etablissement
""".split()  # noqa: SIM905

_STREETS = [
    "DES LILAS", "DU MOULIN", "DE L'EGLISE", "DES ECOLES", "DU STADE", "DE LA GARE", "DES CHENES", "DU LAVOIR",
    "DE LA FONTAINE", "DES JARDINS", "DU PUITS", "DE LA PAIX", "DES ACACIAS", "DU CHATEAU", "DE LA MAIRIE",
    "DES VIGNES", "DU PONT", "DE LA FORET", "DES PEUPLIERS", "DU CANAL", "DE LA PLAGE", "DES TILLEULS",
    "DU MARCHE", "DE LA REPUBLIQUE", "DES ARTISANS", "DU 8 MAI 1945",
]  # fmt: skip
_STREET_KINDS = ["RUE", "RUE", "RUE", "RUE", "AVENUE", "CHEMIN", "PLACE", "ROUTE", "IMPASSE", "BOULEVARD"]
_BANDS_OF_SIZE = {"41", "42", "51", "52", "53"}


def _types(columns: list[str]) -> pa.Schema:
    kinds = {"b": pa.bool_(), "d": pa.date32(), "i": pa.int64(), "t": _STAMP}
    fields = []
    for column in columns:
        name, _, kind = column.partition(":")
        fields.append((name, kinds.get(kind, pa.string())))
    return pa.schema(fields)


UNIT_SCHEMA = _types(UNIT_COLUMNS)
ESTABLISHMENT_SCHEMA = _types(ESTABLISHMENT_COLUMNS)


@dataclass
class StockWriter:
    """Writes row groups of 122,880 rows, whatever the size of what it is given. A context manager."""

    path: Path
    schema: pa.Schema
    rows: int = 0

    def __enter__(self) -> StockWriter:
        self._waiting: list[pa.Table] = []
        self._pending = 0
        self._file: pq.ParquetWriter | None = None
        return self

    def write(self, columns: dict[str, pa.Array]) -> None:
        """Add rows; columns of the layout that are absent from `columns` are null."""
        count = len(next(iter(columns.values())))
        table = pa.table(
            [columns[f.name] if f.name in columns else pa.nulls(count, f.type) for f in self.schema],
            names=self.schema.names,
        )
        if self._file is None:
            self._file = pq.ParquetWriter(self.path, table.schema, compression="zstd", store_schema=False)
        self.rows += count
        self._waiting.append(table)
        self._pending += count
        while self._pending >= ROW_GROUP:
            self._flush(ROW_GROUP)

    def _flush(self, count: int) -> None:
        assert self._file is not None
        whole = pa.concat_tables(self._waiting).unify_dictionaries()
        self._file.write_table(whole.slice(0, count), row_group_size=ROW_GROUP)
        rest = whole.slice(count)
        self._waiting, self._pending = ([rest] if rest.num_rows else []), rest.num_rows

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._pending and kind is None:
            self._flush(self._pending)
        if self._file is not None:
            self._file.close()


def coded(values: list[str] | pa.Array, positions: Ints, null: Flags | None = None) -> pa.Array:
    """Text column from positions in a short list: kept as a dictionary, which is fast to write."""
    indices = pa.array(positions.astype(np.int32), mask=null)
    return pa.DictionaryArray.from_arrays(indices, pa.array(values, pa.string()))


def _days(days: npt.NDArray[np.int32], null: Flags | None = None) -> pa.Array:
    return pa.array(days, pa.int32(), mask=null).cast(pa.date32())


def _stamps(days: npt.NDArray[np.int64], null: Flags) -> pa.Array:
    return pa.array(days.astype(np.int64) * 86_400_000 + 30_000_000, pa.int64(), mask=null).cast(_STAMP)


def _digits(numbers: Ints, width: int) -> pa.Array:
    """Numbers as text of `width` digits."""
    places = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    letters = (numbers[:, None] // places % 10 + 48).astype(np.uint8)
    offsets = np.arange(0, (len(numbers) + 1) * width, width, dtype=np.int32)
    return pa.StringArray.from_buffers(len(numbers), pa.py_buffer(offsets), pa.py_buffer(letters.ravel()))


def unit_columns(drawer: Drawer, units: Units, names: NameMaker, seats: Ints, chunk: int) -> dict[str, pa.Array]:
    """Return the filled columns of StockUniteLegale. `seats` = rank of each unit's seat."""
    rng = np.random.default_rng([drawer.seed, 4, chunk])
    count = len(units.siren)
    legal = ~units.natural
    shown = legal & ~units.partial
    named = names.draw(rng, units.activity, shown)
    named = pc.if_else(pa.array(legal & units.partial), "[ND]", named)
    association = np.isin(units.form, [drawer.association, drawer.local_association])
    flag = _flag(rng, units)
    sizes = np.array([band in _BANDS_OF_SIZE for band in drawer.bands])[units.band]
    forms = pa.array([int(form) for form in drawer.forms])
    employer = units.band != drawer.unemployed
    known_band = units.active & (rng.random(count) < 0.85)
    departements = [place[:2] if place[:2] != "97" else "9" + place[2:3] for place in drawer.places.departements]
    rna = pc.binary_join_element_wise(
        coded([f"W{code}" for code in departements], units.place).cast(pa.string()),
        _digits(rng.integers(0, 10_000_000, count), 7),
        "",
    )
    has_rna = association & ~drawer.places.local_law[units.place] & (rng.random(count) < 0.70)
    return {
        "siren": _digits(units.siren, 9),
        "statutDiffusionUniteLegale": coded(["O", "P"], units.partial.astype(np.int64)),
        "unitePurgeeUniteLegale": pa.array(units.purged, mask=~units.purged),
        "dateCreationUniteLegale": _days(units.created, (units.created < 0) & (rng.random(count) < 0.4)),
        "sigleUniteLegale": names.acronyms(rng, shown & (rng.random(count) < np.where(units.ess, 0.146, 0.05))),
        "sexeUniteLegale": coded(["[ND]"], np.zeros(count, np.int64), ~units.natural),
        "identifiantAssociationUniteLegale": pc.if_else(pa.array(has_rna), rna, pa.scalar(None, pa.string())),
        "trancheEffectifsUniteLegale": coded(drawer.bands, units.band, ~known_band),
        "anneeEffectifsUniteLegale": pa.array(np.full(count, 2024), mask=~(known_band & employer)),
        "dateDernierTraitementUniteLegale": _stamps(
            np.minimum(units.begun.astype(np.int64) + 40, drawer.today - 1), rng.random(count) < 0.2
        ),
        "nombrePeriodesUniteLegale": pa.array(np.minimum(rng.geometric(0.45, count), 12)),
        "categorieEntreprise": coded(
            ["PME", "ETI"], sizes.astype(np.int64), ~(legal & units.active) | (rng.random(count) < 0.1)
        ),
        "dateDebut": _days(units.begun),
        "etatAdministratifUniteLegale": coded(["A", "C"], (~units.active).astype(np.int64)),
        "nomUniteLegale": coded(["[ND]"], np.zeros(count, np.int64), ~units.natural),
        "denominationUniteLegale": named,
        "categorieJuridiqueUniteLegale": forms.take(pa.array(units.form)),
        "activitePrincipaleUniteLegale": coded(drawer.activities, units.activity),
        "nomenclatureActivitePrincipaleUniteLegale": coded(["NAFRev2"], np.zeros(count, np.int64)),
        "nicSiegeUniteLegale": _digits(seats, 5),
        "economieSocialeSolidaireUniteLegale": coded(["O", "N"], np.maximum(flag, 0), flag < 0),
        "societeMissionUniteLegale": coded(["N"], np.zeros(count, np.int64), rng.random(count) < 0.9),
    }


def _flag(rng: np.random.Generator, units: Units) -> Ints:
    """0 = O, 1 = N, -1 = null. 4.2 % of ESS units lack it; others: N, or nothing for natural persons and old ones."""
    lacking = rng.random(len(units.siren)) < 0.042
    null = units.natural | units.purged | (rng.random(len(units.siren)) < 0.1)
    return np.where(units.ess, np.where(lacking, -1, 0), np.where(null, -1, 1))


def establishment_columns(
    drawer: Drawer, units: Units, rows: Establishments, points: Points | None, names: NameMaker, chunk: int
) -> dict[str, pa.Array]:
    """Return the filled columns of StockEtablissement. Lambert-93 coordinates only where `points` are known."""
    rng = np.random.default_rng([drawer.seed, 5, chunk])
    count = len(rows.unit)
    partial = units.partial[rows.unit]
    known_band = rows.active & (rng.random(count) < 0.92)
    employer = rows.band != drawer.unemployed
    communes, commune = declared_codes(drawer.places, rng, rows.place)
    no_street = partial | (rng.random(count) < 0.03)
    sign = rows.active & ~partial & ~units.natural[rows.unit] & (rng.random(count) < 0.06)
    activity = units.activity[rows.unit]
    # Closed before 2008: codes of the nomenclatures of then, another shape.
    old = ~rows.active & (rows.begun < 13_879)
    columns = {
        "siren": _digits(units.siren[rows.unit], 9),
        "nic": _digits(rows.siret % 100_000, 5),
        "siret": _digits(rows.siret, 14),
        "statutDiffusionEtablissement": coded(["O", "P"], partial.astype(np.int64)),
        "dateCreationEtablissement": _days(rows.created, (rows.created < 0) & (rng.random(count) < 0.4)),
        "trancheEffectifsEtablissement": coded(drawer.bands, rows.band, ~known_band),
        "anneeEffectifsEtablissement": pa.array(np.full(count, 2024), mask=~(known_band & employer)),
        "dateDernierTraitementEtablissement": _stamps(
            np.minimum(rows.begun.astype(np.int64) + 40, drawer.today - 1), rng.random(count) < 0.2
        ),
        "etablissementSiege": pa.array(rows.seat),
        "nombrePeriodesEtablissement": pa.array(np.minimum(rng.geometric(0.45, count), 12)),
        "numeroVoieEtablissement": coded(
            [str(number) for number in range(1, 200)],
            rng.integers(0, 199, count) ** 2 // 199,
            no_street | (rng.random(count) < 0.2),
        ),
        "typeVoieEtablissement": coded(
            _STREET_KINDS, rng.integers(0, len(_STREET_KINDS), count), no_street | (rng.random(count) < 0.1)
        ),
        "libelleVoieEtablissement": coded(_STREETS, rng.integers(0, len(_STREETS), count), no_street),
        "codePostalEtablissement": coded(drawer.places.postcodes, rows.place),
        "libelleCommuneEtablissement": coded(drawer.places.names, rows.place),
        "codeCommuneEtablissement": coded(communes, commune, rng.random(count) < 0.001),
        "dateDebut": _days(rows.begun),
        "etatAdministratifEtablissement": coded(["A", "F"], (~rows.active).astype(np.int64)),
        "enseigne1Etablissement": names.draw(rng, activity, sign),
        "activitePrincipaleEtablissement": coded(
            [*drawer.activities, "80.1Z", "52.4C", "91.3E"],
            np.where(old, len(drawer.activities) + rng.integers(0, 3, count), activity),
            rng.random(count) < 0.0009,
        ),
        "nomenclatureActivitePrincipaleEtablissement": coded(["NAFRev2", "NAF1993"], old.astype(np.int64)),
        "caractereEmployeurEtablissement": coded(["O", "N"], (~employer).astype(np.int64), rng.random(count) < 0.15),
    }
    if points is not None:
        longitude, latitude = points.of(rng, rows.place)
        x, y = to_lambert93(longitude, latitude)
        mainland = points.mainland[rows.place] & ~partial & (rng.random(count) < np.where(rows.active, 0.87, 0.5))
        columns["coordonneeLambertAbscisseEtablissement"] = _two_decimals(x, mainland)
        columns["coordonneeLambertOrdonneeEtablissement"] = _two_decimals(y, mainland)
    return columns


def _two_decimals(values: npt.NDArray[np.float64], known: Flags) -> pa.Array:
    """Numbers as text with two decimals, null where not known."""
    hundredths = np.rint(np.nan_to_num(values) * 100).astype(np.int64)
    whole = pa.array(hundredths // 100, mask=~known).cast(pa.string())
    return pc.binary_join_element_wise(whole, _digits(hundredths % 100, 2), ".")
