"""What the home page of declared contracts and their method page are given."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse

from essaim.rules import cpv_words
from essaim.web.contracts import buyers, counts, figures, words
from essaim.web.contracts.buyer_page import SECTION, sources
from essaim.web.observatory.release import Release
from essaim.web.ui.components import Cell, Column, Link, Table

# Pages of this app and of those above, shown as soon as they exist: address, title, one sentence.
DOORS = (
    ("contracts:buyers", (), "Un acheteur", "Ce que votre collectivité a déclaré acheter, à qui, par quelle "
                                            "procédure, comparée à ses semblables."),
    ("procurement:radar", (), "Ce qui se termine", "Les marchés qui finissent dans 6 à 24 mois, et qui, dans "
                                                   "l’ESS, pourrait répondre au suivant."),
    ("contracts:notices", (), "Les avis en cours", "Les consultations ouvertes près de vous\u00a0; réservées, "
                                                   "ou présumées l’être."),
    ("contracts:territory", ("FRA-france",), "La France entière", "Les mêmes chiffres pour le pays, par "
                                                                  "objet, par procédure, par année."),
    ("contracts:method", (), "Méthode et limites", "Ce que ces données ne disent pas, et ce que nous faisons "
                                                   "de leurs défauts."),
)  # fmt: skip


def home(release: Release) -> dict[str, Any]:
    """Return the context of contracts/home.html."""
    total = (
        counts.totals(release, [counts.FRANCE]).get(counts.FRANCE, counts.NONE)
        if counts.are_published(release)
        else counts.NONE
    )
    return {
        "total": total,
        "figures": figures.key_figures(total, figures.as_of(release), of_buyer=False) if total.contracts else [],
        "doors": [{"href": href, "title": title, "text": text} for href, title, text in _doors()],
        "largest": [Link(one.name, one.href) for one in buyers.largest(release, buyers.Seat(), 8)]
        if total.contracts
        else [],
        "breadcrumb": [Link(SECTION.label)],
    }


def _doors() -> list[tuple[str, str, str]]:
    found = []
    for name, arguments, title, text in DOORS:
        try:
            found.append((reverse(name, args=arguments), title, text))
        except NoReverseMatch:
            continue
    return found


def method(release: Release) -> dict[str, Any]:
    """Return the context of contracts/method.html."""
    rows = [[Cell(key), Cell(text)] for key, text in words.AMOUNT_STATUSES.items()]
    return {
        "limits": figures.LIMITS,
        "statuses": Table("Montants mis de côté", [Column("Motif"), Column("Ce que c’est")], rows, hide_caption=True),
        "sources": sources(release),
        "divisions_checked_on": cpv_words.words().checked_on,
        "indicators": indicators(),
        "breadcrumb": [SECTION, Link("Méthode et limites")],
    }


def indicators() -> Table:
    """How each indicator is computed, and what it does not say."""
    rows = [
        ("Part en nombre vers l’ESS", "marchés avec au moins un titulaire de l’ESS / marchés",
         "sous-traitants exclus\u00a0; un minimum tant que des titulaires ne sont pas rapprochés\u00a0: leur "
         "nombre est donné"),
        ("Montant vers l’ESS", "Σ montant × (titulaires de l’ESS / titulaires), hors accords-cadres",
         "partage égal par convention\u00a0; bornes\u00a0: tous les titulaires de l’ESS, au moins un"),
        ("Part réservée", "marchés «\u00a0Marché réservé\u00a0» / marchés renseignés", "ne dit pas à qui"),
        ("Part avec considération sociale", "clause, critère ou réservation / marchés renseignés",
         "les non renseignés sont comptés à part\u00a0; une clause écrite n’est pas une clause exécutée"),
        ("Part environnementale", "clause ou critère / marchés renseignés", "idem"),
        ("Titulaire proche", "titulaire dans l’intercommunalité, le département de l’acheteur / marchés où "
                             "les deux sont situés",
         "siège ou établissement du titulaire, pas lieu d’exécution\u00a0; décrit, n’autorise aucun critère local"),
        ("Fin prochaine", "notification + durée (la plus longue de l’initiale et de la dernière)",
         "fin théorique\u00a0: reconductions, avenants et résiliations la déplacent"),
    ]  # fmt: skip
    columns = [Column("Indicateur"), Column("Formule"), Column("Ce qu’il ne dit pas")]
    return Table("Indicateurs", columns, [[Cell(one) for one in row] for row in rows], hide_caption=True)
