"""Words that only the name of a legal person bears: what lets a name be shown when no register is there to ask.

A holder of a contract may be a sole trader, whose name is a person's. With the whole of SIRENE loaded, SIRENE answers.
With an excerpt, a name is shown only if it bears one of these words; otherwise it stays hidden. Some companies are then
hidden too: that is the price.
"""

from __future__ import annotations

import ibis.expr.types as ir

_WORDS = (
    "SARL", "SAS", "SASU", "EURL", "SA", "SNC", "SCI", "SCOP", "SCIC", "SCM", "SEM", "SEML", "SPL", "GIE", "GIP",
    "EPIC", "SELARL", "SELAS", "SCP", "SOC", "STE", "SOCIETE", "ETS", "ETABLISSEMENTS", "ENTREPRISE", "ENTREPRISES",
    "ENT", "GROUPE", "GROUPEMENT", "COMPAGNIE", "CIE", "ASSOCIATION", "ASSOC", "ASS", "COOPERATIVE", "MUTUELLE",
    "FONDATION", "UNION", "FEDERATION", "COMITE", "CENTRE", "INSTITUT", "OFFICE", "AGENCE", "BUREAU", "CABINET",
    "ATELIER", "ATELIERS", "SERVICE", "SERVICES", "TRAVAUX", "CONSTRUCTION", "CONSTRUCTIONS", "BATIMENT", "BTP", "TP",
    "INGENIERIE", "ARCHITECTES", "ARCHITECTURE", "CONSULTANTS", "CONSEIL", "CONSEILS", "INDUSTRIE", "INDUSTRIES",
    "FRANCE", "EUROPE", "INTERNATIONAL", "LABORATOIRE", "LABORATOIRES", "TRANSPORTS", "ENVIRONNEMENT", "MENUISERIE",
    "MENUISERIES", "PLOMBERIE", "ELECTRICITE", "PEINTURE", "PEINTURES", "COUVERTURE", "CHARPENTE", "MACONNERIE",
    "PAYSAGE", "PAYSAGES", "DISTRIBUTION", "SOLUTIONS", "TECHNOLOGIES", "TECHNIQUE", "TECHNIQUES", "SYSTEMES",
    "ENERGIE", "ENERGIES", "FRERES", "FILS", "HOLDING", "COMMUNE", "DEPARTEMENT", "REGION", "SYNDICAT", "REGIE",
)  # fmt: skip


def bears_a_legal_form(name: ir.StringValue) -> ir.BooleanValue:
    """Whether a name holds one of the words, whatever the case; never null."""
    plain = name.upper().translate("ÉÈÊËÀÂÎÏÔÛÙÇ", "EEEEAAIIOUUC")
    return plain.re_search(r"(^|[^A-Z])(" + "|".join(_WORDS) + r")([^A-Z]|$)").fill_null(False)
