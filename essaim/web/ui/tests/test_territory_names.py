"""« de », « à », « dans » before real names of each level and TNCC code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.web.ui.territory_names import with_preposition

COMMUNES = [
    ("Lille", "0", "de Lille", "à Lille"),
    ("Besançon", 0, "de Besançon", "à Besançon"),
    ("Hénin-Beaumont", "0", "de Hénin-Beaumont", "à Hénin-Beaumont"),
    ("Arras", "1", "d’Arras", "à Arras"),
    ("Hyères", "1", "d’Hyères", "à Hyères"),
    ("Ivry-sur-Seine", "1", "d’Ivry-sur-Seine", "à Ivry-sur-Seine"),
    ("Le Havre", "2", "du Havre", "au Havre"),
    ("Le Mans", "2", "du Mans", "au Mans"),
    ("La Rochelle", "3", "de La Rochelle", "à La Rochelle"),
    ("Les Lilas", "4", "des Lilas", "aux Lilas"),
    ("L'Haÿ-les-Roses", "5", "de L’Haÿ-les-Roses", "à L’Haÿ-les-Roses"),
    ("L’Isle-Adam", "5", "de L’Isle-Adam", "à L’Isle-Adam"),
    ("Aux Marais", "6", "des Marais", "aux Marais"),
    ("Las Illas", "7", "de Las Illas", "à Las Illas"),
    ("Los Masos", "8", "de Los Masos", "à Los Masos"),
    # without a code, the name decides
    ("Le Touquet-Paris-Plage", None, "du Touquet-Paris-Plage", "au Touquet-Paris-Plage"),
    ("Les Sables-d'Olonne", None, "des Sables-d’Olonne", "aux Sables-d’Olonne"),
    ("Œuf-en-Ternois", None, "d’Œuf-en-Ternois", "à Œuf-en-Ternois"),
    ("Étaples", None, "d’Étaples", "à Étaples"),
    ("Yvetot", None, "d’Yvetot", "à Yvetot"),
    ("Yenne", None, "de Yenne", "à Yenne"),
    # an article in the name that the code denies stays a part of it
    ("La Réunion-en-Brie", "0", "de La Réunion-en-Brie", "à La Réunion-en-Brie"),
]


@pytest.mark.parametrize(("name", "tncc", "of", "at"), COMMUNES)
def test_communes(name, tncc, of, at):
    assert with_preposition(name, tncc, "de") == of
    assert with_preposition(name, tncc, "a") == at
    assert with_preposition(name, tncc, "dans") == at


DEPARTEMENTS = [
    ("Nord", 2, "du Nord", "dans le Nord"),
    ("Pas-de-Calais", 2, "du Pas-de-Calais", "dans le Pas-de-Calais"),
    ("Territoire de Belfort", 2, "du Territoire de Belfort", "dans le Territoire de Belfort"),
    ("Ain", 5, "de l’Ain", "dans l’Ain"),
    ("Hérault", 5, "de l’Hérault", "dans l’Hérault"),
    ("Isère", 5, "de l’Isère", "en Isère"),
    ("Ardèche", 5, "de l’Ardèche", "en Ardèche"),
    ("Creuse", 3, "de la Creuse", "dans la Creuse"),
    ("Somme", 3, "de la Somme", "dans la Somme"),
    ("Gironde", 3, "de la Gironde", "en Gironde"),
    ("Haute-Loire", 3, "de la Haute-Loire", "en Haute-Loire"),
    ("Seine-Saint-Denis", 3, "de la Seine-Saint-Denis", "en Seine-Saint-Denis"),
    ("Corse-du-Sud", 3, "de la Corse-du-Sud", "en Corse-du-Sud"),
    ("Ille-et-Vilaine", 1, "d’Ille-et-Vilaine", "en Ille-et-Vilaine"),
    ("Loir-et-Cher", 0, "de Loir-et-Cher", "en Loir-et-Cher"),
    ("Ardennes", 4, "des Ardennes", "dans les Ardennes"),
    ("Bouches-du-Rhône", 4, "des Bouches-du-Rhône", "dans les Bouches-du-Rhône"),
    ("Paris", 0, "de Paris", "à Paris"),
    ("La Réunion", 0, "de La Réunion", "à La Réunion"),
    ("Mayotte", 0, "de Mayotte", "à Mayotte"),
    ("Guyane", 3, "de la Guyane", "en Guyane"),
]
REGIONS = [
    ("Bretagne", 0, "de Bretagne", "en Bretagne"),
    ("Hauts-de-France", 4, "des Hauts-de-France", "dans les Hauts-de-France"),
    ("Grand Est", 2, "du Grand Est", "dans le Grand Est"),
    ("Pays de la Loire", 4, "des Pays de la Loire", "dans les Pays de la Loire"),
    ("Centre-Val de Loire", 2, "du Centre-Val de Loire", "en Centre-Val de Loire"),
    ("Île-de-France", 1, "d’Île-de-France", "en Île-de-France"),
    ("Occitanie", 1, "d’Occitanie", "en Occitanie"),
    ("Nouvelle-Aquitaine", 3, "de la Nouvelle-Aquitaine", "en Nouvelle-Aquitaine"),
    ("Provence-Alpes-Côte d'Azur", 0, "de Provence-Alpes-Côte d’Azur", "en Provence-Alpes-Côte d’Azur"),
    ("Guadeloupe", 3, "de la Guadeloupe", "en Guadeloupe"),
    ("Corse", 0, "de Corse", "en Corse"),
]


@pytest.mark.parametrize(("name", "tncc", "of", "within"), DEPARTEMENTS)
def test_departements(name, tncc, of, within):
    assert with_preposition(name, tncc, "de", "departement") == of
    assert with_preposition(name, tncc, "dans", "departement") == within


@pytest.mark.parametrize(("name", "tncc", "of", "within"), REGIONS)
def test_regions(name, tncc, of, within):
    assert with_preposition(name, tncc, "de", "region") == of
    assert with_preposition(name, tncc, "dans", "region") == within


GROUPINGS = [
    ("Métropole européenne de Lille", "de la Métropole européenne de Lille", "dans la Métropole européenne de Lille"),
    ("CC du Pays de Gex", "de la CC du Pays de Gex", "dans la CC du Pays de Gex"),
    ("Communauté urbaine d'Arras", "de la Communauté urbaine d’Arras", "dans la Communauté urbaine d’Arras"),
    ("Eurométropole de Strasbourg", "de l’Eurométropole de Strasbourg", "dans l’Eurométropole de Strasbourg"),
    ("Bordeaux Métropole", "de Bordeaux Métropole", "sur le territoire de Bordeaux Métropole"),
    ("Est Ensemble", "d’Est Ensemble", "sur le territoire d’Est Ensemble"),
    ("Le Grand Chalon", "du Grand Chalon", "dans le Grand Chalon"),
    ("PETR du Cambrésis", "du PETR du Cambrésis", "dans le PETR du Cambrésis"),
]


@pytest.mark.parametrize(("name", "of", "within"), GROUPINGS)
def test_intercommunalities_and_custom_perimeters(name, of, within):
    for level in ("epci", "ept", "custom"):
        assert with_preposition(name, None, "de", level) == of
        assert with_preposition(name, None, "dans", level) == within


def test_special_levels():
    assert with_preposition("France", None, "de", "france") == "de la France"
    assert with_preposition("France", None, "dans", "france") == "en France"
    district = ("Paris 1er Arrondissement", "0")
    assert with_preposition(*district, "de", "arrondissement_municipal") == "du 1er arrondissement de Paris"
    assert with_preposition(*district, "dans", "arrondissement_municipal") == "dans le 1er arrondissement de Paris"
    assert with_preposition("Lyon 3e Arrondissement", None, "de") == "du 3e arrondissement de Lyon"
    assert (
        with_preposition("Avesnes-sur-Helpe", 1, "dans", "arrondissement")
        == "dans l’arrondissement d’Avesnes-sur-Helpe"
    )
    assert with_preposition("Le Havre", 2, "de", "arrondissement") == "de l’arrondissement du Havre"
    alsace = "Collectivité européenne d'Alsace"
    assert with_preposition(alsace, None, "de", "departemental") == "de la Collectivité européenne d’Alsace"


def test_refusals():
    with pytest.raises(ValueError, match="unknown preposition"):
        with_preposition("Lille", "0", "vers")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="without a name"):
        with_preposition("  ", "0", "de")


@given(
    st.text(alphabet="abcéÉœLlesHY' -’", min_size=1, max_size=20).filter(lambda name: name.strip()),
    st.sampled_from([None, *range(9)]),
    st.sampled_from(["de", "a", "dans"]),
    st.sampled_from(["commune", "epci", "departement", "region", "arrondissement", "custom"]),
)
def test_any_name_gives_a_phrase_that_ends_with_it(name, tncc, preposition, level):
    phrase = with_preposition(name, tncc, preposition, level)
    assert phrase.endswith(name.strip().replace("'", "’")[-3:])
    assert "'" not in phrase
