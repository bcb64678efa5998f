"""What the API answers."""

from __future__ import annotations

from ninja import Schema


class Problem(Schema):
    """RFC 9457."""

    title: str
    status: int
    detail: str | None = None


class TerritoryOut(Schema):
    territory_id: str
    level: str
    code: str
    name: str
    kind: str | None
    population: int | None
    communes_count: int
    area_km2: float | None
    density: float | None
    parent_id: str | None
    departement_code: str | None
    region_code: str | None
    epci_code: str | None
    ept_code: str | None
    longitude: float | None
    latitude: float | None
    note: str | None
    page: str


class TerritoryPage(Schema):
    release: str
    results: list[TerritoryOut]
    next_cursor: str | None


class TerritoryDetail(TerritoryOut):
    release: str
    banner: str | None
    parents: list[str]
    similar: list[str]


class IndicatorOut(Schema):
    territory_id: str
    indicator: str
    dimension: str
    item: str
    value: float | None
    flag: str | None
    unknown: int


class IndicatorPage(Schema):
    release: str
    banner: str | None
    results: list[IndicatorOut]
    next_cursor: str | None


class OrganizationOut(Schema):
    siren: str
    siret: str | None
    name: str
    family: str
    sub_family: str | None
    sector: str
    naf_code: str | None
    naf_nomenclature: str | None
    labels: list[str]
    status: str
    is_sse: bool | None
    workforce_band: str | None
    workforce_min: int | None
    workforce_max: int | None
    created_on: str | None
    city: str | None
    commune_code: str | None
    longitude: float | None
    latitude: float | None


class OrganizationPage(Schema):
    release: str
    banner: str | None
    results: list[OrganizationOut]
    next_cursor: str | None


class StatementOut(Schema):
    source: str
    field: str
    value: str
    meaning: str
    as_of: str | None
    siret: str


class OrganizationDetail(Schema):
    release: str
    banner: str | None
    siren: str
    name: str
    legal_form_code: str | None
    legal_form_label: str | None
    family: str
    sub_family: str | None
    sector: str
    status: str
    status_reason: str
    status_detail: str
    is_sse: bool | None
    labels: list[str]
    evidence: list[StatementOut]
    establishments: list[str]


class SearchResult(Schema):
    kind: str
    id: str
    name: str
    detail: str
    page: str


class SearchOut(Schema):
    release: str
    query: str
    results: list[SearchResult]


class ReleaseOut(Schema):
    id: str
    built_on: str
    reference_date: str
    kind: str
    banner: str | None
    current: bool


class ReleasesOut(Schema):
    results: list[ReleaseOut]
