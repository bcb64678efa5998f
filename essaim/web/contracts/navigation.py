"""Where declared contracts stand in the map of the site."""

from essaim.web.ui.site_map import Entry, Group

ENTRIES = (
    Entry("Marchés déclarés", Group.KNOW, "contracts:home", "Qui achète quoi, à qui, et la part de l’ESS", 60),
    Entry("Avis en cours", Group.ACT, "contracts:notices", "Les consultations ouvertes près de vous", 58),
)
