"""Evidence: what each source says of a unit, one line a statement. Counted on the unit without being counted again."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.contract import table_contract
from essaim.pipeline.engine import Engine
from essaim.pipeline.joined.claims import Claims
from essaim.pipeline.sources.recherche_entreprises_api import clean as api
from essaim.pipeline.sources.sirene_unite_legale import clean as unite_legale

ESS_FRANCE = "ess_france"


def counts(units: ir.Table) -> tuple[ir.IntegerValue, ir.IntegerValue]:
    """(evidence lines, distinct sources) of each unit, from the same conditions as the lines of `evidence`."""
    flag, form, naf, listed, rna = (condition.cast("int64") for condition in _conditions(units))
    register = ((flag + form + naf) > 0).cast("int64")
    # The API may speak twice: as the register that knows the unit, and through est_ess, already in `sources`.
    twice = ((units.source == api.SOURCE) & units.api_told).fill_null(False).cast("int64")
    lines = units.lines + flag + form + naf + listed + rna
    return lines.cast("int64"), (units.sources + register + listed + rna - register * twice).cast("int64")


def _conditions(units: ir.Table) -> tuple[ir.BooleanValue, ...]:
    return (
        units.declared_flag.notnull(),
        units.legal_form_code.notnull(),
        units.naf_excluded & units.naf_code.notnull(),
        units.in_list.fill_null(False),
        units.rna_position.notnull(),
    )


def evidence(units: ir.Table, claims: Claims, inputs: dict[str, SourceInput], engine: Engine) -> ir.Table:
    """Every line of evidence on the units of the register (contract evidence.yaml)."""
    flag, form, naf, listed, rna = _conditions(units)
    from_api = units.source == api.SOURCE
    as_of = ibis.ifelse(from_api, _day(_as_of(inputs, api.SOURCE)), _day(_as_of(inputs, unite_legale.SOURCE)))
    dated = units.mutate(register_day=as_of, whole=ibis.literal(""))
    by_api = dated.source == api.SOURCE
    lines = [
        _line(
            dated.filter(flag),
            field=ibis.literal("economieSocialeSolidaireUniteLegale"),
            value=dated.declared_flag,
            # N excludes nothing, but it disagrees with a list that says yes: it is shown against.
            meaning=ibis.ifelse(dated.declared_flag == "O", "for", "against"),
        ),
        _line(
            dated.filter(form),
            field=ibis.ifelse(by_api, "nature_juridique", "categorieJuridiqueUniteLegale"),
            value=dated.legal_form_code,
            meaning=dated.form_meaning,
        ),
        _line(
            dated.filter(naf),
            field=ibis.ifelse(by_api, "activite_principale", "activitePrincipaleUniteLegale"),
            value=dated.naf_code,
            meaning=ibis.literal("against"),
        ),
    ]
    if ESS_FRANCE in inputs:
        lines.append(
            dated.filter(listed).select(
                "siren",
                siret=dated.whole,
                source=ibis.literal(ESS_FRANCE),
                field=ibis.literal("SIREN"),
                value=ibis.coalesce(dated.list_family, "présent dans la liste"),
                meaning=ibis.literal("for"),
                as_of=_day(_as_of(inputs, ESS_FRANCE)),
            )
        )
    if "rna" in inputs:
        lines.append(
            dated.filter(rna).select(
                "siren",
                siret=dated.whole,
                source=ibis.literal("rna"),
                field=ibis.literal("position"),
                value=dated.rna_position,
                meaning=ibis.literal("neutral"),
                as_of=_day(_as_of(inputs, "rna")),
            )
        )
    small = engine.from_arrow(claims.evidence, "said").semi_join(units, "siren")
    return ibis.union(*lines, small).select(*table_contract("evidence").columns)


def _line(rows: ir.Table, *, field: ir.Value, value: ir.Value, meaning: ir.Value) -> ir.Table:
    return rows.select(
        "siren", siret="whole", source="source", field=field, value=value, meaning=meaning, as_of="register_day"
    )


def _as_of(inputs: dict[str, SourceInput], source: str) -> date | None:
    return inputs[source].data_as_of if source in inputs else None


def _day(value: date | None) -> ir.DateValue:
    return ibis.null("date") if value is None else ibis.date(value)
