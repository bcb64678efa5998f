"""Notices of the BOAMP near a place: open calls, those reserved or presumed so, and what is not known."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from essaim.rules import reserved_notice
from essaim.rules.names import fold
from essaim.web.contracts import asking, places, words
from essaim.web.contracts.buyer_page import SECTION
from essaim.web.contracts.selectors import Where, pattern
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.filters import page_number, single, text
from essaim.web.observatory.release import Release
from essaim.web.territories.selectors import Territory
from essaim.web.ui import french
from essaim.web.ui.components import Cell, Column, Filter, FilterBar, Link, Option, Table, Tag, paginate

PER_PAGE = 50
LONGEST_OBJECT = 200
SINGLE = ("q", "territoire", "etat", "page")
RESERVED = {"codee": "coded", "presumee": "presumed"}
RESERVED_LABELS = {"codee": "Réservé, selon un champ de l’avis", "presumee": "Présumé réservé, selon ses mots"}
FOR_WHOM = {
    "handicap": "handicap (EA, ESAT)",
    "insertion": "insertion (SIAE)",
    "prison": "travail pénitentiaire",
    "ess": "économie sociale et solidaire",
    "non_precise": "public non précisé",
}
STATES = {"": "Ouverts\u00a0: on peut encore répondre", "clos": "Clos ou sans date limite"}
PROCEDURES = {
    "mapa": "procédure adaptée",
    "national": "avis national",
    "european": "avis européen",
    "concession": "concession",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. state: "" for open calls, clos for the others."""

    query: str = ""
    place: Territory | None = None
    reserved: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    state: str = ""
    page: int = 1

    def address(self, path: str, **changes: object) -> str:
        """The address of this list with some fields changed."""
        one = replace(self, **changes) if changes else self  # type: ignore[arg-type]
        pairs = [("q", one.query)] if one.query else []
        if one.place is not None:
            pairs.append(("territoire", one.place.territory_id))
        pairs += [("reserve", value) for value in one.reserved] + [("nature", value) for value in one.natures]
        pairs += [("etat", one.state)] if one.state else []
        pairs += [("page", str(one.page))] if one.page != 1 else []
        return f"{path}?{urlencode(pairs)}" if pairs else path


def read(release: Release, query: QueryDict) -> Asked:
    """Read an address. Raises InvalidRequest, in French, on what means nothing."""
    lists = dict(query.lists())
    one = {key: single(key, lists.get(key, [])) for key in SINGLE}
    if one["etat"] not in STATES:
        raise InvalidRequest("Cet état n’existe pas.", "Choix\u00a0: clos, ou rien pour les avis ouverts.")
    reserved = {part for value in lists.get("reserve", []) for part in value.split(",") if part}
    if unknown := sorted(reserved - set(RESERVED)):
        raise InvalidRequest(f"Le filtre «\u00a0reserve\u00a0» ne connaît pas «\u00a0{unknown[0][:40]}\u00a0».", "")
    return Asked(
        query=text(one["q"]),
        place=places.asked(release, one["territoire"]),
        reserved=tuple(key for key in RESERVED if key in reserved),
        natures=asking.several("nature", lists.get("nature", [])),
        state=one["etat"],
        page=page_number(one["page"]),
    )


def where(asked: Asked, today: date) -> Where:
    """SQL on `notices` n. A notice says départements only: a smaller place is looked for in its own."""
    open_calls = "n.deadline_on >= ? AND n.nature IN ('call', 'unknown') AND n.status <> 'cancelled'"
    conditions = [f"({open_calls})" if not asked.state else "(n.deadline_on IS NULL OR n.deadline_on < ?)"]
    parameters: list[Any] = [today.isoformat()]
    if asked.place is not None and (codes := departements(asked.place)):
        conditions.append("(" + " OR ".join("'|' || n.departements || '|' LIKE ?" for _ in codes) + ")")
        parameters += [f"%|{code}|%" for code in codes]
    elif asked.place is not None and asked.place.level == "region":
        conditions.append(
            "EXISTS (SELECT 1 FROM territories t WHERE t.level = 'departement' AND t.region_code = ?"
            " AND '|' || n.departements || '|' LIKE '%|' || t.code || '|%')"
        )
        parameters.append(asked.place.code)
    if asked.reserved:
        conditions.append(f"n.reserved IN ({', '.join('?' for _ in asked.reserved)})")
        parameters += [RESERVED[key] for key in asked.reserved]
    if asked.natures:
        conditions.append(f"n.category IN ({', '.join('?' for _ in asked.natures)})")
        parameters += asked.natures
    for word in fold(asked.query).split():
        conditions.append("n.object GLOB ?")
        parameters.append(pattern(word))
    return Where(" AND ".join(conditions), tuple(parameters))


def departements(place: Territory) -> tuple[str, ...]:
    """The codes of the départements a place touches; none for a région (see above) or for France."""
    if place.level in ("departement", "departemental"):
        return (place.code,)
    if place.level in ("france", "region"):
        return ()
    return tuple(filter(None, (place.departements or place.departement_code or "").split("|")))


