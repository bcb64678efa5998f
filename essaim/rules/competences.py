"""What authorities are in charge of, and what they may do with the ESS there: closed lists, dated and sourced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from essaim.rules import lookup, schema
from essaim.rules.facts import Reference


@dataclass(frozen=True, slots=True)
class Competence:
    """A competence at a level. naf: NAF 2008 codes; cpv: eight digits; basis: where its legal basis was read."""

    id: str
    label: str
    level: str
    activities: tuple[str, ...]
    levers: tuple[str, ...]
    naf: tuple[str, ...]
    cpv: tuple[str, ...]
    basis: Reference
    note: str


def competences(*, on: date) -> Mapping[str, Competence]:
    """Return the competences held on a day, by id, in the order of the list. Raises NoValueAt when there is none.

    >>> found = competences(on=date(2026, 11, 24))["com_restauration_scolaire"]
    >>> found.level, found.levers[0], found.basis.confidence
    ('commune', 'commande_publique', 'verifie')
    """
    file = lookup.load("competences.competences")
    return {
        key: _competence(key, file.entries[key].label, value)
        for key, value in lookup.value("competences.competences", on=on).items()
    }


def levers(*, on: date) -> Mapping[str, str]:
    """Return the French label of each lever, by id.

    >>> levers(on=date(2026, 11, 24))["capital_scic"]
    'Entrée au capital d’une SCIC'
    """
    return _labels("competences.levers", on)


def lever_groups(*, on: date) -> Mapping[str, str]:
    """Return the group of each lever (« acheter », « soutenir »…), by id of the lever."""
    return {key: value.group for key, value in lookup.value("competences.levers", on=on).items()}


def levels(*, on: date) -> Mapping[str, str]:
    """Return the French label of each level of authority, by id."""
    return _labels("competences.levels", on)


def _labels(name: str, on: date) -> dict[str, str]:
    file = lookup.load(name)
    return {key: file.entries[key].label for key in lookup.value(name, on=on)}


def _competence(key: str, label: str, value: schema.Competence) -> Competence:
    return Competence(
        id=key,
        label=label,
        level=value.level,
        activities=value.activities,
        levers=value.levers,
        naf=value.naf,
        cpv=value.cpv,
        basis=Reference(value.article or label, value.source, value.confidence),
        note=value.note or "",
    )
