"""Where public procurement stands in the map of the site."""

from essaim.web.ui.site_map import Entry, Group

ENTRIES = (
    Entry("Commande publique", Group.ACT, "procurement:home", "Les leviers, leurs articles, leurs dates", 30, True),
    Entry("Préparer un achat", Group.ACT, "procurement:assistant", "Un besoin, les leviers, qui peut répondre", 40),
    Entry(
        "Ce que dit le droit", Group.ACT, "procurement:advice_form", "Réserver, négocier, acheter sans publicité", 50
    ),
    Entry("Ce qui se termine", Group.ACT, "procurement:radar", "Les marchés à renouveler, et qui peut répondre", 55),
    Entry("Calendrier du droit", Group.ACT, "procurement:calendar", "Ce qui change, et quand", 60),
)
