"""The legal units of the register: gathered from every source, one row a SIREN, then judged by the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.engine import Engine
from essaim.pipeline.joined.claims import Claims
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.kept_checks import check_kept
from essaim.pipeline.sources.recherche_entreprises_api import clean as api
from essaim.pipeline.sources.sirene_unite_legale import clean as unite_legale
from essaim.rules import ess
from essaim.rules.facts import Facts
from essaim.rules.reading import law
from essaim.rules.siren import has_public_prefix

SOURCE = unite_legale.SOURCE
NATURAL_PERSON = "personne physique ou groupement de personnes physiques : jamais dans le répertoire"
UNDISCLOSED = "Organisation à diffusion partielle"
UNNAMED = "Organisation sans nom connu"
OLDER_ROW = "même SIREN dans un autre fichier du stock : ligne plus ancienne ou moins remplie"
# A NAF rév. 2 code that no exclusion touches stands for all of them: the law reads them alike, and the number of
# distinct combinations of facts falls from tens of thousands to a few hundred.
ANY_KEPT_NAF = "01.11Z"
_FACTS = ("legal_form_code", "naf_fact", "naf_nomenclature", "flag", "in_list", "esus", "kinds", "public_prefix")


@dataclass
class Units:
    """`table`: one row a SIREN with its facts and its assessment (a table of the engine). `rows_in`: of the stock."""

    table: ir.Table
    rows_in: int
    rows_kept: int
    natural_persons: int


def gather_units(
    given: SourceInput,
    claims: Claims,
    ess_france: ir.Table | None,
    engine: Engine,
    rejects: Rejects,
    *,
    reference_date: date,
) -> Units:
    """Return every legal unit that a source calls ESS, that carries inclusion, or whose legal form is in the perimeter.

    `ess_france`: siren, name, family, or None when the list is not loaded. Natural persons are refused.
    """
    raw = unite_legale.read(given, engine)
    rows_in = int(engine.to_arrow(raw.aggregate(rows=raw.count())).to_pylist()[0]["rows"])
    listed = engine.from_arrow(claims.units, "listed")
    named = listed.filter(listed.named).select("siren")
    if ess_france is not None:
        named = ibis.union(named, ess_france.select("siren"), distinct=True)
    api_units = engine.from_arrow(claims.api_units, "api_units")
    registered = _from_stock(raw, named, engine, rejects, reference_date)
    # An answer of the API is asked for by hand: only those of units that concern us enter.
    wanted = api_units.filter(
        api_units.is_ess.fill_null(False)
        | api_units.legal_form_code.isin(perimeter_codes(reference_date))
        | api_units.siren.isin(named.siren)
    )
    extra = _from_api(wanted).anti_join(registered, "siren")
    known = ibis.union(registered.drop("file_order", "treated_on").mutate(source=ibis.literal(SOURCE)), extra)
    unknown = listed.filter(listed.named).anti_join(known, "siren").select("siren")
    if ess_france is not None:
        unknown = ibis.union(unknown, ess_france.anti_join(known, "siren").select("siren"), distinct=True)
    everyone = ibis.union(known, _from_lists(unknown, known))
    # Not kept: names and dates wait for the one wide copy that organisations.py makes.
    facts = _with_claims(everyone, listed, ess_france, api_units, reference_date)
    return Units(
        table=_assessed(facts, claims.esus_loaded, engine, reference_date),
        rows_in=rows_in,
        rows_kept=rows_in - rejects.count(SOURCE),
        natural_persons=rejects.count(SOURCE),
    )


def perimeter_codes(reference_date: date) -> list[str]:
    """Legal forms that the ESS perimeter names without excluding them."""
    return sorted(code for code, form in law(reference_date).forms.items() if form.statut != "exclu")


def _from_stock(raw: ir.Table, named: ir.Table, engine: Engine, rejects: Rejects, reference_date: date) -> ir.Table:
    """One clean row per SIREN of the stock that concerns us, in one reading of the stock."""
    concerns = unite_legale.declared_or_in_perimeter(raw, perimeter_codes(reference_date))
    kept = engine.sift(raw.filter(concerns | _siren(raw).isin(named.siren)))
    found = engine.cache(unite_legale.clean(kept))
    engine.forget(kept)
    check_kept(SOURCE, found, engine)
    persons = found.filter(unite_legale.is_natural_person(found.legal_form_code))
    rejects.add_expr(SOURCE, NATURAL_PERSON, persons.select("siren", "legal_form_code"), engine, key="siren")
    kept = found.filter(~unite_legale.is_natural_person(found.legal_form_code))
    return one_row_each(kept, "siren", SOURCE, OLDER_ROW, engine, rejects)


def _siren(raw: ir.Table) -> ir.StringValue:
    return raw.siren if raw.siren.type().is_string() else raw.siren.cast("string").lpad(9, "0")


def one_row_each(table: ir.Table, key: str, source: str, reason: str, engine: Engine, rejects: Rejects) -> ir.Table:
    """Keep, for each `key`, the row treated last, else the most filled, else of the first file; refuse the others.

    `table` is, or is a view of, tables the engine keeps: it is read twice.
    """
    kept = table
    sizes = engine.to_arrow(kept.aggregate(rows=kept.count(), keys=kept[key].nunique())).to_pylist()[0]
    if sizes["rows"] == sizes["keys"]:
        return kept
    measured = [name for name in kept.columns if name not in (key, "file_order", "treated_on")]
    filled = reduce(lambda a, b: a + b, [kept[name].notnull().cast("int64") for name in measured])
    ranked = kept.mutate(filled=filled, treated=kept.treated_on.fill_null("")).mutate(
        place=ibis.row_number().over(group_by=key, order_by=[ibis.desc("treated"), ibis.desc("filled"), "file_order"])
    )
    ranked = engine.cache(ranked)
    rejects.add_expr(source, reason, ranked.filter(ranked.place > 0).select(key, "treated_on"), engine, key=key)
    return engine.cache(ranked.filter(ranked.place == 0).drop("place", "filled", "treated"))


def _from_api(wanted: ir.Table) -> ir.Table:
    null = ibis.null("string")
    return wanted.select(
        "siren",
        "diffusible",
        "name",
        "acronym",
        usual_name_1=null,
        usual_name_2=null,
        usual_name_3=null,
        rna_declared=wanted.rna_declared,
        legal_form_code=wanted.legal_form_code,
        naf_code=wanted.naf_code,
        naf_nomenclature=ibis.ifelse(wanted.naf_code.notnull(), "NAFRev2", null),
        naf25_code=wanted.naf25_code,
        flag=null,
        is_active=wanted.is_active,
        created_on=wanted.created_on,
        closed_on=wanted.closed_on,
        workforce_band=wanted.workforce_band,
        workforce_year=wanted.workforce_year,
        headquarters_nic=wanted.headquarters_nic,
    ).mutate(source=ibis.literal(api.SOURCE))


def _from_lists(unknown: ir.Table, model: ir.Table) -> ir.Table:
    """Units that no register loaded knows: a SIREN, and what the lists say."""
    columns = {
        name: ibis.null(kind) for name, kind in model.schema().items() if name not in ("siren", "diffusible", "source")
    }
    rows = unknown.mutate(diffusible=ibis.literal(True), source=ibis.null("string"), **columns)
    return rows.select(*model.columns)


def _with_claims(
    everyone: ir.Table, listed: ir.Table, ess_france: ir.Table | None, api_units: ir.Table, reference_date: date
) -> ir.Table:
    # Joins below: one row per SIREN on each right side, so none adds a row.
    units = everyone.left_join(listed.drop("named"), "siren").drop("siren_right")
    told = api_units.select("siren", api_ess="is_ess")
    units = units.left_join(told, "siren").drop("siren_right")
    if ess_france is None:
        units = units.mutate(in_list=ibis.null("bool"), list_family=ibis.null("string"))
    else:
        right = ess_france.select(list_siren="siren", list_family="family", france_name="name")
        units = units.left_join(right, units.siren == right.list_siren)
        units = units.mutate(
            in_list=units.list_siren.notnull(),
            list_name=ibis.coalesce(units.list_name, units.france_name),
            list_source=ibis.coalesce(
                units.list_source, ibis.ifelse(units.list_siren.notnull(), "ess_france", ibis.null("string"))
            ),
        ).drop("list_siren", "france_name")
    excluded = law(reference_date).exclusions
    division = units.naf_code.substr(0, 2)
    kept = (
        (units.naf_nomenclature == "NAFRev2")
        & division.isin(sorted(ess.sector_by_division()))
        & ~division.isin(sorted(code for code in excluded if len(code) == 2))
        & ~units.naf_code.isin(sorted(code for code in excluded if len(code) > 2))
    )
    return units.mutate(
        # The API answers « in the list, or flag O »: it speaks for SIRENE where the stock says nothing.
        declared_flag=units.flag,
        flag=ibis.coalesce(units.flag, ibis.ifelse(units.api_ess.fill_null(False), "O", ibis.null("string"))),
        naf_fact=ibis.ifelse(kept.fill_null(False), ANY_KEPT_NAF, units.naf_code),
        kinds=units.kinds.fill_null(""),
        labels=units.labels.fill_null(""),
        unit_labels=units.unit_labels.fill_null(""),
        shown_name=_shown_name(units),
        lines=units.lines.fill_null(0),
        sources=units.sources.fill_null(0),
        public_prefix=_public_prefix(units.siren),
    ).drop("api_ess")


def _shown_name(units: ir.Table) -> ir.StringValue:
    known = ibis.coalesce(units.name, units.usual_name_1, units.acronym, units.list_name, UNNAMED)
    return ibis.ifelse(units.diffusible, known, UNDISCLOSED)


def _public_prefix(siren: ir.StringValue) -> ir.BooleanValue:
    """rules.siren.has_public_prefix, as an expression."""
    return siren.substr(0, 2).isin([f"{n:02d}" for n in range(100) if has_public_prefix(f"{n:02d}0000000")])


def _assessed(facts: ir.Table, esus_loaded: bool, engine: Engine, reference_date: date) -> ir.Table:
    """Join each unit to the assessment of its facts, made once per distinct combination."""
    keys = {f"k_{name}": facts[name].cast("string").fill_null("") for name in _FACTS}
    keyed = facts.mutate(**keys)
    distinct = engine.to_arrow(keyed.select(*keys).distinct()).to_pylist()
    rules = law(reference_date)
    rows = []
    for row in distinct:
        values = {name.removeprefix("k_"): value or None for name, value in row.items()}
        fact = Facts(
            legal_form_code=values["legal_form_code"],
            naf_code=values["naf_fact"],
            naf_nomenclature=values["naf_nomenclature"],
            sirene_flag=values["flag"],
            in_ess_france={"true": True, "false": False, None: None}[values["in_list"]],
            esus=values["esus"],
            inclusion_kinds=tuple((values["kinds"] or "").split("|")) if values["kinds"] else (),
            is_public_body_siren=values["public_prefix"] == "true",
            in_esus_source_loaded=esus_loaded,
        )
        answer = ess.assess(fact, reference_date)
        form = rules.read_form(fact.legal_form_code, public_siren=fact.is_public_body_siren)
        naf = rules.read_naf(fact.naf_code, fact.naf_nomenclature, form.family)
        rows.append(
            {
                **row,
                "is_sse": answer.is_sse,
                "status": answer.status,
                "status_reason": answer.reason,
                "status_detail": answer.detail,
                "family": answer.family,
                "sub_family": answer.sub_family,
                "form_meaning": _form_meaning(form.nature),
                "naf_excluded": naf.verdict == "excluded",
            }
        )
    text = pa.string()
    schema = pa.schema(
        [(name, text) for name in keys]
        + [("is_sse", pa.bool_())]
        + [
            (name, text)
            for name in ("status", "status_reason", "status_detail", "family", "sub_family", "form_meaning")
        ]
        + [("naf_excluded", pa.bool_())]
    )
    answers = engine.from_arrow(pa.Table.from_pylist(rows, schema=schema), "assessments")
    # Cardinality: every combination is in `answers` exactly once.
    return keyed.inner_join(answers, list(keys)).drop(*keys)


def _form_meaning(nature: str) -> str:
    if nature == "included":
        return "for"
    return "against" if nature in ("excluded", "public", "no_legal_person") else "neutral"
