"""Where the territories stand in the map of the site."""

from essaim.web.ui.site_map import Entry, Group

ENTRIES = (
    Entry("Territoires", Group.KNOW, "territories:search", "Le portrait de chacun, du hameau à la région", 10, True),
    Entry("Comparer", Group.KNOW, "territories:compare", "Jusqu’à cinq territoires côte à côte", 20),
    Entry("Composer un territoire", Group.KNOW, "territories:composer", "Un pays, un bassin, votre périmètre", 30),
)
