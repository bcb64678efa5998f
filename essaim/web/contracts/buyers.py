"""Buyers of the release: one, those of a territory, those whose name is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import slugify

from essaim.rules.names import fold
from essaim.web.contracts import counts, words
from essaim.web.observatory.errors import NotFound
from essaim.web.observatory.release import Release
from essaim.web.territories.portrait import Portrait
from essaim.web.territories.selectors import Territory
from essaim.web.ui.components import Link
from essaim.web.ui.links import link

COLUMNS = """buyer_siren, name, kind, territory_id, commune_code, epci_code, ept_code, departement_code, region_code,
    longitude, latitude, contracts, first_notified_on, last_notified_on, last_published_on"""
LONGEST_SLUG = 60
SIMILAR_SHOWN = 10
MOST_NAMED = 500
# Which column of `buyers` says that a buyer is seated in a territory of a level.
SEAT = {
    "region": "region_code",
    "departement": "departement_code",
    "epci": "epci_code",
    "ept": "ept_code",
    "commune": "commune_code",
}


@dataclass(frozen=True, slots=True)
class Buyer:
    """A row of the published table buyers; dates are ISO texts."""

    siren: str
    known_name: str | None
    kind: str
    territory_id: str | None
    commune_code: str | None
    epci_code: str | None
    ept_code: str | None
    departement_code: str | None
    region_code: str | None
    longitude: float | None
    latitude: float | None
    contracts: int
    first_notified_on: str | None
    last_notified_on: str | None
    last_published_on: str | None

    @property
    def name(self) -> str:
        return self.known_name or f"{words.WITHOUT_NAME} ({self.siren})"

    @property
    def ref(self) -> str:
        """What the address of its page holds: « 215901638-ville-de-croix-59 »."""
        slug = slugify(self.known_name or "")[:LONGEST_SLUG].strip("-")
        return f"{self.siren}-{slug}" if slug else self.siren

    @property
    def href(self) -> str:
        return link("contracts:buyer", self.ref)

    @property
    def scope_id(self) -> str:
        return f"buyer:{self.siren}"


def get(release: Release, siren: str) -> Buyer | None:
    """Return a buyer of the release by SIREN."""
    found = release.tuples(f"SELECT {COLUMNS} FROM buyers WHERE buyer_siren = ?", (siren,))
    return Buyer(*found[0]) if found else None


def of_ref(release: Release, ref: str) -> Buyer:
    """Return the buyer of an address (« 215901638-ville-de-croix-59 », a SIREN, a SIRET). Raises NotFound."""
    need_contracts(release)
    code = ref.partition("-")[0]
    if not (len(code) in (9, 14) and code.isascii() and code.isdigit()):
        raise NotFound(
            "Un acheteur se désigne par son SIREN\u00a0: neuf chiffres.", "Cherchez-le par son nom.", _search()
        )
    found = get(release, code[:9])
    if found is None:
        raise NotFound(
            f"Aucun marché déclaré par l’acheteur {code[:9]} dans cette édition.",
            "Soit il n’a rien publié aux données essentielles, soit ses achats restent sous les seuils de publication, "
            "soit la source n’est chargée qu’en partie. Cela ne prouve pas qu’il n’achète rien.",
            _search(),
        )
    return found


def need_contracts(release: Release) -> None:
    """Raises NotFound when this release was built without declared contracts."""
    if not counts.are_published(release):
        raise NotFound(
            "Cette édition ne contient pas les marchés déclarés.",
            "Les données essentielles de la commande publique n’y ont pas été chargées.",
            [Link("Données de cette édition", "/donnees/")],
        )


def _search() -> list[Link]:
    return [Link("Chercher un acheteur", "/acheteurs/")]


def of_territory(release: Release, territory_id: str) -> Buyer | None:
    """Return the buyer that is the public body of a territory, None when it declares nothing."""
    found = release.tuples(
        f"SELECT {COLUMNS} FROM buyers WHERE territory_id = ? ORDER BY contracts DESC LIMIT 1", (territory_id,)
    )
    return Buyer(*found[0]) if found else None


def of_territories(release: Release, territory_ids: Sequence[str]) -> dict[str, Buyer]:
    """Return the buyers that are the public bodies of territories, by territory id."""
    marks = ", ".join("?" for _ in territory_ids)
    rows = release.tuples(
        f"SELECT {COLUMNS} FROM buyers WHERE territory_id IN ({marks}) ORDER BY contracts", tuple(territory_ids)
    )
    return {row[3]: Buyer(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class Seat:
    """Which buyers are seated in a place: SQL on `buyers` b, and its values; where "" is all of France."""

    where: str = ""
    parameters: tuple[str, ...] = ()


ALL = Seat()


def seated(portrait: Portrait) -> Seat:
    """Return the condition on the buyers seated in a place, official or made by a reader."""
    if portrait.place.level == "custom":
        return Seat(f"b.commune_code IN ({', '.join('?' for _ in portrait.communes)})", portrait.communes)
    return seat_of(portrait.place)


def seat_of(place: Territory) -> Seat:
    """Return the condition on the buyers seated in an official territory."""
    if place.level == "france":
        return ALL
    if place.level in SEAT:
        return Seat(f"b.{SEAT[place.level]} = ?", (place.code,))
    return Seat(
        "b.commune_code IN (SELECT commune_code FROM territory_communes WHERE territory_id = ?)", (place.territory_id,)
    )


def largest(release: Release, seat: Seat, limit: int) -> list[Buyer]:
    """Return the buyers seated in a place that declare most contracts."""
    where = f" WHERE {seat.where}" if seat.where else ""
    rows = release.tuples(
        f"SELECT {COLUMNS} FROM buyers b{where} ORDER BY contracts DESC, buyer_siren LIMIT ?", (*seat.parameters, limit)
    )
    return [Buyer(*row) for row in rows]


def similar(release: Release, buyer: Buyer) -> tuple[list[Buyer], str]:
    """Return buyers like this one, nearest first, and what makes them so, in French.

    The bodies of the territories that look like its own; for a buyer without territory, those of its kind, in its
    région, that declare about as many contracts.
    """
    if buyer.territory_id:
        rows = release.tuples(
            "SELECT similar_id FROM similar_territories WHERE territory_id = ? ORDER BY rank", (buyer.territory_id,)
        )
        wanted = [row[0] for row in rows]
        found = of_territories(release, wanted) if wanted else {}
        return [
            found[key] for key in wanted if key in found
        ], "les collectivités des territoires qui ressemblent au sien"
    if buyer.region_code is None:
        return [], ""
    rows = release.tuples(
        f"SELECT {COLUMNS} FROM buyers WHERE region_code = ? AND kind = ? AND buyer_siren <> ?"
        " ORDER BY abs(contracts - ?), buyer_siren LIMIT ?",
        (buyer.region_code, buyer.kind, buyer.siren, buyer.contracts, SIMILAR_SHOWN),
    )
    return [Buyer(*row) for row in rows], "les acheteurs du même type, dans sa région, qui déclarent autant de marchés"


@dataclass(frozen=True, slots=True)
class _Known:
    folded: str
    siren: str


def search(release: Release, query: str, *, seat: Seat = ALL, kind: str = "", limit: int = 50) -> list[Buyer]:
    """Return the buyers whose name holds every word of a query, accents aside, largest first; a SIREN finds its own."""
    digits = "".join(query.split())
    if digits.isascii() and digits.isdigit() and len(digits) in (9, 14):
        found = get(release, digits[:9])
        return [found] if found else []
    return _asked(release, seat, kind, query, "b.contracts DESC, b.buyer_siren", limit)


def after(release: Release, seat: Seat, kind: str, query: str, last: str, limit: int) -> list[Buyer]:
    """Return the buyers whose SIREN follows `last`: cursors of the API."""
    where = Seat(" AND ".join(filter(None, (seat.where, "b.buyer_siren > ?"))), (*seat.parameters, last))
    return _asked(release, where, kind, query, "b.buyer_siren", limit)


def _asked(release: Release, seat: Seat, kind: str, query: str, order: str, limit: int) -> list[Buyer]:
    conditions, parameters = [seat.where or "1"], list(seat.parameters)
    if kind:
        conditions.append("b.kind = ?")
        parameters.append(kind)
    if wanted := fold(query).split():
        known = release.once("buyer_names", _names)
        # Largest first: what is left out of a name that thousands bear is the smallest.
        sirens = [one.siren for one in known if all(f" {word}" in one.folded for word in wanted)][:MOST_NAMED]
        conditions.append(f"b.buyer_siren IN ({', '.join('?' for _ in sirens)})")
        parameters += sirens
    rows = release.tuples(
        f"SELECT {COLUMNS} FROM buyers b WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT ?",
        (*parameters, limit),
    )
    return [Buyer(*row) for row in rows]


def _names(release: Release) -> list[_Known]:
    """Names folded, largest buyers first, a space before each word."""
    rows = release.tuples("SELECT name, buyer_siren FROM buyers WHERE name IS NOT NULL ORDER BY contracts DESC")
    return [_Known(f" {fold(name)}", siren) for name, siren in rows]
