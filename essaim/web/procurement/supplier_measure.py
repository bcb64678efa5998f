"""Hold the correspondence between CPV and activities against the contracts that organisations of the register hold."""

from __future__ import annotations

from essaim.rules import cpv_naf
from essaim.web.observatory.release import Release
from essaim.web.ui import french

TABLES = ("contracts", "contract_holders", "holders")
FEW = 30
WORDS = {"high": "correspondances fortes", "medium": "fortes et moyennes", "low": "toutes correspondances"}


def seen(release: Release) -> list[tuple[str, str, str]]:
    """Return (SIREN, NAF rév. 2 code, CPV code) of the published contracts whose holder's activity the register knows.

    One row a holder and a contract; empty when the release publishes no contract.
    """
    if any(release.manifest.table(name) is None for name in TABLES):
        return []
    rows = release.rows(
        "SELECT h.siren, o.naf_code, c.cpv_code FROM contracts c"
        " JOIN contract_holders ch ON ch.contract_id = c.contract_id"
        " JOIN holders h ON h.holder_key = ch.holder_key"
        " JOIN organizations o ON o.siren = h.siren"
        " WHERE c.cpv_code IS NOT NULL AND o.naf_nomenclature = 'NAFRev2' AND o.naf_code IS NOT NULL"
    )
    return [(row[0], row[1], row[2]) for row in rows]


def lines(release: Release) -> list[str]:
    """The measure in French: one line a confidence, with its numbers; what keeps from measuring when there is none."""
    found = seen(release)
    if not found:
        return [_nothing(release)]
    said = []
    for level, words in WORDS.items():
        told = cpv_naf.measure(found, lowest=level)  # type: ignore[arg-type]
        said.append(
            f"{words[:1].upper()}{words[1:]}\u00a0: précision {_share(told.both, told.predicted)}, "
            f"rappel {_share(told.both, told.actual)}."
        )
    holders = told.holders
    said.append(
        f"{holders} titulaires et {told.classes} classes de CPV, soit {told.pairs} couples. La précision est un "
        "minimum\u00a0: une structure capable de ce qu’elle n’a pas encore obtenu compte comme une erreur."
    )
    if holders < FEW:
        said.append(f"Moins de {FEW} titulaires\u00a0: ces nombres ne disent rien de la France.")
    return said


def _nothing(release: Release) -> str:
    """Why there is nothing to measure: what is missing is said, in numbers where contracts are published."""
    said = "Cette édition ne relie aucun marché publié à une organisation d’activité connue\u00a0: rien à mesurer."
    if any(release.manifest.table(name) is None for name in TABLES):
        return said
    holders, listed = release.rows(
        "SELECT count(*), count(o.siren) FROM holders h LEFT JOIN organizations o USING (siren)"
    )[0]
    if not holders:
        return said
    return (
        f"{said} Titulaires publiés\u00a0: {french.number(holders)}\u00a0; dans le registre\u00a0: "
        f"{french.number(listed)}, aucun d’activité connue en NAF rév.\u00a02."
    )


def _share(part: int, whole: int) -> str:
    """« 4 sur 5 (80 %) »; numbers alone under FEW, as everywhere on the site."""
    if not whole:
        return "incalculable (aucun couple)"
    return f"{part} sur {whole}" if whole < FEW else f"{part} sur {whole} ({100 * part / whole:.0f}\u00a0%)"
