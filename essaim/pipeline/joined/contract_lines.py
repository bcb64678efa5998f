"""Lines of public contracts brought to types and to a key: which lines are versions of one and the same contract.

A number is unique inside a buyer, and not always: lots share one, or it is a row of zeros. Lines are of one contract
when they share the buyer, the number and what no modification may change: the object and its CPV (without object: the
CPV, the procedure and the offers received). Without a usable number the date and the amount must be equal too.

Three million lines go through here: what leaves is narrow (codes, dates and numbers; two texts).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import ibis
import ibis.expr.types as ir

from essaim.pipeline.engine import Engine
from essaim.pipeline.identifiers import is_siren
from essaim.pipeline.joined import contract_values as values
from essaim.pipeline.rejects import Rejects

BAD_BUYER = "acheteur sans SIREN valide"
OTHER_PLATFORM = "même acheteur et même numéro, publiés plus complètement par une autre plateforme ou un autre fichier"
# The same contract in several files: the fullest is kept; of two as full, the source first in this list.
PREFERRED = ("decp_tabular", "decp_2022", "decp_2019")
_NUMBERS_OF_NOTHING = ("", "NC", "NA", "NULL", "SANS")
_OBJECT_LENGTH = 200  # the format of 2019 cuts objects at 256 characters
# Hexadecimal characters of an MD5, inside one buyer: with 100,000 contracts, two share a key with a chance of 1 in
# 50,000. Twelve characters is also what DuckDB compares without following a pointer.
LOT_LENGTH = 12
_FILLED = ("object", "cpv_code", "amount", "duration", "notified_on", "offers", "social", "holder_id")
CONTRACT = ("buyer_siren", "lot")
PUBLICATION = ("buyer_siren", "number_key", "source", "platform")


def known_buyers(sources: Mapping[str, ir.Table], engine: Engine, rejects: Rejects) -> ir.Table:
    """Return buyer_text (as written) → buyer_siren, buyer_key (the SIRET as far as it is known).

    The lines whose buyer nobody can be are refused: they are in no other table of this module.
    """
    written = [lines.select(buyer_text=lines.buyer_id.cast("string")).distinct() for lines in sources.values()]
    names = engine.cache(written[0] if len(written) == 1 else ibis.union(*written, distinct=True))
    digits = names.buyer_text.re_replace("[^0-9]", "")
    # A number type has lost the first zero of a SIRET.
    padded = names.select("buyer_text", digits=ibis.ifelse(digits.length() == 13, digits.lpad(14, "0"), digits))
    siren = ibis.ifelse(padded.digits.length().isin([9, 14]), padded.digits.substr(0, 9), "")
    checked = padded.mutate(siren=siren)
    known = engine.cache(
        checked.filter(is_siren(checked.siren)).select("buyer_text", buyer_siren="siren", buyer_key="digits")
    )
    for source, lines in sources.items():
        text = lines.mutate(buyer_text=lines.buyer_id.cast("string"))
        refused = text.anti_join(known, "buyer_text")
        # No name and no identifier of a holder: it may be a person's.
        shown = refused.select("buyer_id", "internal_id", "object", "amount", "notified_on", "platform")
        rejects.add_expr(source, BAD_BUYER, shown, engine, key="internal_id")
    return known


def says_none(lines: ir.Table, engine: Engine) -> bool:
    """Whether a source ever writes « Pas de considération ». One that never does has emptied it."""
    said = lines.aggregate(said=(values.considerations(lines.social) == 0).any().fill_null(False))
    return bool(engine.to_arrow(said).to_pylist()[0]["said"])


def keyed(
    lines: ir.Table, source: str, buyers: ir.Table, *, reference_date: date, none_is_said: bool = True
) -> ir.Table:
    """Return the lines of known buyers with buyer_siren, lot (key inside the buyer), number_key and version_order.

    Each step only names columns of the one before, so that no plan repeats a cleaning. Not computed here.
    `none_is_said`: see says_none; otherwise an empty consideration of a contract in the format of 2022 means none.
    """
    lines = lines.mutate(buyer_text=lines.buyer_id.cast("string"))
    lines = _coded(lines.inner_join(buyers, "buyer_text"), source, reference_date)
    if not none_is_said:
        silent = ibis.ifelse(lines.regime, 0, ibis.null("int64"))
        lines = lines.mutate(**{name: ibis.coalesce(lines[name], silent) for name in ("social", "environmental")})
    lines = _numbered(lines)
    lot = ibis.ifelse(
        lines.subject_key.notnull(),
        _joined(lines.subject_key, lines.cpv_code),
        _joined(ibis.literal(""), lines.cpv_code, lines.procedure, lines.offers),
    )
    # Without a number, the date and the amount tell two contracts of one object apart.
    undated = ibis.ifelse(lines.number_key.notnull(), "", _joined(lines.notified_on, lines.amount))
    rank = ibis.coalesce(lines.version, lines.modifications, ibis.literal(0, "int64"))
    latest = _day_rank(ibis.coalesce(lines.modified_on, lines.notified_on))
    # As one integer: is it said to be the current data, date of the version, its number, date of publication.
    order = (
        (ibis.ifelse(lines.current == 1, 100_000, 0) + latest) * 1_000 + ibis.ifelse(rank > 999, 999, rank)
    ) * 100_000
    filled = sum(lines[name].notnull().cast("int64") for name in _FILLED)
    lines = lines.mutate(
        filled=filled,
        modifications=rank,
        key=_joined(lines.kind == values.KINDS.index("concession"), lines.buyer_key, lines.number_key, lot, undated),
        version_order=order + _day_rank(lines.published_on),
    )
    return lines.mutate(lot=lines.key.hexdigest("md5").substr(0, LOT_LENGTH)).drop("key", "subject_key")


def _joined(*parts: ir.Value) -> ir.StringValue:
    return ibis.literal("|").join([part.cast("string").fill_null("") for part in parts])


def _day_rank(day: ir.DateValue) -> ir.IntegerValue:
    """A date as a growing number below 100,000; 0 for no date."""
    rank = (day.year().cast("int64") - 2000) * 372 + day.month().cast("int64") * 31 + day.day().cast("int64")
    return rank.fill_null(0)


def _coded(lines: ir.Table, source: str, reference_date: date) -> ir.Table:
    published = values.day(values.iso(lines.published_on), reference_date)
    notified = values.iso(lines.notified_on)
    offers = values.number(lines.offers)
    staged = lines.select(
        "buyer_key",
        "buyer_siren",
        "internal_id",
        "object",
        "version",
        "modifications",
        "holders_declared",
        "holder_id",
        source=ibis.literal(source),
        platform=lines.platform.fill_null(""),
        kind=values.kind(lines.family, lines.nature, lines.techniques, lines.execution, lines.framework_ref),
        cpv_code=values.cpv_digits(lines.cpv),
        procedure=values.procedure(lines.procedure),
        amount=values.number(lines.amount),
        first_amount=values.number(lines.initial_amount),
        duration=values.months(lines.duration),
        first_duration=values.months(lines.initial_duration),
        notified_written=notified,
        notified_on=values.day(notified, reference_date),
        modified_on=values.day(values.iso(lines.modified_on), reference_date),
        published_on=published,
        # 1 current, 0 not, -1 when the source does not say.
        current=values.flag(lines.is_current),
        offers=ibis.ifelse(offers.between(1, values.MOST_OFFERS), offers, ibis.null("float64")).cast("int64"),
        social=values.considerations(lines.social),
        environmental=values.considerations(lines.environmental),
        # Only the format of 2022 knows this field: an empty consideration beside it says something.
        regime=(lines.regime.notnull() | ibis.literal(source == "decp_2022")),
        holder_id_type=lines.holder_id_type.upper().fill_null(""),
        distance=values.number(lines.distance),
    )
    if not staged.notified_written.type().is_string():
        return staged.drop("notified_written")
    meant = values.repaired(staged.notified_written, staged.published_on, reference_date)
    return staged.mutate(notified_on=ibis.coalesce(staged.notified_on, meant)).drop("notified_written")


def _numbered(lines: ir.Table) -> ir.Table:
    """Add number_key, null when the number identifies nothing, and subject_key."""
    numbered = lines.mutate(
        bare=lines.internal_id.re_replace("[^0-9A-Za-z]+", "").upper(),
        subject_key=lines.object.strip().lower().substr(0, _OBJECT_LENGTH).nullif(""),
    )
    staged = numbered.mutate(significant=numbered.bare.replace("0", ""))
    useless = staged.significant == _NUMBERS_OF_NOTHING[0]
    for word in _NUMBERS_OF_NOTHING[1:]:
        useless = useless | (staged.significant == word)
    return staged.mutate(number_key=ibis.ifelse(useless.fill_null(True), ibis.null("string"), staged.bare)).drop(
        "bare", "significant"
    )


def other_publications(lines: ir.Table, engine: Engine) -> ir.Table | None:
    """Return the PUBLICATION keys that another publication of the same number replaces, None when there is none.

    `lines`: PUBLICATION and `filled`, one row a line. Of one number of one buyer published several times, the fullest
    is kept, then the preferred source.
    """
    place = lines.source + "/" + lines.platform
    by_buyer = lines.group_by("buyer_siren").aggregate(least=place.min(), most=place.max())
    abroad = engine.cache(by_buyer.filter(by_buyer.least != by_buyer.most).select("buyer_siren"))
    numbered = lines.filter(lines.number_key.notnull()).semi_join(abroad, "buyer_siren")
    place = numbered.source + "/" + numbered.platform
    by_number = numbered.group_by("buyer_siren", "number_key").aggregate(least=place.min(), most=place.max())
    several = engine.cache(by_number.filter(by_number.least != by_number.most).select("buyer_siren", "number_key"))
    claimed = numbered.semi_join(several, ["buyer_siren", "number_key"])
    scored = claimed.group_by(*PUBLICATION).aggregate(filled=claimed.filled.max())
    order = ibis.cases(*[(scored.source == name, at) for at, name in enumerate(PREFERRED)], else_=len(PREFERRED))
    ranked = scored.mutate(order=order).mutate(
        place=ibis.row_number().over(
            group_by=["buyer_siren", "number_key"], order_by=[ibis.desc("filled"), "order", "source", "platform"]
        )
    )
    losers = engine.cache(ranked.filter(ranked.place > 0).select(*PUBLICATION))
    return None if engine.offending(losers, "SELECT 1 FROM t") is None else losers


def refuse_publications(lines: Mapping[str, ir.Table], losers: ir.Table, engine: Engine, rejects: Rejects) -> None:
    """Record the lines of the publications left out, by source."""
    for source, table in lines.items():
        dropped = table.semi_join(losers, list(PUBLICATION))
        shown = dropped.select("buyer_siren", "internal_id", "object", "amount", "notified_on", "platform")
        rejects.add_expr(source, OTHER_PLATFORM, shown, engine, key="internal_id")
