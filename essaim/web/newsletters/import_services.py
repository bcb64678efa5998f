"""Addresses brought by a file, on a ground that is said. Nobody who left comes back this way."""

from __future__ import annotations

import io
import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from essaim.rules.names import fold
from essaim.web.accounts.models import User
from essaim.web.audit.services import record
from essaim.web.media import tables
from essaim.web.media.tables import Limits, TableFileError
from essaim.web.newsletters.enums import Basis, Event, Post, Reach, Standing
from essaim.web.newsletters.errors import LetterError
from essaim.web.newsletters.models import ImportedFile, MailingList, Proof, RefusedRow, Subscriber, Subscription
from essaim.web.newsletters.services import email_hash, prove
from essaim.web.ui.news import LEVELS

SHORTEST_ORIGIN = 20
LARGEST_FILE = 5 * 1024 * 1024
LIMITS = Limits(LARGEST_FILE, 60 * 1024 * 1024, 30_000, 60, 1000)
HEADERS = {
    "email": re.compile(r"\b(e ?mail|mail|courriel|adresse electronique|mel)\b"),
    "region": re.compile(r"\bregion\b"),
    "level": re.compile(r"\b(echelon|niveau|type)\b"),
    "post": re.compile(r"\b(qualite|fonction|role)\b"),
}


@transaction.atomic
def bring(
    *, list_: MailingList, content: bytes, file_name: str, basis: Basis, origin: str, actor: User | None, now: datetime
) -> ImportedFile:
    """Subscribe the addresses of a CSV or XLSX file; keep the lines refused with their reason.

    Columns: an address; region (INSEE code), level (a key of ui.news.LEVELS) and post (a value of Post) if there are.
    origin: where the addresses come from and what people were told, kept as the proof. Raises LetterError when it says
    too little, or when the file cannot be read; nothing is then kept.
    """
    if len(origin.strip()) < SHORTEST_ORIGIN:
        raise LetterError(
            "Dites d’où viennent ces adresses et ce qui a été dit aux personnes\u00a0: c’est ce que l’on vous "
            "demandera en cas de contrôle (RGPD, articles 5 et 6). Rien n’a été importé."
        )
    try:
        rows = list(tables.read(io.BytesIO(content), file_name, LIMITS))
    except TableFileError as error:
        raise LetterError(str(error)) from error
    if not rows:
        raise LetterError("Ce fichier n’a que des lignes vides. Rien n’a été importé.")
    columns, first = _columns([cells for _, cells in rows])
    made = ImportedFile.objects.create(
        list=list_, file_name=file_name[:200], basis=basis, origin=origin.strip(), at=now, by=actor
    )
    forgotten = set(Proof.objects.filter(event=Event.FORGOTTEN).values_list("email_hash", flat=True))
    seen: set[str] = set()
    refused = []
    for number, cells in rows[first:]:
        values = {name: cells[rank].strip() for name, rank in columns.items() if rank < len(cells)}
        email = values.get("email", "").lower()
        if reason := _refusal(email, seen, forgotten):
            refused.append(RefusedRow(imported=made, number=number, value=email[:254], reason=reason))
            continue
        seen.add(email)
        reason = _take(made, email, values, now)
        if reason:
            refused.append(RefusedRow(imported=made, number=number, value=email, reason=reason))
    RefusedRow.objects.bulk_create(refused)
    made.refused = len(refused)
    made.save()
    counts = {"added": made.added, "already": made.already, "refused": made.refused, "basis": basis}
    record(actor=actor, action="newsletters.imported", target=made, after=counts, now=now)
    return made


def _columns(rows: list[list[str]]) -> tuple[dict[str, int], int]:
    """Which column is what, and how many lines of titles there are. Without titles, the column that holds addresses."""
    found: dict[str, int] = {}
    for rank, cell in enumerate(rows[0]):
        for name, pattern in HEADERS.items():
            if name not in found and "@" not in cell and pattern.search(fold(cell)):
                found[name] = rank
    if "email" in found:
        return found, 1
    for rank, cell in enumerate(rows[0]):
        if "@" in cell:
            return {"email": rank}, 0
    raise LetterError("Aucune colonne d’adresses n’a été reconnue\u00a0: nommez-la «\u00a0Courriel\u00a0».")


def _refusal(email: str, seen: set[str], forgotten: set[str]) -> str:
    """Why a line is refused before looking at what is known; empty when it is not."""
    if not email:
        return "Pas d’adresse."
    try:
        validate_email(email)
    except ValidationError:
        return "Ce n’est pas une adresse électronique."
    if email in seen:
        return "Adresse déjà lue plus haut dans ce fichier."
    if email_hash(email) in forgotten:
        return "Cette personne a demandé à ne plus figurer ici."
    return ""


def _take(made: ImportedFile, email: str, values: dict[str, str], now: datetime) -> str:
    """Subscribe one address. Returns why not, empty when it is."""
    level, post = fold(values.get("level", "")), fold(values.get("post", ""))
    described = {
        "created_at": now,
        "region_code": values.get("region", "")[:3] if values.get("region", "")[:3].isdigit() else "",
        "level": level if level in LEVELS else "",
        "post": post if post in Post.values else "",
    }
    subscriber, _ = Subscriber.objects.get_or_create(email=email, defaults=described)
    if subscriber.reach != Reach.GOOD:
        return f"Adresse connue\u00a0: {subscriber.get_reach_display().lower()}."
    kept = Subscription.objects.filter(subscriber=subscriber, list=made.list).first()
    if kept is not None and kept.standing == Standing.LEFT:
        return "Cette personne s’est désabonnée de cette liste."
    if kept is not None and kept.standing == Standing.ACTIVE:
        made.already += 1
        return ""
    values_ = {"standing": Standing.ACTIVE, "basis": made.basis, "asked_at": now, "changed_at": now}
    Subscription.objects.update_or_create(subscriber=subscriber, list=made.list, defaults=values_)
    prove(subscriber, Event.IMPORTED, now=now, list_=made.list, words=f"{made.file_name}\u00a0: {made.origin}")
    made.added += 1
    return ""
