"""Where the standing pages stand in the map of the site."""

from essaim.web.ui.site_map import Entry, Group

ENTRIES = (
    Entry("Accessibilité\u00a0: non auditée", Group.SITE, "pages:accessibility", order=20),
    Entry("Mentions légales", Group.SITE, "pages:legal", order=30),
)
