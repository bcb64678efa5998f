"""Where the network stands in the map of the site."""

from essaim.web.ui.site_map import Entry, Group

ENTRIES = (
    Entry("Le réseau", Group.NETWORK, "members:network", "La carte des adhérents, à chaque date", 60, True),
    Entry("Les adhérents", Group.NETWORK, "members:directory", "L’annuaire, par région et par thème", 70),
)
