"""A France of 22 communes in the official layouts, with every special regime: what everyday tests are made on.

Outlines are squares of a tenth of a degree, a row per département, so that areas and unions can be told by hand.
"""

from __future__ import annotations

import json
from pathlib import Path

from essaim.pipeline.catalogue import SourceInput

COMMUNES = """TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT
COM,01004,84,01,01D,011,1,AMBERIEU EN BUGEY,Ambérieu-en-Bugey,Ambérieu-en-Bugey,0101,
COM,01187,84,01,01D,011,0,HAUT VALROMEY,Haut Valromey,Haut Valromey,0110,
COMD,01187,84,01,01D,011,2,GRAND ABERGEMENT,Grand-Abergement,Le Grand-Abergement,,01187
COMD,01292,84,01,01D,011,0,PETIT ABERGEMENT,Petit-Abergement,Petit-Abergement,,01187
COM,22016,53,22,22D,221,1,ILE DE BREHAT,Île-de-Bréhat,Île-de-Bréhat,2216,
COM,22113,53,22,22D,221,0,LANNION,Lannion,Lannion,2210,
COM,2A004,94,2A,20R,2A1,1,AJACCIO,Ajaccio,Ajaccio,2A01,
COM,38053,84,38,38D,382,0,BOURGOIN JALLIEU,Bourgoin-Jallieu,Bourgoin-Jallieu,3801,
COM,57463,44,57,57D,579,0,METZ,Metz,Metz,5799,
COM,59350,32,59,59D,595,0,LILLE,Lille,Lille,5999,
COMA,59355,32,59,59D,595,0,LOMME,Lomme,Lomme,,59350
COM,59512,32,59,59D,595,0,ROUBAIX,Roubaix,Roubaix,5930,
COM,60054,32,60,60D,601,0,BEAUMONT LES NONAINS,Beaumont-les-Nonains,Beaumont-les-Nonains,6007,
COM,60694,32,60,60D,601,4,HAUTS TALICAN,Hauts-Talican,Les Hauts-Talican,6007,
COM,67482,44,67,6AE,678,0,STRASBOURG,Strasbourg,Strasbourg,6799,
COM,68066,44,68,6AE,681,0,COLMAR,Colmar,Colmar,6899,
COM,69123,84,69,69M,691,0,LYON,Lyon,Lyon,6999,
COM,69264,84,69,69D,692,0,VILLEFRANCHE SUR SAONE,Villefranche-sur-Saône,Villefranche-sur-Saône,6913,
COM,75056,11,75,75C,751,0,PARIS,Paris,Paris,7599,
COM,93066,11,93,93D,933,0,SAINT DENIS,Saint-Denis,Saint-Denis,9399,
COM,97209,02,972,972R,9721,0,FORT DE FRANCE,Fort-de-France,Fort-de-France,97299,
COM,97601,06,976,976R,,1,ACOUA,Acoua,Acoua,97601,
ARM,69381,84,69,69M,691,0,LYON 1ER,Lyon 1er Arrondissement,Lyon 1er Arrondissement,6999,69123
ARM,69384,84,69,69M,691,0,LYON 4E,Lyon 4e Arrondissement,Lyon 4e Arrondissement,6999,69123
ARM,75116,11,75,75C,751,0,PARIS 16E,Paris 16e Arrondissement,Paris 16e Arrondissement,7599,75056
"""
MOVEMENTS = """MOD,DATE_EFF,TYPECOM_AV,COM_AV,TNCC_AV,NCC_AV,NCCENR_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,TNCC_AP,\
NCC_AP,NCCENR_AP,LIBELLE_AP
32,2016-01-01,COM,01187,2,,,Le Grand-Abergement,COM,01187,0,,,Haut Valromey
32,2016-01-01,COM,01187,2,,,Le Grand-Abergement,COMD,01187,2,,,Le Grand-Abergement
32,2016-01-01,COM,01292,0,,,Petit-Abergement,COM,01187,0,,,Haut Valromey
32,2016-01-01,COM,01292,0,,,Petit-Abergement,COMD,01292,0,,,Petit-Abergement
33,1977-02-22,COM,59298,0,,,Hellemmes-Lille,COM,59350,0,,,Lille
33,2000-02-22,COM,59355,0,,,Lomme,COM,59350,0,,,Lille
33,2000-02-22,COM,59355,0,,,Lomme,COMA,59355,0,,,Lomme
21,2024-01-01,COM,60054,4,,,Les Hauts-Talican,COM,60054,0,,,Beaumont-les-Nonains
21,2024-01-01,COM,60054,4,,,Les Hauts-Talican,COM,60694,4,,,Les Hauts-Talican
32,2019-01-01,COM,60054,0,,,Beaumont-les-Nonains,COM,60054,4,,,Les Hauts-Talican
32,2019-01-01,COM,60455,3,,,La Neuville-Garnier,COM,60054,4,,,Les Hauts-Talican
32,2019-01-01,COM,60694,0,,,Villotran,COM,60054,4,,,Les Hauts-Talican
41,1976-01-01,COM,20004,1,,,Ajaccio,COM,2A004,1,,,Ajaccio
41,1968-01-01,COM,75039,0,,,Saint-Denis,COM,93066,0,,,Saint-Denis
30,2007-02-23,COM,97127,0,,,Saint-Martin,,,,,,
"""
ARRONDISSEMENTS = "ARR,DEP,REG,CHEFLIEU,TNCC,NCC,NCCENR,LIBELLE\n" + "".join(
    f"{code},{dep},{reg},{seat},0,,,{name}\n"
    for code, dep, reg, seat, name in [
        ("011", "01", "84", "01004", "Belley"),
        ("221", "22", "53", "22113", "Lannion"),
        ("2A1", "2A", "94", "2A004", "Ajaccio"),
        ("382", "38", "84", "38053", "La Tour-du-Pin"),
        ("579", "57", "44", "57463", "Metz"),
        ("595", "59", "32", "59350", "Lille"),
        ("601", "60", "32", "60054", "Beauvais"),
        ("678", "67", "44", "67482", "Strasbourg"),
        ("681", "68", "44", "68066", "Colmar-Ribeauvillé"),
        ("691", "69", "84", "69123", "Lyon"),
        ("692", "69", "84", "69264", "Villefranche-sur-Saône"),
        ("751", "75", "11", "75056", "Paris"),
        ("933", "93", "11", "93066", "Saint-Denis"),
        ("9721", "972", "02", "97209", "Fort-de-France"),
    ]
)
DEPARTEMENTS = "DEP,REG,CHEFLIEU,TNCC,NCC,NCCENR,LIBELLE\n" + "".join(
    f"{code},{reg},{seat},0,,,{name}\n"
    for code, reg, seat, name in [
        ("01", "84", "01004", "Ain"),
        ("22", "53", "22113", "Côtes-d'Armor"),
        ("2A", "94", "2A004", "Corse-du-Sud"),
        ("38", "84", "38053", "Isère"),
        ("57", "44", "57463", "Moselle"),
        ("59", "32", "59350", "Nord"),
        ("60", "32", "60054", "Oise"),
        ("67", "44", "67482", "Bas-Rhin"),
        ("68", "44", "68066", "Haut-Rhin"),
        ("69", "84", "69123", "Rhône"),
        ("75", "11", "75056", "Paris"),
        ("93", "11", "93066", "Seine-Saint-Denis"),
        ("972", "02", "97209", "Martinique"),
        ("976", "06", "97601", "Mayotte"),
    ]
)
REGIONS = "REG,CHEFLIEU,TNCC,NCC,NCCENR,LIBELLE\n" + "".join(
    f"{code},{seat},0,,,{name}\n"
    for code, seat, name in [
        ("02", "97209", "Martinique"),
        ("06", "97601", "Mayotte"),
        ("11", "75056", "Île-de-France"),
        ("32", "59350", "Hauts-de-France"),
        ("44", "67482", "Grand Est"),
        ("53", "22113", "Bretagne"),
        ("84", "69123", "Auvergne-Rhône-Alpes"),
        ("94", "2A004", "Corse"),
    ]
)
EPCI = "siren;raison_sociale;nature_juridique;insee\n" + "".join(
    f"{siren};{name};{kind};{code}\n"
    for siren, name, kind, codes in [
        ("200093201", "Métropole Européenne de Lille", "METRO", ("59350", "59512")),
        ("200046977", "Métropole de Lyon", "MET69", ("69123",)),
        ("200054781", "Métropole du Grand Paris", "METRO", ("75056", "93066")),
        ("240100610", "CA Porte de l'Isère et de l'Ain", "CA", ("01004", "01187", "38053")),
        ("200065928", "CA Lannion-Trégor Communauté", "CA", ("22113",)),
    ]
    for code in codes
)
EPT = "siren,raison_sociale,insee\n200057867,Plaine Commune,93066\n"
POPULATIONS = "REG;Région;DEP;CODARR;CODCAN;CODCOM;COM;Commune;PMUN;PCAP;PTOT\n" + "".join(
    f";;{code[:2]};;;{code[2:]};{code};;{people};10;{people + 10}\n"
    for code, people in {
        "01004": 15000, "01187": 700, "22016": 400, "22113": 20000, "2A004": 70000, "38053": 29000, "57463": 120000,
        "59350": 238246,
        "59512": 98000, "60054": 0, "60694": 1000, "67482": 290000, "68066": 67000, "69264": 37000, "69381": 28717,
        "69384": 36000, "75116": 160000, "93066": 149077, "97209": 75000,
    }.items()
)  # fmt: skip
MAYOTTE = "CODREG;REG;DEP;CODARR;CODCAN;CODCOM;COM;PMUN;PCAP;PTOT\n06;;976;;;601;;5192;192;5384\n"
POSTCODES = "code,nom,type,siren,codesPostaux\n" + "".join(
    f"{code},{name},{kind},{siren},{postcodes}\n"
    for code, name, kind, siren, postcodes in [
        ("59350", "Lille", "commune-actuelle", "215903501", "59000|59160|59260|59777|59800"),
        ("01187", "Haut Valromey", "commune-actuelle", "200055705", "1260"),
        ("69123", "Lyon", "commune-actuelle", "216901231", "69001|69004"),
        ("69381", "Lyon 1er Arrondissement", "arrondissement-municipal", "", "69001"),
        ("69384", "Lyon 4e Arrondissement", "arrondissement-municipal", "", "69004"),
        ("75056", "Paris", "commune-actuelle", "217500016", "75016|75116"),
        ("75116", "Paris 16e Arrondissement", "arrondissement-municipal", "", "75016|75116"),
        ("97502", "Saint-Pierre", "commune-actuelle", "", "97500"),
    ]
)
# commune → west, south of its square. 01292 is a commune of before 2016, 60054 still holds 60694, 22016 is not drawn.
SQUARES = {
    "01004": (5.3, 45.9), "01187": (5.4, 45.9), "01292": (5.5, 45.9), "38053": (5.3, 45.8), "22113": (-3.5, 48.7),
    "2A004": (8.7, 41.9), "57463": (6.1, 49.1),
    "59350": (3.0, 50.6), "59512": (3.1, 50.6), "60054": (2.0, 49.3), "67482": (7.7, 48.5),
    "68066": (7.3, 48.0), "69123": (4.8, 45.7), "69264": (4.7, 45.9), "75056": (2.3, 48.8), "93066": (2.3, 48.9),
    "97209": (-61.1, 14.6), "97601": (45.1, -12.7),
}  # fmt: skip
SIDE = 0.1


