"""The rows of the published table `territories`, level by level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from essaim.pipeline.joined import territory_notes as notes
from essaim.pipeline.joined.perimeters import DEPARTEMENTALES, Commune, Perimeters, most_people
from essaim.pipeline.joined.shapes import Shapes
from essaim.pipeline.joined.territory_names import slug

GRAND_PARIS = "200054781"
Row = dict[str, Any]


@dataclass
class TerritoryRows:
    """Builds the rows; `units` holds the cleaned cog_regions, cog_departements and cog_arrondissements."""

    perimeters: Perimeters
    shapes: Shapes
    units: dict[str, pa.Table]

    def __post_init__(self) -> None:
        self.groups = self.perimeters.groups()
        self._covered = {inside for codes in self.shapes.outdated.values() for inside in codes}
        self._units = {
            level: {row["code"]: row for row in self.units[source].to_pylist()}
            for level, source in (
                ("region", "cog_regions"),
                ("departement", "cog_departements"),
                ("arrondissement", "cog_arrondissements"),
            )
        }

    def rows(self) -> list[Row]:
        """Every territory, in the order of the contract (level, code)."""
        found = [*self._france(), *self._wider(), *self._communes(), *self._districts()]
        return sorted(found, key=lambda row: (row["level"], row["code"]))

    def memberships(self) -> list[tuple[str, str]]:
        """(territory_id, commune_code) of territory_communes."""
        pairs = [(f"{level}:{code}", member) for (level, code), members in self.groups.items() for member in members]
        pairs += [(f"arrondissement_municipal:{d.code}", d.commune) for d in self.perimeters.districts.values()]
        return sorted(pairs)

    def _france(self) -> Iterator[Row]:
        everyone = list(self.perimeters.communes.values())
        row = self._row("france", "FRA", "France", everyone)
        # Seen from the map, France is its European part; overseas is drawn in insets.
        metropole = [commune for commune in everyone if not commune.departement.startswith("97")]
        yield row | self._place(metropole)

    def _wider(self) -> Iterator[Row]:
        for (level, code), members in self.groups.items():
            communes = [self.perimeters.communes[member] for member in members]
            if level in self._units:
                yield self._unit(level, code, communes)
            elif level == "epci":
                yield self._epci(code, communes)
            elif level == "ept":
                row = self._row(level, code, self.perimeters.ept[code], communes)
                yield row | {
                    "siren": code,
                    "parent_id": f"epci:{GRAND_PARIS}",
                    "departement_code": most_people(communes, "departement"),
                    "region_code": most_people(communes, "region"),
                    "epci_code": GRAND_PARIS,
                    "ept_code": code,
                    "note": notes.EPT,
                }
            else:
                region = most_people(communes, "region")
                row = self._row(level, code, DEPARTEMENTALES.get(code, f"Collectivité {code}"), communes)
                yield row | {"parent_id": f"region:{region}", "region_code": region}

    def _unit(self, level: str, code: str, communes: list[Commune]) -> Row:
        unit = self._units[level].get(code)
        row = self._row(level, code, unit["name"] if unit else code, communes)
        parents = {
            "region": "france:FRA",
            "departement": f"region:{communes[0].region}",
            "arrondissement": f"departement:{communes[0].departement}",
        }
        return row | {
            "tncc": unit["tncc"] if unit else None,
            "parent_id": parents[level],
            "region_code": communes[0].region,
        }

    def _epci(self, code: str, communes: list[Commune]) -> Row:
        name, kind = self.perimeters.epci[code]
        parent = most_people(communes, "departement")
        row = self._row("epci", code, name, communes)
        note = row["note"] or (notes.MET69 if kind == "MET69" else None)
        if note is None and row["departement_code"] is None:
            names = [self._name("departement", each) for each in row["departements"].split("|")]
            note = notes.across_departements(names, self._name("departement", parent))
        return row | {
            "kind": kind,
            "siren": code,
            "parent_id": f"departement:{parent}",
            "departement_code": parent,
            "region_code": next(c.region for c in communes if c.departement == parent),
            "epci_code": code,
            "note": note,
        }

    def _communes(self) -> Iterator[Row]:
        plm: dict[str, int] = {}
        for district in self.perimeters.districts.values():
            plm[district.commune] = plm.get(district.commune, 0) + 1
        missing = set(self.shapes.missing) if self.shapes.communes else set()
        for code, commune in self.perimeters.communes.items():
            row = self._row("commune", code, commune.name, [commune])
            says = [
                row["note"],
                notes.plm_commune(plm[code]) if code in plm and not row["note"] else None,
                None if commune.epci or not self.perimeters.epci else notes.WITHOUT_EPCI,
                notes.NO_INHABITANT if commune.population == 0 else None,
                notes.NO_OUTLINE if code in missing else None,
            ]
            if code in self.shapes.outdated:
                inside = [self.perimeters.communes[each].name for each in self.shapes.outdated[code]]
                says.append(notes.outdated_outline(inside))
                row["area_km2"] = row["density"] = None
            yield row | {
                "tncc": commune.tncc,
                "siren": commune.siren,
                "parent_id": f"epci:{commune.epci}" if commune.epci else f"departement:{commune.departement}",
                "region_code": commune.region,
                "epci_code": commune.epci,
                "ept_code": commune.ept,
                "postcodes": "|".join(commune.postcodes) or None,
                "note": " ".join(each for each in says if each) or None,
            }

    def _districts(self) -> Iterator[Row]:
        for code, district in self.perimeters.districts.items():
            commune = self.perimeters.communes[district.commune]
            row = self._row("arrondissement_municipal", code, district.name, [commune])
            area = self.shapes.area.get(code)
            yield row | {
                "tncc": "0",
                "population": district.population,
                "area_km2": _rounded(area, 3),
                "density": _density(district.population, area),
                "parent_id": f"commune:{commune.code}",
                "region_code": commune.region,
                "epci_code": commune.epci,
                "postcodes": "|".join(district.postcodes) or None,
                **self._one_place(code),
                "note": notes.district(commune.name),
            }

    def _row(self, level: str, code: str, name: str, communes: Sequence[Commune]) -> Row:
        people = [commune.population for commune in communes]
        population = sum(each for each in people if each is not None) if None not in people else None
        areas = [self.shapes.area[commune.code] for commune in communes if commune.code in self.shapes.area]
        area = sum(areas) if areas and self._whole(communes) else None
        departements = sorted({commune.departement for commune in communes})
        identifier = f"{level}:{code}"
        place = self._one_place(communes[0].code) if level == "commune" else self._place(communes)
        return {
            "territory_id": identifier,
            "level": level,
            "code": code,
            "name": name,
            "slug": slug(name),
            "population": population,
            "communes_count": len(communes),
            "area_km2": _rounded(area, 3),
            "density": _density(population, area),
            "departement_code": departements[0] if len(departements) == 1 else None,
            "departements": "|".join(departements),
            **place,
            "note": notes.FIXED.get(identifier),
        }

    def _whole(self, communes: Sequence[Commune]) -> bool:
        """Whether outlines cover 99 % of these communes: their own, or that of the one they came out of.

        Some outlines are so small that the producer's generalisation erases them: two communes of 34,875 must not hide
        the area of France.
        """
        absent = sum(1 for c in communes if c.code not in self.shapes.area and c.code not in self._covered)
        return absent <= len(communes) / 100

    def _one_place(self, code: str) -> Row:
        bounds, point = self.shapes.bounds.get(code), self.shapes.point.get(code)
        return {
            "longitude": point[0] if point else None,
            "latitude": point[1] if point else None,
            "bbox": ",".join(f"{value:.4f}" for value in bounds) if bounds else None,
            "has_outline": bounds is not None,
        }

    def _place(self, communes: Sequence[Commune]) -> Row:
        """Point and box of several communes: the mean of their centroids, weighed by area."""
        drawn = [commune.code for commune in communes if commune.code in self.shapes.area]
        total = sum(self.shapes.area[code] for code in drawn)
        if not total:
            return {"longitude": None, "latitude": None, "bbox": None, "has_outline": False}
        x, y = (sum(self.shapes.centroid[c][axis] * self.shapes.area[c] for c in drawn) / total for axis in (0, 1))
        boxes = [self.shapes.bounds[code] for code in drawn]
        west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
        east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
        return {
            "longitude": round(x, 5),
            "latitude": round(y, 5),
            "bbox": f"{west:.4f},{south:.4f},{east:.4f},{north:.4f}",
            "has_outline": True,
        }

    def _name(self, level: str, code: str) -> str:
        unit = self._units[level].get(code)
        return unit["name"] if unit else code


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _density(population: int | None, area: float | None) -> float | None:
    return round(population / area, 3) if population is not None and area else None
