"""What the template of an organisation is given."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from essaim.web.observatory import beside, vocabulary
from essaim.web.observatory.organization import Organization, producers
from essaim.web.observatory.release import Release
from essaim.web.observatory.tables import label_tags
from essaim.web.ui import french
from essaim.web.ui.components import Cell, Column, Link, Table


def build(release: Release, found: Organization) -> dict[str, Any]:
    """Return the context of observatory/organization.html."""
    unit = found.unit
    return {
        "found": found,
        "unit": unit,
        "tags": label_tags(unit["family"], unit["sub_family"], unit["labels"]),
        "status_label": vocabulary.statuses().get(unit["status"], unit["status"]),
        "facts": _facts(found),
        "evidence": _evidence(found),
        "labels": _labels(release, found),
        "establishments": _establishments(found),
        "producers": producers(release, found),
        "beside": beside.blocks(release, found),
        "report_href": reverse("observatory:report", args=[unit["siren"]]),
        "breadcrumb": [Link("Organisations", reverse("observatory:organizations")), Link(unit["name"])],
    }


def _facts(found: Organization) -> list[tuple[str, str, str]]:
    """(label, text, address) of what is known of the legal unit; unknown ones are said unknown."""
    unit = found.unit
    naf = unit["naf_code"]
    nomenclature = vocabulary.NAF_NAMES.get(unit["naf_nomenclature"] or "", unit["naf_nomenclature"] or "")
    active = {1: "en activité", 0: "fermée"}.get(unit["is_active"], "inconnu")
    year = f" ({unit['workforce_year']})" if unit["workforce_year"] else ""
    return [
        ("SIREN", unit["siren"], ""),
        ("RNA", unit["rna_id"] or french.UNKNOWN, ""),
        ("Forme juridique", unit["legal_form_label"] or french.UNKNOWN, ""),
        ("Activité", f"{unit['naf_label'] or naf} ({naf}, {nomenclature})" if naf else french.UNKNOWN, ""),
        ("Secteur", vocabulary.word("sector", unit["sector"]), ""),
        ("Effectif", vocabulary.workforce(unit["workforce_band"]) + year, ""),
        ("Création", french.date_fr(unit["created_on"]), ""),
        ("État", active, ""),
        ("Commune du siège", found.commune.label if found.commune else french.UNKNOWN,
         (found.commune.href or "") if found.commune else ""),
    ]  # fmt: skip


def _evidence(found: Organization) -> Table:
    rows = [
        [
            Cell(s.title, note=s.producer),
            Cell(s.field),
            Cell(s.value),
            Cell(vocabulary.MEANINGS.get(s.meaning, s.meaning)),
            Cell(french.date_fr(s.as_of), unknown=s.as_of is None),
        ]
        for s in found.statements
    ]
    heads = [Column(h) for h in ("Source", "Champ", "Valeur", "Pour ou contre l’ESS", "Données au")]
    return Table("Preuves, source par source", heads, rows, hide_caption=True, empty="Aucune preuve publiée.")


def _labels(release: Release, found: Organization) -> Table:
    rows = []
    for label in found.labels:
        card = release.manifest.source(label["source"])
        current = {1: "en cours", 0: "échu"}.get(label["is_current"], "sans date")
        confidence = label["confidence"]
        rows.append(
            [
                Cell(vocabulary.LABELS.get(label["label"], label["label"])),
                Cell(french.date_fr(label["valid_from"]), unknown=label["valid_from"] is None),
                Cell(french.date_fr(label["valid_to"]), unknown=label["valid_to"] is None),
                Cell(
                    current,
                    note=f"rapproché par le nom, confiance {french.percent(100 * confidence, 0)}" if confidence else "",
                ),
                Cell(card.title if card else label["source"]),
            ]
        )
    heads = [Column(h) for h in ("Label ou agrément", "Depuis", "Jusqu’au", "État", "Source")]
    return Table("Dates des labels et agréments", heads, rows, hide_caption=True)


def _establishments(found: Organization) -> Table:
    rows = []
    for place in found.establishments:
        band = place["workforce_band"]
        address = ", ".join(
            filter(None, [place["address"], " ".join(filter(None, [place["postcode"], place["city"]]))])
        )
        rows.append(
            [
                Cell(place["siret"], note="siège" if place["is_headquarters"] else ""),
                Cell(place["name"]),
                Cell(address or french.UNKNOWN, unknown=not address),
                Cell(vocabulary.workforce(band), unknown=band is None),
                Cell(vocabulary.word("location", place["location"])),
            ]
        )
    heads = [Column(h) for h in ("SIRET", "Nom", "Adresse", "Effectif", "Situé par")]
    return Table(
        "Établissements connus", heads, rows, hide_caption=True, empty="Aucun établissement connu dans cette édition."
    )
