"""Reading an approved file, matching its suppliers, writing its sums: all of it or nothing.

How far it is is written as it goes, outside of any transaction, so that the page can show it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import batched

from django.conf import settings
from django.db import transaction

from essaim.web.observatory.release import Release
from essaim.web.purchases import columns, matching, reading, services
from essaim.web.purchases.columns import Mapping
from essaim.web.purchases.enums import Match, State
from essaim.web.purchases.errors import LedgerFileError
from essaim.web.purchases.models import Ledger, RejectedLine, Supplier
from essaim.web.purchases.reading import Outcome

# A reading that takes longer has died with its process.
LONGEST = timedelta(hours=1)
UNEXPECTED = (
    "La lecture s’est interrompue sans raison connue. Rien n’a été écrit\u00a0: réessayez, ou prévenez l’équipe."
)


def import_ledger(*, pk: int, release: Release, now: datetime) -> bool:
    """Read one file. Returns False, with its reason written, when it could not be; nothing of it is then written.

    A file already being read, or read, is left alone: the task may run twice.
    """
    if not Ledger.objects.filter(pk=pk, state=State.READING, stage="").update(stage="Ouverture du fichier"):
        return False
    done = False
    try:
        _import(Ledger.objects.select_related("body").get(pk=pk), release, now)
        done = True
    except (LedgerFileError, FileNotFoundError) as error:
        said = (
            str(error)
            if isinstance(error, LedgerFileError)
            else "Le fichier déposé n’est plus là\u00a0: déposez-le de nouveau."
        )
        services.fail(ledger_pk=pk, reason=said)
    finally:
        if not done:
            services.fail(ledger_pk=pk, reason=UNEXPECTED)
    return done


def give_up_dead(now: datetime) -> int:
    """Say that readings begun too long ago failed. Returns how many."""
    dead = Ledger.objects.filter(state=State.READING, started_at__lt=now - LONGEST)
    for pk in (pks := list(dead.values_list("pk", flat=True))):
        services.fail(ledger_pk=pk, reason=UNEXPECTED)
    return len(pks)


def _import(ledger: Ledger, release: Release, now: datetime) -> None:
    body = ledger.body
    outcome = _read(ledger)
    suppliers = _suppliers(ledger, outcome)
    _tell(ledger, 65, "Rapprochement des SIRET")
    matching.settle(suppliers, release, body.territory_id)
    _tell(ledger, 75, "Recherche des noms")
    suppliers.sort(key=lambda each: -outcome.suppliers[each.key].amount)
    unsought = matching.propose(
        suppliers, release, lambda done: _tell(ledger, 75 + min(done // 200, 15), "Recherche des noms")
    )
    _tell(ledger, 92, "Écriture des résultats")
    file, storage = ledger.file.name, ledger.file.storage
    with transaction.atomic():
        _write(ledger, outcome, suppliers)
        ledger.counts = outcome.counts() | {
            "unsought": unsought, "release": release.id, "release_date": release.reference_date.isoformat()
        }  # fmt: skip
        ledger.state, ledger.progress, ledger.stage, ledger.read_at, ledger.file = State.READY, 100, "", now, ""
        ledger.save()
        transaction.on_commit(lambda: storage.delete(file))


def _read(ledger: Ledger) -> Outcome:
    mapping = columns.checked(Mapping.from_json(ledger.mapping))
    size = max(ledger.file.size, 1)
    with ledger.file.open("rb") as opened:
        file = opened.file

        def told(rows: int) -> None:
            _tell(ledger, min(60, 60 * file.tell() // size), f"{rows} lignes lues")

        return reading.read(
            file, ledger.file_name, mapping, secret=settings.SECRET_KEY, buyer=ledger.body.siren, told=told
        )


def _tell(ledger: Ledger, percent: int, stage: str) -> None:
    Ledger.objects.filter(pk=ledger.pk).update(progress=percent, stage=stage)


def _suppliers(ledger: Ledger, outcome: Outcome) -> list[Supplier]:
    """The suppliers of a file: those the authority already has, with what was decided of them, and new ones."""
    known = {each.key: each for each in Supplier.objects.filter(body_id=ledger.body_id)}
    return [
        known.get(read.key)
        or Supplier(
            body_id=ledger.body_id, key=read.key, name=read.name, siren=read.siren, siret=read.siret,
            postcode=read.postcode, is_person=read.is_person, match=Match.NONE,
        )
        for read in outcome.suppliers.values()
    ]  # fmt: skip


def _write(ledger: Ledger, outcome: Outcome, suppliers: list[Supplier]) -> None:
    services.write_suppliers(suppliers)
    pks = dict(Supplier.objects.filter(body_id=ledger.body_id).values_list("key", "pk"))
    services.write_spendings(
        ledger=ledger,
        rows=(
            (pks[key], category, service, year, total.lines, total.amount, total.credits, total.credited)
            for (key, category, service, year), total in outcome.sums.items()
        ),
    )
    for lines in batched(outcome.rejected, services.AT_ONCE, strict=False):
        RejectedLine.objects.bulk_create(
            RejectedLine(ledger=ledger, number=number, reason=reason, cells=cells) for number, reason, cells in lines
        )
