"""Writing public bodies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import models, transaction

from essaim.rules.siren import is_siren, is_siret
from essaim.web.audit.services import record, record_all, snapshot
from essaim.web.bodies.enums import Kind
from essaim.web.bodies.errors import BodyError
from essaim.web.bodies.models import PublicBody


@transaction.atomic
def ensure_body(
    *,
    siren: str,
    name: str,
    kind: str,
    territory_id: str = "",
    siret: str = "",
    actor: models.Model | None = None,
    now: datetime,
) -> PublicBody:
    """Return the body of a SIREN, made if it is unknown; what was left blank on a known one is filled in.

    Nothing already written is overwritten: see `correct_body`. Raises BodyError on a wrong SIREN, SIRET, kind or name.
    """
    _check(siren=siren, name=name, kind=kind, siret=siret)
    body = PublicBody.objects.select_for_update().filter(siren=siren).first()
    if body is None:
        body = PublicBody.objects.create(
            siren=siren, name=name.strip(), kind=kind, territory_id=territory_id, siret=siret
        )
        record(actor=actor, action="bodies.added", target=body, after=snapshot(body), now=now)
        return body
    given = {"territory_id": territory_id, "siret": siret}
    filled = {key: value for key, value in given.items() if value and not getattr(body, key)}
    if filled:
        for key, value in filled.items():
            setattr(body, key, value)
        body.save(update_fields=list(filled))
        record(actor=actor, action="bodies.completed", target=body, after=filled, now=now)
    return body


@transaction.atomic
def add_bodies(*, bodies: Sequence[PublicBody], actor: models.Model | None = None, now: datetime) -> None:
    """Write bodies that are not known yet, in a few queries whatever their number.

    bodies: not saved, each of its own SIREN. Raises BodyError on a wrong SIREN, SIRET, kind or name.
    """
    for body in bodies:
        _check(siren=body.siren, name=body.name, kind=body.kind, siret=body.siret)
    PublicBody.objects.bulk_create(bodies, batch_size=500)
    record_all(actor=actor, action="bodies.added", written=[(body, snapshot(body)) for body in bodies], now=now)


@transaction.atomic
def correct_body(
    *, body: PublicBody, name: str, kind: str, territory_id: str, siret: str, actor: models.Model | None, now: datetime
) -> PublicBody:
    """Change what is written about a body (not its SIREN). Raises BodyError."""
    _check(siren=body.siren, name=name, kind=kind, siret=siret)
    before = snapshot(body)
    body.name, body.kind, body.territory_id, body.siret = name.strip(), kind, territory_id, siret
    body.save(update_fields=["name", "kind", "territory_id", "siret"])
    record(actor=actor, action="bodies.corrected", target=body, before=before, after=snapshot(body), now=now)
    return body


@transaction.atomic
def record_end(
    *, body: PublicBody, ceased_on: date, successor: PublicBody | None, actor: models.Model | None, now: datetime
) -> PublicBody:
    """Say that a body ceased, and which one took over. Raises BodyError on a succession that would go round."""
    heir = successor
    seen: set[int] = set()
    while heir is not None and heir.pk not in seen:
        if heir.pk == body.pk:
            raise BodyError(f"{body.name} ne peut pas se succéder à elle-même.")
        seen.add(heir.pk)
        heir = heir.successor
    before = snapshot(body, "ceased_on", "successor_id")
    body.ceased_on, body.successor = ceased_on, successor
    body.save(update_fields=["ceased_on", "successor"])
    after = snapshot(body, "ceased_on", "successor_id")
    record(actor=actor, action="bodies.ended", target=body, before=before, after=after, now=now)
    return body


def _check(*, siren: str, name: str, kind: str, siret: str) -> None:
    if not is_siren(siren):
        raise BodyError(f"«\u00a0{siren}\u00a0» n’est pas un SIREN\u00a0: neuf chiffres, dont une clé de contrôle.")
    if siret and not (is_siret(siret) and siret.startswith(siren)):
        raise BodyError(f"«\u00a0{siret}\u00a0» n’est pas un SIRET du SIREN {siren}.")
    if kind not in Kind.values:
        raise BodyError(f"«\u00a0{kind}\u00a0» n’est pas un genre de collectivité.")
    if not name.strip():
        raise BodyError("Il manque le nom de la collectivité.")
