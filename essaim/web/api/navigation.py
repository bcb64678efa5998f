"""Where the API stands in the map of the site."""

from essaim.web.ui.site_map import Entry, Group

ENTRIES = (Entry("API", Group.SITE, "api_docs", order=60),)
