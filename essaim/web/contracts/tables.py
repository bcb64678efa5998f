"""Contracts put into tables."""

from __future__ import annotations

from collections.abc import Sequence

from essaim.web.contracts import words
from essaim.web.contracts.selectors import Holder, Line
from essaim.web.observatory import vocabulary
from essaim.web.ui import french
from essaim.web.ui.components import Cell, Column, Table, Tag
from essaim.web.ui.links import link

HOLDERS_NAMED = 3
LONGEST_OBJECT = 180
# Some buyers write in capitals; an acronym alone stays as it is.
LONGEST_CAPITALS = 12


def contracts(lines: Sequence[Line], caption: str, *, with_buyer: bool = False, empty: str = "") -> Table:
    """The table of a list; with_buyer: contracts of several buyers."""
    columns = [
        Column("Objet"),
        Column("Titulaire"),
        Column("Montant HT", numeric=True),
        Column("Notifié"),
        Column("Fin"),
    ]
    if with_buyer:
        columns.insert(1, Column("Acheteur"))
    return Table(
        caption, columns, [_row(line, with_buyer) for line in lines], hide_caption=True, id="marches",
        empty=empty or "Aucun marché déclaré ne répond à ces filtres.",
    )  # fmt: skip


def _row(line: Line, with_buyer: bool) -> list[Cell]:
    row = line.row
    cells = [
        Cell(subject(row), href=link("contracts:contract", row["contract_id"]), note=kind_note(row)),
        Cell(holder_names(line.holders, row["holders_declared"]), tags=holder_tags(row)),
        amount(row),
        Cell(french.date_fr(row["notified_on"], short=True), unknown=row["notified_on"] is None),
        Cell(french.date_fr(row["ends_on"], short=True), unknown=row["ends_on"] is None),
    ]
    if with_buyer:
        name = line.buyer_name or f"{words.WITHOUT_NAME} ({row['buyer_siren']})"
        cells.insert(1, Cell(french.typo(name), href=link("contracts:buyer", row["buyer_siren"])))
    return cells


def subject(row) -> str:  # type: ignore[no-untyped-def]
    """The object of a contract, cut at a word; without any, what its CPV division says it is."""
    text = row["object"]
    if not text:
        known = words.divisions().get(row["cpv_division"] or "", "")
        return f"{known} (objet non déclaré)" if known else "Objet non déclaré"
    said = " ".join(text.split())
    if said.isupper() and len(said) > LONGEST_CAPITALS:
        said = said.capitalize()
    return said if len(said) <= LONGEST_OBJECT else said[:LONGEST_OBJECT].rsplit(" ", 1)[0] + "…"


def kind_note(row) -> str:  # type: ignore[no-untyped-def]
    """« Accord-cadre · 45 Travaux · Réservé · Clause sociale »."""
    parts = [words.KINDS[row["kind"]], words.division(row["cpv_division"])]
    parts += [label for column, label in words.CONSIDERATIONS.items() if row[column]]
    return " · ".join(parts)


def holder_names(holders: Sequence[Holder], declared: int) -> str:
    """« Les Paniers du Nord, Traiteur X et 2 autres »; those who may not be named are said so."""
    if not holders:
        return "Aucun titulaire déclaré"
    names = [holder.name for holder in holders if holder.name]
    hidden = max(declared, len(holders)) - len(names)
    shown = names[:HOLDERS_NAMED]
    more = len(names) - len(shown)
    said = ", ".join(shown)
    if more:
        said += f" et {more} {french.plural(more, 'autre')}"
    if hidden and not said:
        return words.NOT_SHOWN if hidden == 1 else f"{hidden} titulaires non montrés"
    return f"{said}, {hidden} non {french.plural(hidden, 'montré')}" if hidden else said


def holder_tags(row) -> list[Tag]:  # type: ignore[no-untyped-def]
    """The kinds of the holders: ESS, SIAE, EA, ESAT, ESUS."""
    return [
        Tag(tag, "leaf" if key == "ess" else "honey", label)
        for key, (column, label, tag) in words.HOLDERS.items()
        if row[column]
    ]


def amount(row) -> Cell:  # type: ignore[no-untyped-def]
    """The amount, said a ceiling for a framework; why it is set aside otherwise."""
    if row["amount"] is None:
        return Cell("mis de côté" if row["amount_declared"] is not None else french.UNKNOWN, numeric=True, unknown=True)
    note = "plafond" if row["kind"] == "framework" else ""
    if row["amounts_count"] > 1:
        note = f"{note + ', ' if note else ''}{row['amounts_count']} montants additionnés"
    return Cell(french.euros(row["amount"]), numeric=True, note=note)


def holders(line: Line) -> Table:
    """The holders of a contract, one a row."""
    rows = []
    for holder in line.holders:
        tags = [Tag(vocabulary.SHORT_LABELS.get(label, label), "honey") for label in holder.labels]
        if holder.is_sse:
            tags.insert(0, Tag("ESS", "leaf"))
        rows.append(
            [
                Cell(
                    holder.name or words.NOT_SHOWN,
                    href=link("observatory:organization", holder.siren) if holder.is_sse and holder.siren else "",
                    note=(f"SIRET {holder.siret}" if holder.siret else f"SIREN {holder.siren}" if holder.siren else
                          words.NOT_SHOWN_WHY),
                    tags=tags,
                ),
                Cell(words.MATCHES[holder.match], unknown=holder.match in ("unknown", "unmatched")),
                Cell(words.RANKS.get(holder.local_rank or 0, french.UNKNOWN), unknown=holder.local_rank is None),
                Cell(french.number(holder.distance_km), numeric=True, unknown=holder.distance_km is None),
                Cell(french.euros(holder.amount) if holder.amount is not None else "non répartie", numeric=True,
                     unknown=holder.amount is None),
            ]
        )  # fmt: skip
    columns = [
        Column("Titulaire"), Column("Appartenance à l’ESS"), Column("Où"), Column("Distance (km)", numeric=True),
        Column("Sa part HT", numeric=True),
    ]  # fmt: skip
    return Table("Titulaires", columns, rows, hide_caption=True, empty="Aucun titulaire n’est déclaré.")
