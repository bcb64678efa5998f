"""Where the letters stand in the map of the site."""

from __future__ import annotations

from essaim.web.ui.site_map import Entry, Group

ENTRIES = (Entry("Lettres", Group.NETWORK, "newsletters:home", "Recevoir les nouvelles, relire les anciennes", 40),)
