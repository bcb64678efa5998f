"""The places and the organisations of the tiny release. Places are real, organisations are not."""

from __future__ import annotations

from typing import Any

from essaim.rules.names import fold


def _territory(level: str, code: str, name: str, population: int | None, **more: Any) -> dict[str, Any]:
    communes = more.pop("communes", 1)
    area = more.pop("area_km2", 50.0)
    return {
        "territory_id": f"{level}:{code}",
        "level": level,
        "code": code,
        "name": name,
        "slug": fold(name).replace(" ", "-"),
        "population": population,
        "communes_count": communes,
        "area_km2": area,
        "density": round(population / area, 1) if population and area else None,
        "has_outline": more.get("bbox") is not None,
        **more,
    }


HDF = {"region_code": "32"}
NORD = {**HDF, "departement_code": "59", "departements": "59"}
MEL = {**NORD, "epci_code": "200093201", "parent_id": "epci:200093201"}
PARIS = {"region_code": "11", "departement_code": "75", "departements": "75"}

TERRITORIES = [
    _territory("france", "FRA", "France", 66_000_000, communes=34_875, area_km2=632_000.0, tncc="3"),
    _territory("region", "32", "Hauts-de-France", 5_980_000, communes=3_778, area_km2=31_800.0, tncc="4",
               parent_id="france:FRA", region_code="32", bbox="1.3,48.8,4.3,51.1", longitude=2.8, latitude=50.0),
    _territory("region", "11", "Île-de-France", 12_300_000, communes=1_266, area_km2=12_000.0, tncc="5",
               parent_id="france:FRA", region_code="11"),
    _territory("region", "76", "Occitanie", 6_000_000, communes=4_453, area_km2=72_700.0, tncc="1",
               parent_id="france:FRA", region_code="76"),
    _territory("departement", "59", "Nord", 2_610_000, communes=647, area_km2=5_743.0, tncc="2", parent_id="region:32",
               bbox="2.0,49.9,4.3,51.1", **NORD),
    _territory("departement", "62", "Pas-de-Calais", 1_460_000, communes=887, area_km2=6_671.0, tncc="2",
               parent_id="region:32", departement_code="62", departements="62", **HDF),
    _territory("departement", "32", "Gers", 191_000, communes=461, area_km2=6_257.0, tncc="2", parent_id="region:76",
               departement_code="32", departements="32", region_code="76"),
    _territory("departement", "75", "Paris", 2_100_000, communes=1, area_km2=105.0, tncc="0", parent_id="region:11",
               note="Paris est à la fois une commune et un département.", **PARIS),
    _territory("arrondissement", "595", "Lille", 1_250_000, communes=3, area_km2=880.0, tncc="0",
               parent_id="departement:59", **NORD),
    _territory("epci", "200093201", "Métropole Européenne de Lille", 1_190_000, communes=4, area_km2=672.0,
               kind="METRO", siren="200093201", parent_id="departement:59", bbox="2.8,50.5,3.3,50.8", **NORD),
    _territory("epci", "200046977", "Métropole de Lyon", 1_430_000, communes=58, area_km2=534.0, kind="MET69",
               siren="200046977", parent_id="region:84", region_code="84"),
    _territory("epci", "243300316", "Bordeaux Métropole", 830_000, communes=28, area_km2=578.0, kind="METRO",
               siren="243300316", parent_id="region:75", region_code="75"),
    _territory("commune", "59350", "Lille", 238_695, area_km2=34.8, tncc="0", postcodes="59000|59160|59260|59777|59800",
               siren="215903501", longitude=3.0586, latitude=50.6365, bbox="2.96,50.60,3.13,50.66", **MEL),
    _territory("commune", "59512", "Roubaix", 98_892, area_km2=13.2, tncc="0", postcodes="59100",
               siren="215905126", longitude=3.1746, latitude=50.6901, bbox="3.14,50.67,3.20,50.71", **MEL),
    _territory("commune", "59009", "Villeneuve-d'Ascq", 61_000, area_km2=27.5, tncc="0", postcodes="59491|59493|59650",
               siren="215900093", longitude=3.14, latitude=50.62, bbox="3.10,50.59,3.19,50.66", **MEL),
    _territory("commune", "59388", "Marquillies", 2_000, area_km2=7.0, tncc="0", postcodes="59274", longitude=2.87,
               siren="215903881", latitude=50.55, **MEL),
    _territory("commune", "59588", "Téteghem-Coudekerque-Village", 8_000, area_km2=36.0, tncc="0", postcodes="59229",
               longitude=2.44, latitude=51.02, parent_id="departement:59",
               note="Commune hors de toute intercommunalité dans ce jeu d’essai.", **NORD),
    _territory("commune", "62765", "Saint-Omer", 14_800, area_km2=16.4, tncc="0", postcodes="62500", longitude=2.26,
               siren="216207654", latitude=50.75, parent_id="departement:62", departement_code="62",
               departements="62", **HDF),
    _territory("commune", "75056", "Paris", 2_100_000, area_km2=105.0, tncc="0", postcodes="75001|75002|75116",
               siren="217500016", parent_id="departement:75", longitude=2.34, latitude=48.86, **PARIS),
    _territory("arrondissement_municipal", "75101", "Paris 1er Arrondissement", 16_000, area_km2=1.8,
               postcodes="75001", parent_id="commune:75056", longitude=2.336, latitude=48.862, **PARIS),
]  # fmt: skip


