"""The register: organizations, their establishments, what sources say of them, and what could not be placed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput, card
from essaim.pipeline.contract import table_contract
from essaim.pipeline.engine import Engine
from essaim.pipeline.errors import MissingSourceError
from essaim.pipeline.joined import coverage, statements
from essaim.pipeline.joined.claims import Claims, gather
from essaim.pipeline.joined.establishments import Establishments, gather_establishments, published, sector_of
from essaim.pipeline.joined.folding import folded
from essaim.pipeline.joined.units import gather_units
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.categories_juridiques import clean as categories
from essaim.pipeline.sources.cleaned import run_checks
from essaim.pipeline.sources.ess_france import clean as ess_france
from essaim.pipeline.sources.kept_checks import check_kept
from essaim.pipeline.sources.naf2008 import clean as naf2008
from essaim.pipeline.sources.naf2025 import clean as naf2025
from essaim.pipeline.sources.rna import clean as rna
from essaim.pipeline.sources.sirene_etablissement import clean as etablissement
from essaim.pipeline.sources.sirene_geolocation import clean as geolocation
from essaim.pipeline.sources.sirene_unite_legale import clean as unite_legale
from essaim.pipeline.vintages import read_files
from essaim.rules.nomenclatures import legal_form_labels

REQUIRED = (unite_legale.SOURCE, etablissement.SOURCE)


@dataclass
class Register:
    """What `build_register` gives. The four tables are tables of the engine, columns and types of their contracts."""

    organizations: ir.Table
    establishments: ir.Table
    evidence: ir.Table
    labels: ir.Table
    # For the indicators: sites with the codes and figures they count, creations and closures, active economy.
    events: ir.Table
    economy: ir.Table | None  # declared_commune_code, active, employers; None when SIRENE is an excerpt
    whole: bool  # SIRENE's stock of establishments is the whole of France (or a synthetic one)
    esus_loaded: bool
    siae_loaded: bool
    limited: bool = False
    sources: dict[str, tuple[int, int]] = field(default_factory=dict)  # rows in, rows kept
    coverage: list[dict[str, Any]] = field(default_factory=list)


def build_register(
    inputs: dict[str, SourceInput],
    geography: pa.Table,
    places: pa.Table,
    engine: Engine,
    rejects: Rejects,
    *,
    reference_date: date,
    limit_to: list[str] | None = None,
) -> Register:
    """Build the register from the sources given.

    `geography` and `places` come from build_territories. `limit_to`: commune codes; only organizations with an
    establishment there are kept, with those establishments. Raises MissingSourceError without SIRENE, WrongFileError
    or WrongFileError for a file that is not what its card says.
    """
    absent = [source for source in REQUIRED if source not in inputs]
    if absent:
        raise MissingSourceError(f"Sans {', '.join(absent)}, le répertoire ne peut pas être construit.")
    claims = gather(inputs, places, rejects, reference_date=reference_date)
    counts = dict(claims.sources)
    listed = None
    if ess_france.SOURCE in inputs:
        listed, rows_in = ess_france.clean(inputs[ess_france.SOURCE], engine, rejects)
        counts[ess_france.SOURCE] = (rows_in, rows_in - rejects.count(ess_france.SOURCE))
    found = gather_units(inputs[unite_legale.SOURCE], claims, listed, engine, rejects, reference_date=reference_date)
    counts[unite_legale.SOURCE] = (found.rows_in, found.rows_kept)
    units = _with_rna(found.table, claims, inputs, engine)
    stock = inputs[etablissement.SOURCE]
    raw = etablissement.read(stock, engine)
    rows_in = int(engine.to_arrow(raw.aggregate(rows=raw.count())).to_pylist()[0]["rows"])
    whole = is_whole(stock, rows_in)
    codes = engine.from_arrow(geography, "geography")
    sites = gather_establishments(
        stock,
        units,
        claims,
        codes,
        inputs.get("sirene_geolocation"),
        engine,
        rejects,
        reference_date=reference_date,
        whole=whole,
        rows_in=rows_in,
    )
    counts[etablissement.SOURCE] = (sites.rows_in, sites.rows_kept)
    counts |= _whole_files(inputs, engine)
    table, events = sites.table, sites.events
    if limit_to is not None:
        here = engine.from_arrow(pa.table({"here": pa.array(sorted(set(limit_to)), pa.string())}), "limit")
        table = engine.cache(table.semi_join(here, table.commune_code == here.here))
        events = events.semi_join(here, events.commune_code == here.here)
        units = engine.cache(units.semi_join(table, "siren"))
    organizations = engine.cache(_organizations(units, table, inputs, engine))
    labels = engine.from_arrow(claims.labels, "labels").semi_join(organizations, "siren")
    register = Register(
        organizations=organizations,
        establishments=published(table),
        evidence=statements.evidence(units, claims, inputs, engine),
        labels=labels.select(*table_contract("labels").columns),
        events=events,
        economy=etablissement.economy(raw) if whole else None,
        whole=whole,
        esus_loaded=claims.esus_loaded,
        siae_loaded="siae" in inputs,
        limited=limit_to is not None,
        sources=counts,
    )
    register.coverage = coverage.measure(register, rejects, engine)
    return register


def _whole_files(inputs: dict[str, SourceInput], engine: Engine) -> dict[str, tuple[int, int]]:
    """Sources read by key only: no row is refused, those nobody asks for simply serve nothing."""
    found: dict[str, tuple[int, int]] = {}
    for source, columns in ((rna.SOURCE, rna.COLUMNS), (geolocation.SOURCE, geolocation.COLUMNS)):
        if source in inputs:
            given = inputs[source]
            layout = card(source).layouts[given.layout]
            raw = read_files(engine, given.paths, columns, delimiter=layout.delimiter, encoding=layout.encoding)
            rows = int(engine.to_arrow(raw.aggregate(rows=raw.count())).to_pylist()[0]["rows"])
            found[source] = (rows, rows)
    for source, clean in (
        (naf2008.SOURCE, naf2008.clean),
        (naf2025.SOURCE, naf2025.clean),
        (categories.SOURCE, categories.clean),
    ):
        if source in inputs:
            table, rows = clean(inputs[source])
            run_checks(source, table)
            found[source] = (rows, table.num_rows)
    return found


def is_whole(given: SourceInput, rows: int) -> bool:
    """Whether a stock is the whole of France: synthetic, or declared full with at least the rows its card expects."""
    if given.completeness == "synthetic":
        return True
    return given.completeness == "full" and rows >= (card(given.id).expected_rows or 0)


def _with_rna(units: ir.Table, claims: Claims, inputs: dict[str, SourceInput], engine: Engine) -> ir.Table:
    """Add rna_id (of the right shape only), the RNA's position and, where SIRENE has none, its creation date."""
    rna_id = ibis.ifelse(rna.is_rna_id(units.rna_declared), units.rna_declared, ibis.null("string"))
    told = engine.from_arrow(claims.api_units.select(["siren", "is_ess"]), "api_told")
    told = told.filter(told.is_ess.notnull()).select(api_siren="siren")
    units = units.mutate(rna_id=rna_id)
    units = units.left_join(told, units.siren == told.api_siren)
    units = units.mutate(api_told=units.api_siren.notnull()).drop("api_siren")
    if rna.SOURCE not in inputs:
        return engine.cache(units.mutate(rna_position=ibis.null("string")))
    told = rna.read(inputs[rna.SOURCE], engine)
    read = engine.cache(told.semi_join(units, told.rna_id == units.rna_id))
    check_kept(rna.SOURCE, read, engine)
    right = read.select(rna_key="rna_id", rna_position="position", rna_created_on="created_on")
    # One row per RNA id on the right. One id may lead to two SIREN (an old one and its successor): both keep it.
    joined = units.left_join(right, units.rna_id == right.rna_key)
    joined = joined.mutate(created_on=ibis.coalesce(joined.created_on, joined.rna_created_on))
    return engine.cache(joined.drop("rna_key", "rna_created_on"))


