"""Importing a list of members: read, matched, reviewed by a person, then applied. Nothing is written before."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from essaim.web.accounts.models import User
from essaim.web.audit.services import record
from essaim.web.bodies.models import PublicBody
from essaim.web.bodies.services import ensure_body
from essaim.web.members import import_files, matching, services
from essaim.web.members.enums import Decision, ImportState, Leaving, RowDecision
from essaim.web.members.errors import ImportFileError, MemberError
from essaim.web.members.matching import SURE
from essaim.web.members.models import ImportRow, Member, MemberImport, Membership
from essaim.web.members.selectors import members_on
from essaim.web.observatory.release import Release
from essaim.web.territories import authorities

LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class Effect:
    """What applying a row would do. kind: join, complete, same, conflict, none; words: French."""

    kind: str
    words: str


EFFECTS = {
    "join": "Nouvelle adhésion",
    "complete": "Date complétée",
    "same": "Déjà dans le réseau, rien à changer",
    "conflict": "En désaccord avec le réseau",
    "none": "Rien",
}


@transaction.atomic
def upload(
    release: Release, *, content: bytes, file_name: str, as_of: date, actor: User | None, now: datetime
) -> MemberImport:
    """Read a file, match each row, and keep the lot for review. Nothing reaches the network.

    The rows that are sure are taken in advance; the others wait for a person. as_of: the day the list was drawn up.
    Raises ImportFileError.
    """
    if as_of > now.date():
        raise ImportFileError("La liste ne peut pas être arrêtée à un jour à venir.")
    found = import_files.read(content, file_name)
    made = MemberImport.objects.create(
        file_name=file_name[-200:], checksum=hashlib.sha256(content).hexdigest(), as_of=as_of,
        columns=found.columns, ignored_columns=list(found.ignored), uploaded_at=now, uploaded_by=actor,
    )  # fmt: skip
    matcher = matching.of(release)
    rows = []
    for line in found.lines:
        values = line.values
        match = matcher.match(
            values.get("name", "")[:LONGEST_NAME], siren=values.get("siren", ""), code=values.get("code", ""),
            departement=values.get("postcode", ""), level=values.get("level", ""),
        )  # fmt: skip
        sure = match.confidence >= SURE
        rows.append(
            ImportRow(
                member_import=made,
                number=line.number,
                raw=line.cells,
                name=(values.get("name") or values.get("siren") or "–")[:LONGEST_NAME],
                joined_on=line.joined_on,
                left_on=line.left_on,
                candidates=[asdict(candidate) for candidate in match.candidates],
                problems=[*line.problems, *match.problems],
                confidence=match.confidence,
                siren=match.best.siren if match.best else "",
                decision=RowDecision.TAKE if sure else RowDecision.PENDING,
            )
        )
    _refuse_twice(rows)
    ImportRow.objects.bulk_create(rows, batch_size=500)
    record(
        actor=actor,
        action="members.list_uploaded",
        target=made,
        after={"file": made.file_name, "rows": len(rows)},
        now=now,
    )
    return made


def _refuse_twice(rows: Sequence[ImportRow]) -> None:
    """Two rows that name one body: the first is taken, the others wait, and both say so."""
    count = Counter(row.siren for row in rows if row.siren)
    first: dict[str, ImportRow] = {}
    for row in rows:
        if count[row.siren] < 2 or not row.siren:
            continue
        if row.siren in first:
            row.problems = [*row.problems, f"Même collectivité que la ligne {first[row.siren].number}."]
            row.decision = RowDecision.PENDING
        else:
            first[row.siren] = row


@transaction.atomic
def decide_row(
    release: Release, *, row: ImportRow, decision: str, siren: str = "", actor: User | None, now: datetime
) -> ImportRow:
    """Take a row as a body, or leave it. siren: any body of the release, one of the candidates or another.

    Raises ImportFileError once the import is applied, or when nobody bears the SIREN.
    """
    _refuse_closed(row.member_import)
    if decision not in RowDecision.values:
        raise ImportFileError("Cette décision n’existe pas.")
    siren = "".join(siren.split()) or row.siren
    if decision == RowDecision.TAKE and not _known(release, siren):
        raise ImportFileError(
            f"Ligne {row.number}\u00a0: le SIREN «\u00a0{siren[:20]}\u00a0» n’est celui d’aucune collectivité connue."
        )
    row.decision, row.siren = decision, siren
    row.save(update_fields=["decision", "siren"])
    return row


@transaction.atomic
def take_likely(*, member_import: MemberImport, least: float, actor: User | None, now: datetime) -> int:
    """Take at once the waiting rows whose confidence is high enough, and that name a body no other row does."""
    _refuse_closed(member_import)
    held = Counter(member_import.rows.exclude(siren="").values_list("siren", flat=True))
    rows = member_import.rows.filter(decision=RowDecision.PENDING, confidence__gte=least).exclude(siren="")
    wanted = [row.pk for row in rows if held[row.siren] == 1]
    number = member_import.rows.filter(pk__in=wanted).update(decision=RowDecision.TAKE)
    record(
        actor=actor, action="members.rows_taken", target=member_import, after={"rows": number, "least": least}, now=now
    )
    return number


def effects(rows: Sequence[ImportRow], as_of: date) -> dict[int, Effect]:
    """Return what applying each row would do, by its pk; a dry run: three queries, nothing written."""
    sirens = {row.siren for row in rows if row.siren}
    members = {m.body.siren: m for m in Member.objects.select_related("body").filter(body__siren__in=sirens)}
    stays: dict[int, list[Membership]] = {}
    for stay in Membership.objects.filter(member__in=[m.pk for m in members.values()]).exclude(
        decision=Decision.REFUSED
    ):
        stays.setdefault(stay.member_id, []).append(stay)
    ceased = dict(
        PublicBody.objects.filter(siren__in=sirens, ceased_on__isnull=False).values_list("siren", "ceased_on")
    )
    return {row.pk: _effect(row, members.get(row.siren), stays, ceased.get(row.siren), as_of) for row in rows}


def _effect(
    row: ImportRow, member: Member | None, stays: Mapping[int, list[Membership]], ceased_on: date | None, as_of: date
) -> Effect:
    if row.decision != RowDecision.TAKE:
        return Effect("none", "Écartée" if row.decision == RowDecision.SKIP else "À décider")
    joined = row.joined_on or as_of
    if ceased_on is not None and ceased_on <= joined:
        return Effect("conflict", f"Cette collectivité a cessé d’exister le {ceased_on:%d/%m/%Y}.")
    held = stays.get(member.pk, []) if member else []
    begun = [stay for stay in held if stay.joined_on is not None]
    same = next((stay for stay in begun if _meets(stay, joined, row.left_on)), None)
    if same is None:
        since = f"à partir du {joined:%d/%m/%Y}" if row.joined_on else f"au plus tard depuis le {as_of:%d/%m/%Y}"
        return Effect("join", f"Adhésion {since}")
    if row.joined_on and not same.joined_on_known:
        return Effect("complete", f"Date d’entrée complétée\u00a0: {row.joined_on:%d/%m/%Y}")
    if row.joined_on and row.joined_on != same.joined_on:
        return Effect("conflict", f"Le réseau dit {same.joined_on:%d/%m/%Y}, le fichier {row.joined_on:%d/%m/%Y}.")
    if not row.joined_on and not same.joined_on_known and as_of < same.joined_on:
        return Effect("complete", f"Dans le réseau au plus tard depuis le {as_of:%d/%m/%Y}")
    if row.left_on and same.left_on is None:
        return Effect("complete", f"Départ noté le {row.left_on:%d/%m/%Y}")
    if row.left_on and same.left_on != row.left_on:
        return Effect(
            "conflict", f"Le réseau dit un départ le {same.left_on:%d/%m/%Y}, le fichier le {row.left_on:%d/%m/%Y}."
        )
    return Effect("same", EFFECTS["same"])


def _meets(stay: Membership, joined: date, left: date | None) -> bool:
    """True when a stay of the network and one of the file share a day."""
    assert stay.joined_on is not None
    return stay.joined_on < (left or date.max) and joined < (stay.left_on or date.max)


@transaction.atomic
def apply(release: Release, *, member_import: MemberImport, actor: User | None, now: datetime) -> dict[str, int]:
    """Write the rows that are taken; return how many of each effect. Applied again, it changes nothing.

    A row in disagreement with the network is left as it is, with its reason. Raises ImportFileError while rows wait, or
    when the network is still the demonstration.
    """
    member_import = MemberImport.objects.select_for_update().get(pk=member_import.pk)
    _refuse_closed(member_import)
    if waiting := member_import.rows.filter(decision=RowDecision.PENDING).count():
        raise ImportFileError(f"{waiting} ligne(s) attendent encore une décision. Rien n’a été écrit.")
    if Member.objects.filter(fictitious=True).exists():
        raise ImportFileError(
            "Cette base contient le réseau de démonstration. Retirez-le d’abord\u00a0: essaim network clear-demo"
        )
    rows = list(member_import.rows.filter(decision=RowDecision.TAKE))
    known = authorities.of(release)
    foreseen = effects(rows, member_import.as_of)
    done: Counter[str] = Counter()
    refused = _join([row for row in rows if foreseen[row.pk].kind == "join"], known, member_import.as_of, actor, now)
    for row in rows:
        effect = foreseen[row.pk]
        if effect.kind == "complete":
            try:
                with transaction.atomic():
                    row.member = _complete(row, member_import.as_of, actor, now)
            except MemberError as error:
                refused[row.pk] = str(error)
        if row.pk in refused:
            effect = Effect("conflict", refused[row.pk])
        row.result = effect.words[:200]
        done[effect.kind] += 1
    ImportRow.objects.bulk_update(rows, ["result", "member"], batch_size=500)
    member_import.state, member_import.applied_at = ImportState.APPLIED, now
    member_import.save(update_fields=["state", "applied_at"])
    record(actor=actor, action="members.list_applied", target=member_import, after=dict(done), now=now)
    return dict(done)


def _join(
    rows: Sequence[ImportRow], known: authorities.Authorities, as_of: date, actor: User | None, now: datetime
) -> dict[int, str]:
    """Write the memberships that begin, all at once; return {pk of a row: why it was refused}."""
    sirens = [row.siren for row in rows]
    bodies = PublicBody.objects.in_bulk(sirens, field_name="siren")
    for body in bodies.values():
        if not body.territory_id and (found := known.by_siren.get(body.siren)):
            ensure_body(siren=body.siren, name=body.name, kind=body.kind, territory_id=found.territory_id, actor=actor,
                        now=now)  # fmt: skip
    members = {one.body.siren: one for one in Member.objects.select_related("body").filter(body__siren__in=sirens)}
    stays = []
    for row in rows:
        if row.siren not in members:
            members[row.siren] = Member(body=bodies.get(row.siren) or _body(known.by_siren[row.siren]))
        stays.append(
            Membership(
                member=members[row.siren], decision=Decision.ACCEPTED, joined_on=row.joined_on or as_of,
                joined_on_known=row.joined_on is not None, left_on=row.left_on,
                leaving=Leaving.WITHDRAWAL if row.left_on else "", note="Repris d’une liste",
            )
        )  # fmt: skip
    refusals = services.record_memberships(memberships=stays, actor=actor, now=now)
    for row, refusal in zip(rows, refusals, strict=True):
        if not refusal:
            row.member = members[row.siren]
    return {row.pk: refusal for row, refusal in zip(rows, refusals, strict=True) if refusal}


def _body(authority: authorities.Authority) -> PublicBody:
    return PublicBody(
        siren=authority.siren, name=authority.name, kind=authority.kind, territory_id=authority.territory_id
    )


def _complete(row: ImportRow, as_of: date, actor: User | None, now: datetime) -> Member:
    """Complete the dates of the membership that a row of the list meets."""
    joined = row.joined_on or as_of
    member = Member.objects.get(body__siren=row.siren)
    stay = member.memberships.exclude(decision=Decision.REFUSED).filter(
        Q(joined_on__lt=row.left_on or date.max) & (Q(left_on__isnull=True) | Q(left_on__gt=joined))
    ).get()  # fmt: skip
    if row.joined_on and not stay.joined_on_known:
        stay = services.correct_membership(
            membership=stay, joined_on=row.joined_on, joined_on_known=True, actor=actor, now=now
        )
    elif not row.joined_on and not stay.joined_on_known and as_of < stay.joined_on:
        stay = services.correct_membership(membership=stay, joined_on=as_of, actor=actor, now=now)
    if row.left_on and stay.left_on is None:
        services.leave(membership=stay, left_on=row.left_on, actor=actor, now=now)
    return member


@transaction.atomic
def abandon(*, member_import: MemberImport, actor: User | None, now: datetime) -> MemberImport:
    """Give an import up: it stays, and can no longer be applied."""
    _refuse_closed(member_import)
    member_import.state = ImportState.ABANDONED
    member_import.save(update_fields=["state"])
    record(actor=actor, action="members.list_abandoned", target=member_import, now=now)
    return member_import


def absent(member_import: MemberImport, on: date) -> list[str]:
    """Return the members of a day that no row names: the list may be partial, so nobody leaves because of it."""
    named = set(member_import.rows.exclude(siren="").values_list("siren", flat=True))
    return [member.name for member in members_on(on) if member.siren not in named]


def _refuse_closed(member_import: MemberImport) -> None:
    """Raise once an import is applied or abandoned; the database is asked, since another person may have done it."""
    held = MemberImport.objects.select_for_update().values_list("state", flat=True)
    if held.get(pk=member_import.pk) != ImportState.REVIEW:
        raise ImportFileError("Cet import est terminé\u00a0: déposez de nouveau le fichier pour recommencer.")


def _known(release: Release, siren: str) -> bool:
    return siren in authorities.of(release).by_siren or PublicBody.objects.filter(siren=siren).exists()
