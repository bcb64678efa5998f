"""Where the agenda stands in the map of the site."""

from essaim.web.ui.site_map import Entry, Group

ENTRIES = (Entry("Agenda", Group.NETWORK, "events:agenda", "Se rencontrer, se former, s’inscrire", 65),)
