"""Where the resource centre stands in the map of the site."""

from essaim.web.ui.site_map import Entry, Group

ENTRIES = (Entry("Ressources", Group.SHARE, "resources:library", "Fiches, kits, guides, à la date du jour", 30, True),)
