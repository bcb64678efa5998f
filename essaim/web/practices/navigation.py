"""Where the experiences stand in the map of the site."""

from essaim.web.ui.site_map import Entry, Group

ENTRIES = (
    Entry(
        "Expériences", Group.SHARE, "practices:list", "Ce que des collectivités ont fait, et ce qu’il en est", 20, True
    ),
    Entry("Presse", Group.SHARE, "practices:press", "Une sélection, des chiffres, des photos", 80),
)
