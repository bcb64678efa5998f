"""From a place to every territory that holds it. A place is a commune, an arrondissement municipal, a département when
nothing finer is known (D59), or nowhere (empty): all counts are made by place first, then added up once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

FRANCE = "france:FRA"
NOWHERE = ""
_SCHEMA = pa.schema([("member", pa.string()), ("territory_id", pa.string())])

Ints = npt.NDArray[np.int64]


def place_of(rows: ir.Table) -> ir.StringValue:
    """The place of a row that has municipal_district_code, commune_code and departement_code."""
    return ibis.coalesce(
        rows.municipal_district_code, rows.commune_code, ibis.literal("D") + rows.departement_code, NOWHERE
    )


def memberships(territories: pa.Table, territory_communes: pa.Table, geography: pa.Table) -> pa.Table:
    """Return (member, territory_id), France left out: every territory each place belongs to. Key: both columns.

    A département-only place belongs to the territories that hold all the communes of that département.
    """
    wider: dict[str, list[str]] = defaultdict(list)
    districts: dict[str, str] = {}
    for territory, commune in _rows(territory_communes, "territory_id", "commune_code"):
        if territory.startswith("arrondissement_municipal:"):
            districts[territory.partition(":")[2]] = commune
        else:
            wider[commune].append(territory)
    departement_of = {
        declared: departement
        for declared, commune, departement in _rows(geography, "declared_code", "commune_code", "departement_code")
        if declared == commune
    }
    communes = [code for level, code in _rows(territories, "level", "code") if level == "commune"]
    pairs = []
    whole: dict[str, set[str]] = {}
    for code in communes:
        around = wider.get(code, [])
        pairs += [(code, f"commune:{code}"), *((code, territory) for territory in around)]
        departement = departement_of.get(code)
        if departement:
            whole[departement] = whole[departement] & set(around) if departement in whole else set(around)
    for district, commune in districts.items():
        pairs += [(district, f"arrondissement_municipal:{district}"), (district, f"commune:{commune}")]
        pairs += [(district, territory) for territory in wider.get(commune, [])]
    pairs += [(f"D{departement}", territory) for departement, held in whole.items() for territory in held]
    members, ids = zip(*sorted(pairs), strict=True) if pairs else ((), ())
    return pa.table({"member": list(members), "territory_id": list(ids)}, schema=_SCHEMA)


def _rows(table: pa.Table, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(table[name].to_pylist() for name in columns), strict=True)


class Places:
    """Places and territories as numbers, so that counts by place are arrays that add up.

    `territories`: identifiers in their published order; a territory's number is its position there. Raises KeyError
    for a membership in a territory that is not among them, and when France is missing.
    """

    def __init__(self, territories: list[str], members: pa.Table) -> None:
        self.territories = sorted(territories)
        number = {name: position for position, name in enumerate(self.territories)}
        self._places = {name: position for position, name in enumerate(dict.fromkeys(members["member"].to_pylist()))}
        # What no membership knows (nowhere, a code out of use) counts for France alone.
        self._elsewhere = len(self._places)
        everywhere = np.arange(self._elsewhere + 1)
        place = np.array([self._places[name] for name in members["member"].to_pylist()], np.int64)
        territory = np.array([number[name] for name in members["territory_id"].to_pylist()], np.int64)
        place = np.concatenate([place, everywhere])
        territory = np.concatenate([territory, np.full(len(everywhere), number[FRANCE], np.int64)])
        by_place = np.argsort(place, kind="stable")
        self._around = territory[by_place]
        self._sizes = np.bincount(place).astype(np.int64)
        self._offsets = np.cumsum(self._sizes) - self._sizes

    def numbers(self, column: pa.ChunkedArray) -> Ints:
        """The number of each place code of a column without nulls."""
        codes, position = encoded(column)
        return np.array([self._places.get(code, self._elsewhere) for code in codes], np.int64)[position]

    def counted(self, place: Ints, item: Ints, items: int, *weights: npt.NDArray[np.float64]) -> list[Ints]:
        """Add up by territory and item: how many rows, then the sum of each weight; arrays (territories, items).

        `place`: numbers; `item`: from 0 to items - 1; weights: whole numbers, whose sums are exact below 2**53.
        """
        # By place first: what follows then depends on the cells that exist, not on the rows.
        key = place * items + item
        rows = np.bincount(key, minlength=(self._elsewhere + 1) * items)
        cells = np.flatnonzero(rows)
        row, territory = self._holders(cells // items)
        target = territory * items + (cells % items)[row]
        found = []
        for sums in (rows, *(np.bincount(key, weights=weight, minlength=len(rows)) for weight in weights)):
            held = sums[cells][row].astype(np.float64)
            by_territory = np.bincount(target, weights=held, minlength=len(self.territories) * items)
            found.append(np.rint(by_territory).astype(np.int64).reshape(len(self.territories), items))
        return found

    def greatest(self, place: Ints, item: Ints, items: int, weight: Ints) -> Ints:
        """The greatest weight by territory and item, 0 where there is no row."""
        by_place = np.zeros((self._elsewhere + 1) * items, np.int64)
        np.maximum.at(by_place, place * items + item, weight)
        cells = np.flatnonzero(by_place)
        row, territory = self._holders(cells // items)
        found = np.zeros(len(self.territories) * items, np.int64)
        np.maximum.at(found, territory * items + (cells % items)[row], by_place[cells][row])
        return found.reshape(len(self.territories), items)

    def greatest_sum(self, key: Ints, place: Ints, item: Ints, items: int, weight: Ints) -> Ints:
        """The same, of the weights of one `key` added up within each territory and item."""
        row, territory = self._holders(place)
        cells, position = np.unique(
            (key[row] * items + item[row]) * len(self.territories) + territory, return_inverse=True
        )
        sums = np.bincount(position, weights=weight[row].astype(np.float64), minlength=len(cells))
        size = len(self.territories)
        found = np.zeros(size * items, np.int64)
        np.maximum.at(found, (cells % size) * items + (cells // size) % items, np.rint(sums).astype(np.int64))
        return found.reshape(size, items)

    def _holders(self, place: Ints) -> tuple[Ints, Ints]:
        """Every (row of `place`, territory that holds it), France included."""
        sizes = self._sizes[place]
        row = np.repeat(np.arange(len(place)), sizes)
        within = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return row, self._around[np.repeat(self._offsets[place], sizes) + within]

    def once(self, key: Ints, place: Ints, item: Ints, items: int) -> Ints:
        """Count distinct keys by territory and item, (territories, items): a unit of two communes is one in their EPCI.

        Rows: what `key` identifies stands at `place`, as `item`.
        """
        row, territory = self._holders(place)
        size = len(self.territories)
        distinct = np.unique((key[row] * items + item[row]) * size + territory)
        cells = (distinct % size) * items + (distinct // size) % items
        return np.bincount(cells, minlength=size * items).reshape(size, items)


def encoded(column: pa.ChunkedArray | pa.Array) -> tuple[list[str], Ints]:
    """The distinct texts of a column without nulls, sorted, and the position of each row's text among them."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    dictionary = whole.dictionary_encode()
    texts = dictionary.dictionary.to_pylist()
    ordered = sorted(texts)
    rank = {text: position for position, text in enumerate(ordered)}
    ranks = np.array([rank[text] for text in texts], np.int64)
    return ordered, ranks[dictionary.indices.to_numpy()] if texts else np.zeros(0, np.int64)


def numbered(column: pa.ChunkedArray) -> Ints:
    """A number for each row, the same for the same text: identifiers are told apart, in no order."""
    return column.combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
