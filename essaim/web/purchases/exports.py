"""Files to take away. What may leave the authority names only suppliers of the public register; the rejected rows and
the names to review stay internal, and their files say so."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import slugify

from essaim.web.observatory.exports.table import Cell, Field, Table
from essaim.web.observatory.release import Release
from essaim.web.purchases import results
from essaim.web.purchases.columns import Mapping
from essaim.web.purchases.enums import Kind, Near, Reason, Target
from essaim.web.purchases.models import Ledger
from essaim.web.purchases.results import Choice, Group

DIMENSIONS = {
    "tout": "Ensemble",
    "year": "Année",
    "kind": "Genre",
    "category": "Catégorie",
    "service": "Service",
    "near": "Lieu",
    "reason": "Statut",
}
RESULTS = (
    Field("dimension", "Rangement"),
    Field("value", "Valeur"),
    Field("lines", "Lignes", "int"),
    Field("suppliers", "Fournisseurs", "int"),
    Field("suppliers_sse", "Fournisseurs de l’ESS", "int"),
    Field("suppliers_unknown", "Fournisseurs de statut inconnu", "int"),
    Field("suppliers_inclusion", "Fournisseurs SIAE, EA, ESAT", "int"),
    Field("amount", "Montant (€)", "float"),
    Field("amount_sse", "Montant vers l’ESS (€)", "float"),
    Field("amount_unknown", "Montant de statut inconnu (€)", "float"),
    Field("amount_inclusion", "Montant vers SIAE, EA, ESAT (€)", "float"),
    Field("amount_local", "Montant sur le territoire (€)", "float"),
    Field("amount_place_unknown", "Montant de lieu inconnu (€)", "float"),
    Field("share_low", "Part ESS du montant, au moins (%)", "float"),
    Field("share_high", "Part ESS du montant, au plus (%)", "float"),
)
SUPPLIERS = (
    Field("siren", "SIREN"),
    Field("siret", "SIRET"),
    Field("name", "Nom au registre"),
    Field("kind", "Genre"),
    Field("is_sse", "De l’ESS", "bool"),
    Field("match", "Rapproché par"),
    Field("near", "Lieu"),
    Field("is_closed", "Fermée depuis", "bool"),
    Field("lines", "Lignes", "int"),
    Field("amount", "Montant (€)", "float"),
)
NOTE = (
    "Chiffres tirés des relevés de {body}, qui seule les détient. Montants avoirs déduits. Au moins\u00a0: ce que le "
    "registre de l’ESS reconnaît\u00a0; au plus\u00a0: cela, et ce dont le statut est inconnu. Aucun objectif "
    "n’est celui du réseau."
)


def results_table(release: Release, choice: Choice) -> Table:
    """Return every group of every dimension of the purchases chosen."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        purchases = results.Purchases(choice)
        for dimension, label in DIMENSIONS.items():
            groups = [purchases.whole()] if dimension == "tout" else purchases.by(dimension)
            for group in groups:
                yield _row(label, _value(dimension, group.key), group)

    return Table(_name(choice, "achats"), f"Achats réalisés\u00a0: {choice.body.name}", release, RESULTS, rows,
                 note=NOTE.format(body=choice.body.name))  # fmt: skip


def suppliers_table(release: Release, choice: Choice) -> Table:
    """Return the suppliers that the public register names as ESS or inclusion structures."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for one in results.known_suppliers(choice):
            yield (
                one.siren, one.siret or None, one.registered_name, one.get_kind_display(), one.is_sse,
                one.get_match_display(), one.get_near_display(), one.is_closed, one.rows, one.cents / 100,
            )  # fmt: skip

    note = (
        f"{NOTE.format(body=choice.body.name)} Les autres fournisseurs n’y sont pas\u00a0: ce peut être des personnes."
    )
    return Table(_name(choice, "fournisseurs-ess"), f"Fournisseurs de l’ESS\u00a0: {choice.body.name}", release,
                 SUPPLIERS, rows, note=note)  # fmt: skip


def rejected_table(release: Release, ledger: Ledger) -> Table:
    """Return the rejected rows of a file, as they were, with their reasons. Internal."""
    titles = Mapping.from_json(ledger.mapping).titles
    widest = max((len(one.cells) for one in ledger.rejected.only("cells").iterator()), default=0)
    own = [titles[rank] if rank < len(titles) else f"Colonne {rank + 1}" for rank in range(max(widest, len(titles)))]
    fields = (
        Field("line", "Ligne du fichier", "int"),
        Field("reason", "Raison du rejet"),
        *(Field(f"column_{rank}", title) for rank, title in enumerate(own, 1)),
    )

    def rows() -> Iterator[tuple[Cell, ...]]:
        for one in ledger.rejected.iterator():
            yield (one.number, one.reason, *one.cells, *[None] * (len(own) - len(one.cells)))

    note = "Document interne\u00a0: lignes de votre fichier, telles quelles. Ne le diffusez pas."
    return Table(f"essaim-rejets-interne-{ledger.pk}", "Lignes rejetées (interne)", release, fields, rows, note=note)


def _row(dimension: str, value: str, group: Group) -> tuple[Cell, ...]:
    n, a = group.suppliers, group.amount
    found = results.of_target(a, Target.SSE)
    amounts = (a.total, a.sse, a.sse_open, a.inclusion, a.local, a.place_open)
    shares = (round(found.low, 2), round(found.high, 2)) if found else (None, None)
    return (
        dimension,
        value,
        group.lines,
        n.total,
        n.sse,
        n.sse_open,
        n.inclusion,
        *(x / 100 for x in amounts),
        *shares,
    )


def _value(dimension: str, key: object) -> str:
    words = {"kind": Kind, "reason": Reason, "near": Near}.get(dimension)
    if words is not None:
        return str(words(key).label)
    if dimension == "year":
        return str(key) if key else "inconnue"
    return str(key) or ("" if dimension == "tout" else "(vide)")


def _name(choice: Choice, what: str) -> str:
    year = f"-{choice.year}" if choice.year else ""
    return f"essaim-{what}-{slugify(choice.body.name)[:60]}{year}"


def tables(release: Release, choice: Choice, what: str) -> Table | None:
    """Return the table of a file offered on the page of results; None for another name."""
    return {"resultats": results_table, "fournisseurs": suppliers_table}.get(what, lambda *_: None)(release, choice)
