"""Where the register, the data and the method stand in the map of the site."""

from essaim.web.ui.site_map import Entry, Group

ENTRIES = (
    Entry("Organisations", Group.KNOW, "observatory:organizations", "Le registre, et ce que chaque source en dit", 40),
    Entry("Données", Group.KNOW, "observatory:data", "Les fichiers, leurs dates et leurs licences", 80),
    Entry("Méthode", Group.KNOW, "observatory:method", "Comment chaque chiffre est calculé", 90),
)
