"""Every cell of docs/reference/matrice-des-acces.md is tried: what it says is what the site does.

Each app brings how to try its actions in `tests/access_probes.py`, with PROBES (action → probe).
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from essaim.web.conftest import served, sign_in, tiny_var  # noqa: F401 - fixtures

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "reference" / "matrice-des-acces.md"
# Column → role, and whether it is held for the body of the object or for another.
COLUMNS = {
    "visiteur": None,
    "personne": None,
    "contribue": ("contribution", "same"),
    "administre": ("administration", "same"),
    "contribue ailleurs": ("contribution", "other"),
    "administre ailleurs": ("administration", "other"),
    "coordination": ("coordination", ""),
    "rédaction": ("redaction", ""),
    "équipe": ("equipe", ""),
}


def table() -> dict[str, dict[str, bool]]:
    """Action → column → allowed, as the page says."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    head, body = rows[0][1:], rows[2:]
    assert set(head) == set(COLUMNS)
    for row in body:
        assert set(row[1:]) <= {"oui", "non"}, row
    return {row[0]: {column: cell == "oui" for column, cell in zip(head, row[1:], strict=True)} for row in body}


def probes() -> dict:
    """Every probe of every app, by action."""
    found: dict = {}
    for path in sorted((ROOT / "essaim" / "web").glob("*/tests/access_probes.py")):
        brought = import_module(f"essaim.web.{path.parts[-3]}.tests.access_probes").PROBES
        assert not set(brought) & set(found)
        found |= brought
    return found


def test_each_action_is_tried_and_each_trial_is_told():
    assert set(table()) == set(probes())


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("action", table())
def test_the_site_does_what_the_cell_says(action, column, client, sign_in):  # noqa: F811
    from essaim.web.accounts.tests.access_probes import World
    from essaim.web.accounts.tests.factories import UserFactory, person
    from essaim.web.bodies.tests.factories import PublicBodyFactory

    body = PublicBodyFactory()
    user = None
    if column != "visiteur":
        if COLUMNS[column] is None:
            user = UserFactory()
        else:
            role, where = COLUMNS[column]
            user = person(role, **({"same": {"body": body}, "other": {"body": PublicBodyFactory()}}.get(where, {})))
        client = sign_in(user)
    assert probes()[action](World(body, user), client) is table()[action][column]
