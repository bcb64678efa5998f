"""What the page of one contract, or one concession, is given: its facts, its holders, what each amount means."""

from __future__ import annotations

from typing import Any

from essaim.web.contracts import buyers, selectors, tables, words
from essaim.web.contracts.buyer_page import SECTION
from essaim.web.contracts.selectors import Line
from essaim.web.observatory.errors import NotFound
from essaim.web.observatory.release import Release
from essaim.web.ui import french
from essaim.web.ui.components import Link
from essaim.web.ui.links import link

LOTS_SHOWN = 30


def build(release: Release, contract_id: str) -> dict[str, Any]:
    """Return the context of contracts/contract.html. Raises NotFound on an id the release does not hold."""
    buyers.need_contracts(release)
    line = selectors.get(release, contract_id)
    if line is None:
        raise NotFound(
            "Ce marché n’est pas dans cette édition.",
            "Un marché disparaît quand son acheteur le retire ou en corrige l’objet\u00a0: cherchez-le dans sa liste.",
            [Link("Marchés de cet acheteur", link("contracts:buyer", contract_id.partition("-")[0]))],
        )
    row = line.row
    buyer = buyers.get(release, row["buyer_siren"])
    lots = selectors.same_number(release, row) if row["kind"] != "concession" else []
    name = french.typo(line.buyer_name or f"{words.WITHOUT_NAME} ({row['buyer_siren']})")
    crumbs = [SECTION, Link(name, buyer.href if buyer else None), Link(f"Marché {row['internal_id'] or contract_id}")]
    return {
        "title": tables.subject(row),
        "whole_object": row["object"] if row["object"] and tables.subject(row).endswith("…") else "",
        "row": row,
        "kind": words.KINDS[row["kind"]],
        "tags": tables.holder_tags(row),
        "considerations": considerations(row),
        "buyer_name": name,
        "buyer_href": buyer.href if buyer else "",
        "facts": facts(release, row),
        "holders": tables.holders(line),
        "warnings": warnings(line),
        "lots": tables.contracts(lots[:LOTS_SHOWN], "Sous le même numéro") if lots else None,
        "prepare_href": _prepare(row),
        "breadcrumb": crumbs,
    }


def facts(release: Release, row) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    """(label, text) of what is declared; what is not is said unknown."""
    source = release.manifest.source(row["source"])
    shown = tables.amount(row)
    amount = shown.text + (f" ({shown.note})" if shown.note else "")
    changes, months, unknown = row["modifications"], row["duration_months"], french.UNKNOWN
    return [
        ("Objet (CPV)", f"{row['cpv_code']} · {words.division(row['cpv_division'])}" if row["cpv_code"] else unknown),
        ("Procédure", words.procedure(row["procedure"])),
        ("Montant HT", amount),
        ("Offres reçues", french.number(row["offers_received"])),
        ("Notifié le", french.date_fr(row["notified_on"])),
        ("Durée", unknown if months is None else f"{french.number(months)}\u00a0mois"),
        ("Fin théorique", french.date_fr(row["ends_on"])),
        ("Modifications", f"{changes}, dernière le "
                          f"{french.date_fr(row['modified_on'])}" if changes else "aucune connue"),
        ("Publié le", french.date_fr(row["published_on"])),
        ("Numéro chez l’acheteur", row["internal_id"] or unknown),
        ("Source", ", par ".join(filter(None, (source.title if source else row["source"], row["platform"])))),
    ]  # fmt: skip


def considerations(row) -> list[str] | None:  # type: ignore[no-untyped-def]
    """The considerations declared; None when the field was not filled in, or did not exist."""
    if row["social_clause"] is None and row["environmental_clause"] is None:
        return None
    return [label for column, label in words.CONSIDERATIONS.items() if row[column]]


def warnings(line: Line) -> list[tuple[str, str]]:
    """(title, text) of what a reader should know before quoting this contract."""
    row, said = line.row, []
    if row["kind"] == "framework":
        said.append(("Un accord-cadre", "Son montant est un plafond\u00a0: ce que l’acheteur peut commander, "
                                        "pas ce qu’il a dépensé. Il n’entre dans aucune somme."))  # fmt: skip
    if row["kind"] == "call_off":
        said.append(("Un marché subséquent", "Il est tiré d’un accord-cadre\u00a0: l’additionner au plafond "
                                             "de celui-ci le compterait deux fois."))  # fmt: skip
    if row["kind"] == "concession":
        said.append(("Une concession", "Sa valeur est le chiffre d’affaires attendu sur sa durée, pas une "
                                       "dépense. Elle n’est jamais comptée avec les marchés."))  # fmt: skip
    if row["amount_status"] != "ok":
        why = words.AMOUNT_STATUSES[row["amount_status"]]
        declared = "" if row["amount_declared"] is None else f" Déclaré\u00a0: {french.euros(row['amount_declared'])}."
        said.append(("Montant mis de côté", f"Raison\u00a0: {why}.{declared}"))
    elif row["amounts_count"] > 1:
        said.append((
            "Plusieurs montants additionnés",
            f"La publication donne {row['amounts_count']} montants différents sous ce numéro\u00a0: des lots, "
            "ou une part par titulaire.",
        ))  # fmt: skip
    count = max(row["holders_declared"], len(line.holders))
    if count > 1:
        said.append((
            f"{count} titulaires",
            "Groupement ou attributions multiples\u00a0: la publication dit rarement qui fait quelle part.",
        ))  # fmt: skip
    first, last = row["initial_amount"], row["amount"]
    if row["modifications"] and None not in (first, last) and first != last:
        said.append(("Montant modifié", f"À l’origine\u00a0: {french.euros(first)}."))
    return said


def _prepare(row) -> str:  # type: ignore[no-untyped-def]
    """The assistant on the same need, in an app above this one; empty without CPV."""
    if not row["cpv_code"]:
        return ""
    query = f"cpv={row['cpv_code']}&quoi={row['cpv_code']}"
    if row["amount"]:
        query += f"&montant={row['amount']:.0f}"
    return f"/commande-publique/assistant/?{query}"
