"""Writing the purchases of an authority: loading a file, approving its columns, deciding, deleting.

The trail says that a file was loaded or deleted, by whom, with how many rows: never what is in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from itertools import batched
from typing import BinaryIO

from django.core.files import File
from django.db import connection, transaction

from essaim.rules.siren import is_siren
from essaim.web.accounts.models import User
from essaim.web.audit.services import record
from essaim.web.bodies.models import PublicBody
from essaim.web.observatory.release import Release
from essaim.web.purchases import columns, matching, reading
from essaim.web.purchases.columns import Mapping
from essaim.web.purchases.enums import Match, State
from essaim.web.purchases.errors import PurchaseError
from essaim.web.purchases.models import Ledger, Objective, Retention, Spending, Supplier
from essaim.web.purchases.tasks import read_ledger

SAMPLE_ROWS = 60
# Rows written in one statement.
AT_ONCE = 2_000
# What is written of a sum, after its file.
_SUMMED = ("supplier", "category", "service", "year", "lines", "amount", "credits", "credited")
MOST_LEDGERS = 100
MONTHS = (12, 24, 36, 48, 60)


def load(*, body: PublicBody, author: User, title: str, file: BinaryIO, file_name: str, now: datetime) -> Ledger:
    """Keep a file until its columns are approved, with the columns proposed. Nothing of its content is written.

    Raises LedgerFileError on what cannot be read as purchases, PurchaseError past MOST_LEDGERS files.
    """
    proposal = columns.propose(reading.first_rows(file, file_name, SAMPLE_ROWS))
    if Ledger.objects.filter(body=body).count() >= MOST_LEDGERS:
        raise PurchaseError(f"Votre collectivité a déjà {MOST_LEDGERS} relevés\u00a0: supprimez-en d’abord.")
    file.seek(0)
    with transaction.atomic():
        ledger = Ledger(
            body=body, author=author, title=" ".join(title.split())[:120] or "Achats", file_name=file_name[-120:],
            mapping=proposal.mapping.as_json(), layout=proposal.layout, uploaded_at=now,
        )  # fmt: skip
        ledger.file.save("", File(file), save=False)
        ledger.save()
        record(actor=author, action="purchases.loaded", target=ledger, after={"body_id": body.pk}, now=now)
    return ledger


def keep_mapping(*, ledger: Ledger, mapping: Mapping) -> Ledger:
    """Keep the columns as chosen, to preview them. Raises PurchaseError once the file is being read."""
    if ledger.state not in (State.MAPPING, State.FAILED):
        raise PurchaseError("Ce fichier est déjà lu\u00a0: déposez-le de nouveau pour changer ses colonnes.")
    ledger.mapping, ledger.state, ledger.error = mapping.as_json(), State.MAPPING, ""
    ledger.basis, ledger.category_kind = mapping.basis, mapping.category_kind
    ledger.save(update_fields=["mapping", "state", "error", "basis", "category_kind"])
    return ledger


def approve(*, ledger: Ledger, mapping: Mapping, actor: User, now: datetime) -> Ledger:
    """Read the file with these columns, in a task. Raises LedgerFileError on columns that cannot be read."""
    columns.checked(mapping)
    with transaction.atomic():
        keep_mapping(ledger=ledger, mapping=mapping)
        ledger.state, ledger.progress, ledger.stage, ledger.started_at = State.READING, 0, "", now
        ledger.save(update_fields=["state", "progress", "stage", "started_at"])
        record(actor=actor, action="purchases.approved", target=ledger, now=now)
        transaction.on_commit(lambda: read_ledger.enqueue(ledger.pk))
    return ledger


def fail(*, ledger_pk: int, reason: str) -> None:
    """Say why a file was not read. It stays, so that its columns can be changed."""
    Ledger.objects.filter(pk=ledger_pk, state=State.READING).update(state=State.FAILED, error=reason[:600], progress=0)


@transaction.atomic
def decide(*, supplier: Supplier, siren: str, actor: User, release: Release, now: datetime) -> Supplier:
    """Tie a supplier to a legal unit; siren "": none of those proposed. Serves for the files to come too.

    Raises PurchaseError on a SIREN that is not one, or for a supplier whose own number says who it is.
    """
    if supplier.match in (Match.SIRET, Match.SIREN):
        raise PurchaseError("Le numéro de ce fournisseur dit déjà qui il est.")
    siren = "".join(siren.split())
    if siren and not is_siren(siren):
        raise PurchaseError(f"«\u00a0{siren[:20]}\u00a0» n’est pas un SIREN\u00a0: sa clé est fausse.")
    supplier.siren, supplier.match = siren, Match.NAME if siren else Match.REFUSED
    supplier.decided_by, supplier.decided_at = actor, now
    matching.settle([supplier], release, supplier.body.territory_id)
    supplier.save()
    return supplier


def accept_surest(*, body: PublicBody, least: int, actor: User, release: Release, now: datetime) -> int:
    """Accept every proposal that stands alone with at least this confidence (0 to 100). Returns how many."""
    waiting = Supplier.objects.filter(body=body, match=Match.PROPOSED).select_related("body")
    accepted = []
    with transaction.atomic():
        for each in waiting:
            sure = [one for one in each.candidates if one["confidence"] >= least]
            if len(sure) == 1:
                each.siren, each.match, each.decided_by, each.decided_at = sure[0]["siren"], Match.NAME, actor, now
                accepted.append(each)
        matching.settle(accepted, release, body.territory_id)
        write_suppliers(accepted)
        if accepted:
            record(actor=actor, action="purchases.names_accepted", target=body, after={"count": len(accepted)}, now=now)
    return len(accepted)


def match_again(*, body: PublicBody, actor: User | None, release: Release, now: datetime) -> int:
    """Match every supplier of an authority with the release served now. Decisions stay. Returns how many there are."""
    suppliers = list(Supplier.objects.filter(body=body))
    matching.settle(suppliers, release, body.territory_id)
    matching.propose(suppliers, release)
    with transaction.atomic():
        write_suppliers(suppliers)
        for ledger in Ledger.objects.select_for_update().filter(body=body, state=State.READY):
            ledger.counts |= {"release": release.id, "release_date": release.reference_date.isoformat()}
            ledger.save(update_fields=["counts"])
        record(actor=actor, action="purchases.matched_again", target=body, after={"count": len(suppliers)}, now=now)
    return len(suppliers)


def write_suppliers(suppliers: Iterable[Supplier]) -> None:
    """Write suppliers, new or not, a few thousand at once; what is known by its key is changed, with its number kept.

    An upsert: updating that many rows one by one, or in one CASE a column, takes minutes.
    """
    changed = ("siren", "match", "kind", "reason", "is_sse", "is_closed", "registered_name", "near", "candidates",
               "decided_by", "decided_at")  # fmt: skip
    for some in batched(suppliers, AT_ONCE, strict=False):
        for each in some:
            each.pk = None
        Supplier.objects.bulk_create(some, update_conflicts=True, unique_fields=["body", "key"], update_fields=changed)


def write_spendings(*, ledger: Ledger, rows: Iterable[tuple[object, ...]]) -> None:
    """Write the sums of a file. rows: the values of _SUMMED, in that order.

    By the cursor: a hundred thousand objects, each checked and compiled, take ten times as long as their rows.
    """
    names = [Spending._meta.get_field(name).column for name in ("ledger", *_SUMMED)]
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    table = connection.ops.quote_name(Spending._meta.db_table)
    marks = ", ".join(["%s"] * len(names))
    with transaction.atomic(), connection.cursor() as cursor:
        for some in batched(rows, AT_ONCE, strict=False):
            # Names of our own model; values are given apart.
            statement = f"INSERT INTO {table} ({quoted}) VALUES ({marks})"
            cursor.executemany(statement, [(ledger.pk, *row) for row in some])


def delete(*, ledger: Ledger, actor: User | None, now: datetime) -> None:
    """Delete a file, its sums, its rejected rows and the suppliers nothing else names: for good.

    Raises PurchaseError while it is being read.
    """
    if ledger.state == State.READING:
        raise PurchaseError("Ce fichier est en cours de lecture\u00a0: attendez la fin pour le supprimer.")
    body, file, counts = ledger.body, ledger.file, ledger.counts
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Deleted rows are overwritten, not only forgotten.
            cursor.execute("PRAGMA secure_delete = ON")
    with transaction.atomic():
        after = {"body_id": body.pk, "rows": counts.get("rows", 0)}
        record(actor=actor, action="purchases.deleted", target=ledger, after=after, now=now)
        ledger.delete()
        Supplier.objects.filter(body=body, spendings__isnull=True).delete()
        if file:
            name, kept_in = file.name, file.storage
            transaction.on_commit(lambda: kept_in.delete(name))


def delete_all(*, body: PublicBody, actor: User, now: datetime) -> int:
    """Delete everything an authority loaded, its objectives and its setting. Returns how many files went."""
    ledgers = list(Ledger.objects.filter(body=body))
    for ledger in ledgers:
        delete(ledger=ledger, actor=actor, now=now)
    with transaction.atomic():
        Objective.objects.filter(body=body).delete()
        Retention.objects.filter(body=body).delete()
        record(actor=actor, action="purchases.all_deleted", target=body, after={"files": len(ledgers)}, now=now)
    return len(ledgers)


@transaction.atomic
def add_objective(
    *, body: PublicBody, author: User, target: str, measure: str, share: Decimal, year: int, deliberation: str,
    decided_on: date, now: datetime,
) -> Objective:  # fmt: skip
    """Write a share the authority decided. Raises PurchaseError on a decision of a day to come."""
    if decided_on > now.date():
        raise PurchaseError("La délibération ne peut pas être prise un jour à venir.")
    made = Objective.objects.create(
        body=body, author=author, target=target, measure=measure, share=share, year=year,
        deliberation=deliberation.strip(), decided_on=decided_on, created_at=now,
    )  # fmt: skip
    record(actor=author, action="purchases.objective_added", target=made, now=now)
    return made


@transaction.atomic
def delete_objective(*, objective: Objective, actor: User, now: datetime) -> None:
    """Take an objective away."""
    record(actor=actor, action="purchases.objective_deleted", target=objective, now=now)
    objective.delete()


@transaction.atomic
def keep_for(*, body: PublicBody, months: int, actor: User, now: datetime) -> None:
    """Choose how long files are kept. Raises PurchaseError on another period than those offered."""
    if months not in MONTHS:
        raise PurchaseError("Cette durée n’est pas proposée.")
    Retention.objects.update_or_create(body=body, defaults={"months": months})
    record(actor=actor, action="purchases.retention_set", target=body, after={"months": months}, now=now)
