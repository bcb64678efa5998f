"""Where the search stands in the map of the site."""

from essaim.web.ui.site_map import Entry, Group

ENTRIES = (Entry("Rechercher", Group.SITE, "search:page", order=5),)
