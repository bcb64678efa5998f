"""CPV codes for the shell: lines of text."""

from __future__ import annotations

from essaim.rules import cpv
from essaim.web.observatory.errors import CannotRender
from essaim.web.observatory.release import Release, current
from essaim.web.procurement import cpv_measure, cpv_search, supplier_measure
from essaim.web.procurement.cpv_tree import resolve, tree


def search(need: str, limit: int) -> list[str]:
    """One line a code. Raises NoRelease, InvalidRequest (invented code), CannotRender (release without the CPV)."""
    release = _with_tree()
    if cpv.looks_like_code(need):
        found = resolve(tree(release), need)
        return [f"{found.code.written}  {found.code.label}", *([found.warning] if found.warning else [])]
    answer = cpv_search.search(release, need, limit)
    if not answer.candidates:
        return ["Aucun code ne répond à ces mots\u00a0; dites le besoin autrement, ou parcourez les divisions."]
    return [
        f"{each.code.written}  {each.code.label}" + (f"  (« {each.because} »)" if each.because else "")
        for each in answer.candidates
    ]


def measure(*, details: bool) -> list[str]:
    """The measure, a line a set of needs. Same errors."""
    return cpv_measure.lines(_with_tree(), details=details)


def suppliers() -> list[str]:
    """The measure of the correspondence between CPV and activities. Raises NoRelease."""
    return supplier_measure.lines(current())


def _with_tree() -> Release:
    release = current()
    if not tree(release):
        raise CannotRender(
            "L’édition servie n’a pas la nomenclature CPV.", "essaim data fetch cpv_2008 && essaim data build"
        )
    return release