def _organizations(units: ir.Table, sites: ir.Table, inputs: dict[str, SourceInput], engine: Engine) -> ir.Table:
    by_unit = sites.group_by("siren").aggregate(
        establishments_count=sites.count().cast("int64"),
        only_commune=sites.commune_code.min(),
        seat_siret=sites.siret.min(where=sites.is_headquarters.fill_null(False)),
        seat_commune=sites.commune_code.min(where=sites.is_headquarters.fill_null(False)),
        signs=sites.sign_1.max(),
        usual=sites.usual_name.max(),
    )
    by_unit = engine.cache(by_unit)
    joined = units.left_join(by_unit, "siren").drop("siren_right")
    searched = folded(engine.cache(_names(joined)), "names", "search_text", engine)
    # One row per SIREN in `searched`: no row is added.
    joined = _labelled(joined.inner_join(searched, "siren"), inputs, engine)
    lines, sources = statements.counts(joined)
    hidden = ~joined.diffusible
    null = ibis.null("string")
    nomenclatures = list(table_contract("organizations").columns["naf_nomenclature"].values or ())
    ready = joined.mutate(
        name=joined.shown_name,
        acronym=ibis.ifelse(hidden, null, joined.acronym),
        rna_id=ibis.ifelse(hidden, null, joined.rna_id),
        naf_nomenclature=ibis.ifelse(joined.naf_nomenclature.isin(nomenclatures), joined.naf_nomenclature, null),
        sector=sector_of(joined.naf_code, joined.naf_nomenclature).fill_null("non_classe"),
        evidence_count=lines,
        evidence_sources=sources,
        headquarters_siret=ibis.coalesce(joined.siren + joined.headquarters_nic, joined.seat_siret),
        commune_code=ibis.coalesce(
            joined.seat_commune, ibis.ifelse(joined.establishments_count == 1, joined.only_commune, null)
        ),
        establishments_count=joined.establishments_count.fill_null(0),
    )
    return ready.select(*table_contract("organizations").columns)


