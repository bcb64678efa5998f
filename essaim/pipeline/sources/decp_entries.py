"""One contract of the official JSON, of either regime and of any shape met, as lines: one line a holder.

Modifications are applied here, oldest first: what a modification does not say keeps its value. Values stay as
written; essaim.pipeline.joined.contract_lines gives them types.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

Entry = dict[str, Any]

CONTRACT, CONCESSION = "contract", "concession"
# A modification that says so much less than the contract gives what it adds, not what the contract becomes.
INCREMENT_SHARE = 0.2
_ABSENT = {"", "nan", "none", "null", "nc", "cdl", "[]", "{}"}


def lines(entry: Entry, number: int) -> list[Entry]:
    """Return the lines of one entry, `number` being its place in the source.

    An entry without holder gives one line, holder columns null. Keys: decp_columns.LINE.
    """
    family = _family(entry)
    holders = _holders(entry, family)
    place = _record(entry.get("lieuExecution"))
    buyer = _record(entry.get("autoriteConcedante" if family == CONCESSION else "acheteur")) or _record(
        entry.get("acheteur")
    )
    state = _State(entry, family, holders)
    for change in _modifications(entry.get("modifications")):
        state.apply(change)
    common: Entry = {
        "family": family,
        "entry": number,
        "platform": text(entry.get("source")),
        "buyer_id": text(buyer.get("id") or entry.get("acheteur_id") or entry.get("acheteur.id")),
        "buyer_name": text(buyer.get("nom") or entry.get("acheteur.nom") or entry.get("acheteur_nom")),
        "internal_id": text(entry.get("id")),
        "nature": text(entry.get("nature")) or text(entry.get("_type")),
        "object": text(entry.get("objet")),
        "cpv": text(entry.get("codeCPV")),
        "procedure": text(entry.get("procedure")),
        "techniques": listed(entry, "techniques", "technique"),
        "execution": listed(entry, "modalitesExecution", "modaliteExecution"),
        "framework_ref": text(entry.get("idAccordCadre")),
        "amount": state.amount,
        "initial_amount": state.initial_amount,
        "duration": state.duration,
        "initial_duration": state.initial_duration,
        "notified_on": text(entry.get("dateNotification")) or text(entry.get("dateSignature")),
        "published_on": text(entry.get("datePublicationDonnees")),
        "modified_on": state.modified_on,
        "modifications": state.changes,
        "offers": text(entry.get("offresRecues")),
        "social": listed(entry, "considerationsSociales", "considerationSociale"),
        "environmental": listed(entry, "considerationsEnvironnementales", "considerationEnvironnementale"),
        "place_code": text(place.get("code") or entry.get("lieuExecution.code")),
        "place_kind": text(place.get("typeCode") or entry.get("lieuExecution.typeCode")),
        "holders_declared": _declared(entry, state.holders),
    }
    found = state.holders or [(None, None, None)]
    return [
        common | {"holder_id": holder[0], "holder_id_type": holder[1], "holder_name": holder[2]} for holder in found
    ]


class _State:
    """A contract as its modifications leave it."""

    def __init__(self, entry: Entry, family: str, holders: list[tuple[str | None, str | None, str | None]]) -> None:
        self.holders = holders
        self.amount = self.initial_amount = text(entry.get("valeurGlobale" if family == CONCESSION else "montant"))
        self.duration = self.initial_duration = text(entry.get("dureeMois"))
        self.modified_on: str | None = None
        self.changes = 0

    def apply(self, change: Entry) -> None:
        self.changes += 1
        self.modified_on = _changed_on(change) or self.modified_on
        # Real contracts carry the fields of a concession in their modifications (value, date of signature).
        amount = text(change.get("montant")) or text(change.get("valeurGlobale"))
        if amount is not None and not self._is_increment(amount):
            self.amount = amount
        self.duration = text(change.get("dureeMois")) or self.duration
        holders = _found_holders(_loaded(change.get("titulaires")) or _loaded(change.get("concessionnaires")))
        if holders:
            self.holders = holders

    def _is_increment(self, amount: str) -> bool:
        now, first = number(amount), number(self.initial_amount)
        plausible = first is not None and 100 <= first < 1e9
        return now is None or (plausible and first is not None and now < INCREMENT_SHARE * first)


def text(value: Any) -> str | None:
    """A value as one line of text; null for what producers write in the place of nothing."""
    if value is None or isinstance(value, (dict, list)):
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    written = " ".join(str(value).split())
    return None if written.lower() in _ABSENT else written


def number(value: str | None) -> float | None:
    """An amount as written (1 234,56 or 1e17); None when it is not a number."""
    if value is None:
        return None
    try:
        return float(value.replace(" ", "").replace(",", "."))
    except ValueError:
        return None


def listed(entry: Entry, many: str, one: str) -> str | None:
    """Values of a list nested as {many: {one: […]}}, {many: […]} or {one: …}, | separated, sorted, none twice."""
    value = _loaded(entry.get(many) if entry.get(many) is not None else entry.get(one))
    if isinstance(value, dict):
        value = value.get(one)
    values = value if isinstance(value, list) else [value]
    found = {written for item in values if (written := text(item)) is not None}
    return "|".join(sorted(found)) or None


def _family(entry: Entry) -> str:
    kind = f"{text(entry.get('_type')) or ''} {text(entry.get('nature')) or ''}".lower()
    if "concession" in kind or "délégation de service" in kind:
        return CONCESSION
    # Contracts are published with empty fields of concessions: only a full one tells.
    alone = _record(entry.get("autoriteConcedante")).get("id") and not _record(entry.get("acheteur")).get("id")
    return CONCESSION if alone else CONTRACT


def _holders(entry: Entry, family: str) -> list[tuple[str | None, str | None, str | None]]:
    names = ("concessionnaires", "titulaires") if family == CONCESSION else ("titulaires", "concessionnaires")
    for name in names:
        found = _found_holders(_loaded(entry.get(name)))
        if found:
            return found
    flat = [(f"titulaire_id{suffix}", f"titulaire_typeIdentifiant{suffix}") for suffix in ("", "_1", "_2", "_3")]
    named = text(entry.get("titulaire_denominationSociale"))
    return [
        (text(entry.get(identifier)), text(entry.get(kind)), named if identifier == "titulaire_id" else None)
        for identifier, kind in flat
        if text(entry.get(identifier))
    ]


def _found_holders(value: Any) -> list[tuple[str | None, str | None, str | None]]:
    """Holders wherever they hide: [{titulaire: {…}}], [{…}], [[{…}]], [[[[{…}]]]]; the same one once."""
    return list(dict.fromkeys(_walk(value)))


def _walk(value: Any) -> Iterator[tuple[str | None, str | None, str | None]]:
    if isinstance(value, list):
        for item in value:
            yield from _walk(item)
    elif isinstance(value, dict):
        if text(value.get("id")) is not None:
            yield text(value["id"]), text(value.get("typeIdentifiant")), text(value.get("denominationSociale"))
        else:
            for item in value.values():
                if isinstance(item, (dict, list)):
                    yield from _walk(item)


def _declared(entry: Entry, holders: list[Any]) -> int:
    said = number(text(entry.get("countTitulaires")))
    return max(len(holders), int(said) if said is not None and 0 < said < 1000 else 0)


def _modifications(value: Any) -> list[Entry]:
    value = _loaded(value)
    if isinstance(value, dict):
        value = value.get("modification", [value])
    rows = value if isinstance(value, list) else [value]
    changes = [_record(row.get("modification", row)) for row in rows if isinstance(row, dict)]
    return sorted(
        (change for change in changes if change), key=lambda change: (_changed_on(change) or "", _rank(change))
    )


def _rank(change: Entry) -> float:
    return number(text(change.get("id"))) or 0.0


def _changed_on(change: Entry) -> str | None:
    for name in ("dateNotificationModification", "dateSignatureModification", "datePublicationDonneesModification"):
        written = text(change.get(name))
        if written:
            return written
    return None


def _record(value: Any) -> Entry:
    value = _loaded(value)
    return value if isinstance(value, dict) else {}


def _loaded(value: Any) -> Any:
    """JSON that a producer put as text inside JSON."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return None
    return value
