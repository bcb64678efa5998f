"""Names of organisations that exist nowhere: « Les Jardins du Tilleul d’Argent (SYNTHÈSE) ». No person is invented."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

MARK = "(SYNTHÈSE)"

# First words by activity; the default serves every other one.
_HEADS: dict[str, list[str]] = {
    "94.99Z": [
        "Les Amis",
        "Le Comité",
        "Le Collectif",
        "La Ronde",
        "Le Foyer rural",
        "Les Voisins",
        "La Veillée",
        "L’Entraide",
    ],
    "93.12Z": [
        "Le Club sportif",
        "L’Union sportive",
        "Le Judo-club",
        "Les Randonneurs",
        "La Boule",
        "L’Étoile",
        "Le Volley-club",
    ],
    "93.19Z": ["Le Comité des courses", "Les Marcheurs", "L’Aviron"],
    "93.11Z": ["Le Stade", "Le Gymnase"],
    "93.29Z": ["Le Comité des fêtes", "Les Loisirs", "La Ludothèque"],
    "90.01Z": ["La Compagnie", "Le Théâtre", "La Chorale", "L’Harmonie", "La Troupe", "Le Cirque"],
    "90.02Z": ["La Scène", "Les Régisseurs"],
    "88.99B": ["L’Accueil", "La Maison solidaire", "Le Relais", "L’Épicerie solidaire", "L’Atelier chantier"],
    "88.99A": ["La Halte", "Le Point d’écoute"],
    "88.10A": ["L’Aide à domicile", "Le Service à domicile"],
    "88.10C": ["L’ESAT", "L’Atelier protégé"],
    "88.91A": ["La Crèche", "Les P’tits Pas"],
    "87.30A": ["La Résidence", "La Maison d’accueil"],
    "87.90B": ["Le Foyer", "La Pension de famille"],
    "86.10Z": ["La Clinique mutualiste", "L’Hôpital"],
    "86.90D": ["Le Centre de soins"],
    "85.20Z": ["L’École"],
    "85.31Z": ["Le Collège", "Le Lycée"],
    "85.52Z": ["L’École de musique", "L’Atelier d’arts"],
    "85.59A": ["Le Centre de formation", "L’Université populaire"],
    "85.59B": ["L’Institut", "Les Savoirs"],
    "91.01Z": ["La Bibliothèque"],
    "59.14Z": ["Le Cinéma"],
    "60.10Z": ["Radio"],
    "62.01Z": ["Le Logiciel", "L’Atelier numérique", "Les Pixels"],
    "38.32Z": ["La Recyclerie", "La Ressourcerie"],
    "81.30Z": ["Les Jardins", "Les Espaces verts"],
    "01.61Z": ["La CUMA", "Les Moissons"],
    "46.21Z": ["La Coopérative agricole", "Les Silos"],
    "47.79Z": ["La Boutique solidaire", "La Fripe"],
    "56.10A": ["La Table", "L’Auberge", "La Cantine"],
    "64.19Z": ["La Caisse locale"],
    "65.12Z": ["La Mutuelle"],
    "68.20A": ["Le Logis", "Le Toit"],
    "43.39Z": ["Les Bâtisseurs", "Les Compagnons"],
    "84.11Z": ["La Régie"],
}
_DEFAULT_HEADS = ["Atelier", "Maison", "Comptoir", "Fabrique", "Établissements", "Cabinet", "Agence", "Société"]
_COMPLEMENTS = [
    "du Tilleul", "du Hêtre", "du Frêne", "du Noyer", "du Charme", "du Sureau", "du Genêt", "du Houx", "du Saule",
    "du Bouleau", "de la Bruyère", "de la Fougère", "de la Mésange", "de la Huppe", "de la Chouette",
    "de la Rivière", "de la Source", "de la Clairière", "de la Colline", "de la Lande", "de la Dune",
    "de la Grange", "de la Meule", "de la Lanterne", "de l’Alouette", "de l’Aubépine", "de l’Érable", "de l’Orme",
    "de l’Étang", "de l’Écluse", "de l’Horizon", "de l’Ancre", "des Abeilles", "des Bleuets", "des Coquelicots",
    "des Glycines", "des Hirondelles", "des Iris", "des Joncs", "des Lilas", "des Marronniers", "des Noisetiers",
    "des Ormeaux", "des Peupliers", "des Quatre Vents", "des Roseaux", "des Sorbiers", "des Trois Ponts",
    "des Violettes", "des Ajoncs", "des Cerisiers", "des Mélèzes", "des Passereaux", "des Galets", "des Murmures",
    "du Chardon", "du Merle", "du Rouge-gorge", "du Loriot", "du Martinet", "du Héron", "du Hérisson", "du Lièvre",
    "du Renard", "du Vallon", "du Plateau", "du Ruisseau", "du Phare", "du Moulin", "du Lavoir", "du Beffroi",
    "du Kiosque", "du Préau", "du Sentier",
]  # fmt: skip
_ENDINGS = [
    "d’Argent", "de Minuit", "du Levant", "du Couchant", "d’Automne", "de Mai", "d’Avril", "d’Octobre", "du Nord",
    "du Sud", "des Brumes", "des Cimes", "des Marais", "des Sables", "des Falaises", "des Prairies", "des Vergers",
    "des Coteaux", "aux Oiseaux", "aux Étoiles", "aux Images", "aux Contes", "en Fleurs", "en Partage", "en Chemin",
    "en Commun", "en Fête", "d’Ici", "d’en Face", "d’à Côté", "d’Autrefois", "de Demain", "de Saison",
    "de Plein Air", "de Belle Humeur", "de Bon Accueil", "sans Façon", "sans Hâte", "des Sept Lieues",
    "des Deux Rives", "des Cinq Sens", "des Mille Feuilles", "d’Ombre", "de Lumière", "de Craie", "de Paille",
    "de Laine", "de Lin", "de Sel", "de Pluie", "de Neige", "de Velours", "de Papier", "de Bois Flotté",
]  # fmt: skip


class NameMaker:
    """Draws names by activity. One instance holds its tables; drawing is done with the caller's generator."""

    def __init__(self, activities: list[str]) -> None:
        heads: list[str] = []
        starts, sizes = [], []
        for activity in activities:
            words = _HEADS.get(activity, _DEFAULT_HEADS)
            starts.append(len(heads))
            sizes.append(len(words))
            heads += words
        self._heads = pa.array(heads)
        self._starts = np.array(starts, dtype=np.int64)
        self._sizes = np.array(sizes, dtype=np.int64)
        self._complements = pa.array(_COMPLEMENTS)
        self._endings = pa.array([f"{ending} {MARK}" for ending in _ENDINGS])
        self._initials = np.array([head[0] for head in heads])

    def draw(
        self, rng: np.random.Generator, activity: npt.NDArray[np.int64], named: npt.NDArray[np.bool_]
    ) -> pa.StringArray:
        """Return one name per row, null where `named` is false."""
        count = len(activity)
        chosen = np.flatnonzero(named)
        heads = self._starts[activity[chosen]] + rng.integers(0, 1 << 30, len(chosen)) % self._sizes[activity[chosen]]
        names = pc.binary_join_element_wise(
            self._heads.take(pa.array(heads)),
            self._complements.take(pa.array(rng.integers(0, len(_COMPLEMENTS), len(chosen)))),
            self._endings.take(pa.array(rng.integers(0, len(_ENDINGS), len(chosen)))),
            " ",
        )
        where = np.full(count, -1, dtype=np.int64)
        where[chosen] = np.arange(len(chosen))
        return names.take(pa.array(where, mask=~named))

    def acronyms(self, rng: np.random.Generator, named: npt.NDArray[np.bool_]) -> pa.StringArray:
        """Return an acronym of four letters per row, null where `named` is false."""
        letters = np.frombuffer(b"ABCDEFGILMNOPRSTV", dtype="S1")
        drawn = letters[rng.integers(0, len(letters), (len(named), 4))].view("S4").ravel().astype("U4")
        return pa.array(drawn, mask=~named)