def _names(units: ir.Table) -> ir.Table:
    """What somebody may type to find a unit; a name repeated says nothing more."""
    others = ("acronym", "usual_name_1", "usual_name_2", "usual_name_3", "list_name", "signs", "usual")
    names = ibis.literal(" ").join(
        [units.shown_name, *(units[column].nullif(units.shown_name).fill_null("") for column in others)]
    )
    return units.select("siren", names=ibis.ifelse(units.diffusible, names, ""))


def _labelled(units: ir.Table, inputs: dict[str, SourceInput], engine: Engine) -> ir.Table:
    """Add the labels of the legal form and of the activity; one row per code on the right sides."""
    forms = dict(legal_form_labels())
    if categories.SOURCE in inputs:
        forms |= {row["code"]: row["label"] for row in categories.clean(inputs[categories.SOURCE])[0].to_pylist()}
    right = engine.from_arrow(
        pa.table({"form_code": sorted(forms), "legal_form_label": [forms[code] for code in sorted(forms)]}), "forms"
    )
    units = units.left_join(right, units.legal_form_code == right.form_code).drop("form_code")
    if naf2008.SOURCE not in inputs:
        return units.mutate(naf_label=ibis.null("string"))
    activities = engine.from_arrow(naf2008.clean(inputs[naf2008.SOURCE])[0], "naf")
    activities = activities.select(naf_key="code", naf_text="label")
    units = units.left_join(activities, units.naf_code == activities.naf_key)
    return units.mutate(
        naf_label=ibis.ifelse(units.naf_nomenclature == "NAFRev2", units.naf_text, ibis.null("string"))
    ).drop("naf_key", "naf_text")


__all__ = ["Establishments", "Register", "build_register", "is_whole"]
