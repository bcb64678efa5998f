"""The sourcing list as a table to write in any format."""

from __future__ import annotations

from collections.abc import Iterator

from essaim.rules import cpv_naf
from essaim.rules.nomenclatures import statuses
from essaim.web.observatory import vocabulary
from essaim.web.observatory.exports.table import Cell, Field, Table
from essaim.web.observatory.release import Release
from essaim.web.procurement.need import Need
from essaim.web.procurement.reasons import FITS, Reasoned
from essaim.web.procurement.sourcing import Sourcing
from essaim.web.procurement.supplier_search import TRUSTS
from essaim.web.ui import french

FIELDS = (
    Field("siren", "SIREN"),
    Field("siret", "SIRET"),
    Field("name", "Nom"),
    Field("legal_unit_name", "Unité légale"),
    Field("trust", "Correspondance avec le besoin"),
    Field("reasons", "Pourquoi"),
    Field("naf_code", "Code d’activité"),
    Field("labels", "Labels et agréments"),
    Field("reservations", "Réservations ouvertes à ce statut"),
    Field("status", "Statut ESS"),
    Field("fit", "Taille face au marché"),
    Field("capacity_low", "Capacité annuelle, au moins (€ HT, hypothèse)", "float"),
    Field("capacity_high", "Capacité annuelle, au plus (€ HT, hypothèse)", "float"),
    Field("workforce_min", "Effectif, au moins", "int"),
    Field("workforce_max", "Effectif, au plus", "int"),
    Field("workforce_year", "Année de l’effectif", "int"),
    Field("distance_km", "Distance (km)", "float"),
    Field("address", "Adresse"),
    Field("postcode", "Code postal"),
    Field("city", "Commune"),
    Field("commune_code", "Code de la commune"),
    Field("location", "Localisation"),
    Field("longitude", "Longitude", "float"),
    Field("latitude", "Latitude", "float"),
)


def table(release: Release, need: Need, found: Sourcing) -> Table:
    """Return the table of a sourcing, every candidate in it, the assumptions in its note."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        return (row(each) for each in found.candidates)

    limit, worth = need.assumptions.dependency_limit, french.euros(need.assumptions.turnover_per_employee)
    note = (
        f"Besoin\u00a0: CPV {need.code.written}, {need.code.label}. Correspondance entre CPV et activité relue le "
        f"{french.date_fr(cpv_naf.checked_on())}\u00a0: une piste à vérifier, pas une preuve. Capacité\u00a0: "
        f"effectif × {worth} par salarié et par an × {limit:g}\u00a0%, hypothèses de la page. Distance à vol d’oiseau "
        "depuis le milieu du territoire. Les unités à diffusion partielle ne sont jamais listées."
    )
    title = f"Qui pourrait répondre\u00a0: {need.code.label}"
    name = f"essaim-sourcing-{need.code.code}-{need.place.slug}-{release.id}"
    return Table(name, title, release, FIELDS, rows, "longitude", "latitude", note)


def row(each: Reasoned) -> tuple[Cell, ...]:
    """One candidate, in the order of FIELDS."""
    supplier = each.supplier
    return (
        supplier.siren, supplier.siret, supplier.name, supplier.unit_name, TRUSTS[supplier.trust],
        " ".join(each.sentences), supplier.naf,
        ", ".join(vocabulary.SHORT_LABELS.get(label, label) for label in supplier.labels),
        ", ".join(each.articles), statuses()[supplier.status], FITS[each.fit],  # type: ignore[index]
        each.able.low, each.able.high, supplier.workforce_min, supplier.workforce_max, supplier.workforce_year,
        supplier.distance_km, supplier.address, supplier.postcode, supplier.city, supplier.commune_code,
        vocabulary.word("location", supplier.location) if supplier.location else None,
        supplier.longitude, supplier.latitude,
    )  # fmt: skip