def square(west: float, south: float, side: float = SIDE) -> dict[str, object]:
    """A GeoJSON square."""
    east, north = round(west + side, 3), round(south + side, 3)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def outlines() -> dict[str, object]:
    """The outlines as Etalab gives them: arrondissements municipaux have their `commune`."""
    features = [
        {"type": "Feature", "properties": {"code": code, "commune": None}, "geometry": square(*corner)}
        for code, corner in SQUARES.items()
    ]
    for i, code in enumerate(("69381", "69384")):
        shape = square(4.8 + i * 0.05, 45.7, 0.05)
        features.append({"type": "Feature", "properties": {"code": code, "commune": "69123"}, "geometry": shape})
    return {"type": "FeatureCollection", "features": features}


def write(folder: Path, *, without: tuple[str, ...] = ()) -> dict[str, SourceInput]:
    """Write the files under `folder`; return the inputs of the build, `without` some sources."""
    contents = {
        "cog_communes": {"v_commune_2026.csv": COMMUNES},
        "cog_movements": {"v_mvt_commune_2026.csv": MOVEMENTS},
        "cog_arrondissements": {"v_arrondissement_2026.csv": ARRONDISSEMENTS},
        "cog_departements": {"v_departement_2026.csv": DEPARTEMENTS},
        "cog_regions": {"v_region_2026.csv": REGIONS},
        "epci_composition": {"epcicom2026.csv": EPCI},
        "ept_composition": {"eptcom2026.csv": EPT},
        "populations": {"donnees_communes.csv": POPULATIONS, "mayotte.csv": MAYOTTE},
        "postcodes_siren": {"communes_codes.csv": POSTCODES},
        "outlines": {"communes-1000m.geojson": json.dumps(outlines())},
    }
    layouts = {"postcodes_siren": "etalab_decoupage", "outlines": "etalab_contours"}
    inputs = {}
    for source, files in contents.items():
        if source in without:
            continue
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        inputs[source] = SourceInput(
            id=source, paths=[folder / name for name in files], layout=layouts.get(source, "official"), origin="mirror"
        )
    return inputs