# name, family, sub_family, sector, naf, commune, band, labels, status, is_sse, created, more
ORGANIZATIONS: list[tuple[Any, ...]] = [
    ("Les Jardins du Ferrain", "association", None, "agriculture_peche", "01.13Z", "59350", "12", "aci|esus",
     "etabli", True, "2004-03-01"),
    ("Atelier du Réemploi", "cooperative", "scic", "commerce", "47.79Z", "59350", "11", "esus", "etabli", True,
     "2015-06-10"),
    ("Œuvre des Écoles Saint-Maurice", "association", None, "enseignement", "85.20Z", "59350", "21", "",
     "etabli", True, "1968-01-01"),
    ("Mutuelle des Filatures", "mutual", None, "finance_assurance", "65.12Z", "59512", "12", "", "etabli",
     True, "1952-01-01"),
    ("Fondation de la Deûle", "foundation", None, "action_sociale", "88.99B", "59350", "02", "", "etabli",
     True, "1999-09-09"),
    ("SCOP Les Bâtisseurs du Nord", "cooperative", "scop", "construction", "43.21A", "59512", "11", "",
     "etabli", True, "2011-02-02"),
    ("Envie d’Insérer", "association", None, "industrie", "38.32Z", "59512", "21", "ei|esus", "etabli", True,
     "2001-01-15"),
    ("=HYPERLINK(\"http://exemple.test\";\"Cliquez\")", "association", None, "services_divers", "94.99Z",
     "59350", "NN", "", "probable", True, "2020-10-10"),
    ("Société Vertueuse", "sse_company", None, "soutien_entreprises", "70.22Z", "59350", "01", "esus",
     "probable", True, "2022-01-01"),
    ("Coopérative Contestée", "cooperative", "autre", "commerce", "47.11F", "59009", "03", "", "conteste",
     None, "2018-05-05"),
    ("Groupement à Arbitrer", "other_nonprofit", None, "services_divers", "94.12Z", "59009", None, "",
     "a_arbitrer", None, "2019-07-07"),
    ("Syndicat Écarté", "none", None, "services_divers", "94.20Z", "59350", "02", "", "ecarte", False, "1980-01-01"),
    ("Organisation à diffusion partielle", "association", None, "sports_loisirs", "93.12Z", "59009", None, "",
     "etabli", True, "2016-04-04"),
    ("Crèche Les P’tits Loups", "association", None, "action_sociale", "88.91A", "62765", "03", "", "etabli",
     True, "2008-08-08"),
    ("Régie de Quartier de l’Aa", "association", None, "soutien_entreprises", "81.21Z", "62765", "12",
     "aci|ei", "etabli", True, "1996-06-06"),
    ("Tiers-lieu du Louvre", "association", None, "information_communication", "63.12Z", "75056", "01",
     "tiers_lieu", "probable", True, "2021-03-03"),
]  # fmt: skip
