"""The themes under which a network ranges its members, experiences, resources and meetings."""

from collections.abc import Mapping
from datetime import date

from essaim.rules import lookup


def themes(*, on: date) -> Mapping[str, str]:
    """Return the French label of each theme in use on a day, by id, in the order of the list.

    Raises NoValueAt when none was.

    >>> themes(on=date(2026, 11, 24))["reemploi"]
    'Économie circulaire et réemploi'
    """
    file = lookup.load("network.themes")
    return {key: file.entries[key].label for key in lookup.value("network.themes", on=on)}
