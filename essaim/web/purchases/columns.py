"""What the columns of a file of purchases are: proposed from their titles, mapped by a person, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from essaim.rules.names import fold
from essaim.web.purchases.enums import Basis, CategoryKind
from essaim.web.purchases.errors import LedgerFileError

HEADER_WITHIN = 25
LONGEST_TITLE = 60

# Meaning → what the mapping page calls it. Order is the order shown.
MEANINGS = {
    "identifier": "SIRET ou SIREN du fournisseur",
    "name": "Nom du fournisseur",
    "amount": "Montant",
    "date": "Date ou exercice",
    "category": "Catégorie d’achat",
    "service": "Service acheteur",
    "postcode": "Code postal du fournisseur",
    "contract": "Numéro de marché",
    "buyer": "SIRET de l’acheteur",
}
_WHO = r"(fournisseur|tiers|titulaire|prestataire|creancier)"
# What a column is, from its folded title. For each meaning, the first pattern that some column matches wins.
TITLES: dict[str, tuple[str, ...]] = {
    "identifier": (
        r"^(n |no |numero )?(de )?(siret|siren)( (du |de la )?" + _WHO + r")?$",
        r"titulaire id",
        r"\b(siret|siren)\b(?!.*\b(acheteur|collectivite|etablissement budgetaire|commune)\b)",
        r"\b(tva intra|tva intracom|intracommunautaire)",
        r"\bidentifiant (du |de la )?(fournisseur|tiers|titulaire)\b",
    ),
    "name": (
        r"^(nom |raison sociale |denomination |libelle )?(du |de )?" + _WHO + r"s?$",
        r"titulaire (nom|denomination)",
        r"\b(raison sociale|denomination|nom)\b.*\b" + _WHO,
        r"\b" + _WHO + r"\b.*\b(nom|raison|denomination|libelle)\b",
        r"^(raison sociale|denomination( sociale)?|nom|entreprise|societe|beneficiaire)$",
        r"\b" + _WHO + r"\b(?!.*\b(code|siret|siren|adresse|ville|id)\b)",
    ),
    "amount": (
        r"\b(montant|total|depense|ca|chiffre d affaires)\b.*\b(ht|hors taxes?)\b",
        r"^(ht|montant|net ht|total ht)$",
        r"\b(montant|total|depense|mandate|facture|liquide|regle)\b.*\b(ttc|mandate|facture|net|paye|liquide|regle)\b",
        r"\b(montant|depenses?|chiffre d affaires|total|ttc)\b",
    ),
    "date": (
        r"\bdate\b.*\b(facture|mandat|mandatement|paiement|piece|notification|commande|comptable)\b",
        r"datenotification",
        r"^(exercice|annee|an)\b",
        r"\b(date|exercice|annee)\b",
    ),
    "category": (
        r"\b(code )?cpv\b|codecpv",
        r"\b(nomenclature|famille|categorie|segment|code achat)\b",
        r"\b(compte|nature|imputation|article)\b",
        r"\b(type d achat|domaine|groupe marchandises?)\b",
    ),
    "service": (
        r"\b(service|direction|gestionnaire|pole|entite|site|etablissement acheteur)\b",
        r"\b(fonction|antenne)\b",
    ),
    "postcode": (r"\bcode postal\b|\bcp\b|^codepostal$",),
    "contract": (r"^uid$",),
    "buyer": (r"^acheteur (id|siret)$",),
}
_PATTERNS = {meaning: tuple(re.compile(pattern) for pattern in patterns) for meaning, patterns in TITLES.items()}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[_.]")
# Only these serve in files of contracts; elsewhere a number of contract does not tell who shares an amount.
_DECP = ("titulaire id", "montant", "date notification", "code cpv")
_GRANTS = (("beneficiaire", "subvention"), ("attribuant", "beneficiaire"))


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a file is read. header: rank of the row of titles among those that are not empty, from 0.

    titles: of the columns, as written. columns: meaning → rank. year: of the rows without date; None = unknown.
    """

    header: int
    titles: tuple[str, ...]
    columns: dict[str, int] = field(default_factory=dict)
    basis: str = Basis.UNKNOWN
    category_kind: str = CategoryKind.OTHER
    year: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what the database keeps."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: AnyMapping[str, Any]) -> Mapping:
        """Return the mapping kept."""
        return cls(**{**kept, "titles": tuple(kept["titles"])})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping proposed for a file; layout: "decp" for a table of public contracts, else ""."""

    mapping: Mapping
    layout: str = ""


def propose(rows: Sequence[tuple[int, list[str]]]) -> Proposal:
    """Find the row of titles among the first rows, and say what each column is.

    Raises LedgerFileError on a file of grants, or one where neither suppliers nor amounts can be told apart at all.
    """
    if not rows:
        raise LedgerFileError("Ce fichier n’a que des lignes vides.")
    best, found = max(
        ((rank, meanings(cells)) for rank, (_, cells) in enumerate(rows[:HEADER_WITHIN])),
        key=lambda each: (len(each[1]), -each[0]),
    )
    titles = tuple(title[:LONGEST_TITLE] or f"Colonne {rank + 1}" for rank, title in enumerate(rows[best][1]))
    folded = [_folded(title) for title in titles]
    if any(all(any(word in title for title in folded) for word in words) for words in _GRANTS):
        raise LedgerFileError(
            "Ce fichier est une liste de subventions\u00a0: ce ne sont pas des achats. Il n’a pas été gardé."
        )
    if len(titles) < 2:
        raise LedgerFileError(
            "Ce fichier n’a qu’une colonne. Il faut au moins un fournisseur et un montant, dans deux colonnes."
        )
    is_contracts = all(name in folded for name in _DECP)
    if not is_contracts:
        found = {meaning: rank for meaning, rank in found.items() if meaning not in ("contract", "buyer")}
    said = {meaning: folded[rank] for meaning, rank in found.items()}
    mapping = Mapping(
        best, titles, found, _basis(said.get("amount", ""), is_contracts), _category_kind(said.get("category", ""))
    )
    return Proposal(mapping, "decp" if is_contracts else "")


def meanings(cells: Sequence[str]) -> dict[str, int]:
    """Return meaning → column for a row taken as titles; each column serves once."""
    folded = [_folded(cell) for cell in cells]
    taken: set[int] = set()
    found: dict[str, int] = {}
    for meaning, patterns in _PATTERNS.items():
        for pattern in patterns:
            rank = next((r for r, text in enumerate(folded) if text and r not in taken and pattern.search(text)), None)
            if rank is not None:
                found[meaning] = rank
                taken.add(rank)
                break
    return found


def checked(mapping: Mapping) -> Mapping:
    """Return a mapping that can be read. Raises LedgerFileError without supplier or amount, or with a column twice."""
    if "amount" not in mapping.columns:
        raise LedgerFileError("Dites quelle colonne est le montant.")
    if "name" not in mapping.columns and "identifier" not in mapping.columns:
        raise LedgerFileError("Dites quelle colonne est le SIRET du fournisseur, ou au moins son nom.")
    used = list(mapping.columns.values())
    if twice := next((rank for rank in used if used.count(rank) > 1), None):
        raise LedgerFileError(f"La colonne «\u00a0{mapping.titles[twice]}\u00a0» est choisie deux fois.")
    if any(not 0 <= rank < len(mapping.titles) for rank in used):
        raise LedgerFileError("Une colonne choisie n’existe pas dans ce fichier.")
    return mapping


def _folded(title: str) -> str:
    # A title is short; a long cell is a sentence above the table.
    return fold(_CAMEL.sub(" ", title)) if len(title) <= LONGEST_TITLE else ""


def _basis(amount: str, is_contracts: bool) -> str:
    words = amount.split(" ")
    if "ttc" in words:
        return Basis.GROSS
    return Basis.NET if is_contracts or "ht" in words or "hors" in words else Basis.UNKNOWN


def _category_kind(category: str) -> str:
    for kind, words in (
        (CategoryKind.CPV, ("cpv",)),
        (CategoryKind.ACCOUNT, ("compte", "nature", "imputation", "article")),
        (CategoryKind.NOMENCLATURE, ("nomenclature", "famille", "categorie", "segment")),
    ):
        if any(word in category for word in words):
            return kind
    return CategoryKind.OTHER