def build(release: Release, asked: Asked, *, path: str, today: date) -> dict[str, Any]:
    """Return the context of contracts/notices.html. Raises InvalidRequest past the end.

    An edition without notices has this page too, since the menu of every page leads to it: `loaded` is False.
    """
    table = release.manifest.table("notices")
    if table is None or not table.rows:
        return {"asked": asked, "loaded": False, "breadcrumb": [SECTION, Link("Avis")]}
    found = where(asked, today)
    count = int(release.value(f"SELECT count(*) FROM notices n WHERE {found.sql}", found.parameters))
    pages = max(1, math.ceil(count / PER_PAGE))
    if asked.page > pages:
        raise InvalidRequest(f"La page {asked.page} n’existe pas.", f"Cette liste en compte {pages}.")
    order = "n.deadline_on, n.notice_id" if not asked.state else "n.deadline_on DESC, n.notice_id"
    rows = release.rows(
        f"SELECT n.* FROM notices n WHERE {found.sql} ORDER BY {order} LIMIT ? OFFSET ?",
        (*found.parameters, PER_PAGE, (asked.page - 1) * PER_PAGE),
    )
    return {
        "asked": asked,
        "loaded": True,
        "count": count,
        "pages": pages,
        "number": asked.page,
        "table": _table(rows),
        "bar": _bar(release, asked, path),
        "pagination": paginate(asked.page, pages, lambda number: asked.address(path, page=number)),
        "precision": reserved_notice.measure(),
        "sources": _sources(release),
        "last_deadline": release.value("SELECT max(deadline_on) FROM notices"),
        "closed_href": asked.address(path, state="clos", page=1),
        "today": today,
        "breadcrumb": [SECTION, Link("Avis")],
    }


def _sources(release: Release) -> list[dict[str, Any]]:
    return [
        {"title": one.title, "on": one.data_as_of, "kept": one.rows_kept}
        for one in release.manifest.sources
        if one.id.startswith("boamp")
    ]


def _bar(release: Release, asked: Asked, path: str) -> FilterBar:
    place = asked.place
    hint = "Nom, code postal ou code Insee\u00a0: on cherche dans son département."
    shown = [
        Filter(
            "territoire",
            "Près de quel territoire\u00a0?",
            "search",
            value=places.written(release, place),
            hint=f"{place.name}. {hint}" if place else hint,
        ),
        Filter("q", "Mots de l’objet", "search", value=asked.query),
        Filter(
            "reserve",
            "Réservation",
            "checkbox",
            [Option(key, label, selected=key in asked.reserved) for key, label in RESERVED_LABELS.items()],
            open=True,
        ),
        Filter(
            "nature",
            "Nature",
            "checkbox",
            [Option(key, label, selected=key in asked.natures) for key, label in words.NATURES.items()],
        ),
        Filter(
            "etat", "État", "radio", [Option(key, label, selected=key == asked.state) for key, label in STATES.items()]
        ),
    ]
    active = []
    if place:
        active.append(Link(place.name, asked.address(path, place=None, page=1)))
    if asked.query:
        active.append(Link(f"Objet\u00a0: {asked.query}", asked.address(path, query="", page=1)))
    for key in asked.reserved:
        kept = tuple(one for one in asked.reserved if one != key)
        active.append(Link(RESERVED_LABELS[key], asked.address(path, reserved=kept, page=1)))
    for key in asked.natures:
        kept = tuple(one for one in asked.natures if one != key)
        active.append(Link(words.NATURES[key], asked.address(path, natures=kept, page=1)))
    return FilterBar(path, shown, (), active, path)


def _table(rows: Sequence[sqlite3.Row]) -> Table:
    columns = [Column("Avis"), Column("Acheteur"), Column("Où"), Column("Répondre avant le"), Column("Réservation")]
    return Table(
        "Avis de marchés",
        columns,
        [_row(row) for row in rows],
        hide_caption=True,
        id="marches",
        empty="Aucun avis ne répond à ces filtres.",
    )


def _row(row: sqlite3.Row) -> list[Cell]:
    kind = ", ".join(filter(None, (words.NATURES.get(row["category"] or ""), PROCEDURES.get(row["family"]))))
    return [
        Cell(_object(row), href=row["url"] or "", note=f"Avis {row['notice_id']}{f' · {kind}' if kind else ''}"),
        Cell(french.typo(row["buyer_name"]) if row["buyer_name"] else french.UNKNOWN, unknown=not row["buyer_name"]),
        Cell(row["departements"].replace("|", ", ") or french.UNKNOWN, unknown=not row["departements"]),
        Cell(french.date_fr(row["deadline_on"], short=True), unknown=row["deadline_on"] is None),
        _reservation(row),
    ]


def _object(row: sqlite3.Row) -> str:
    """The object of a notice, cut at a word; else the words the DILA classes it by."""
    said = " ".join((row["object"] or "").split())
    if not said:
        return row["descriptors"].replace("|", ", ") or "Objet non chargé"
    return said if len(said) <= LONGEST_OBJECT else said[:LONGEST_OBJECT].rsplit(" ", 1)[0] + "…"


def _reservation(row: sqlite3.Row) -> Cell:
    """Coded: said as such. Presumed: with the words that made it. Neither: nothing is known, which proves nothing."""
    if row["reserved"] is None:
        return Cell("rien n’est dit", unknown=True)
    whom = FOR_WHOM.get(row["reserved_for"] or "", "")
    if row["reserved"] == "coded":
        return Cell("", tags=[Tag("Réservé", "leaf", "dit par un champ de l’avis")], note=whom)
    said = f"«\u00a0{row['reserved_evidence']}\u00a0»" if row["reserved_evidence"] else ""
    return Cell(
        "",
        tags=[Tag("Présumé réservé", "honey", "déduit des mots de l’avis")],
        note=" ".join(filter(None, (whom, said))),
    )
