"""Where the library of components stands in the map of the site."""

from essaim.web.ui.site_map import Entry, Group

ENTRIES = (Entry("Bibliothèque de composants", Group.SITE, "ui:library", order=70),)
