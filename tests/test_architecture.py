"""The house keeps its walls: who may import whom, how long a file and a view may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "essaim"
LONGEST_FILE = 400
LONGEST_VIEW = 30
# Apps, low to high: each may import those before it, never those after.
APPS = (
    "observatory",
    "territories",
    "search",
    "audit",
    "jobs",
    "media",
    "bodies",
    "mail",
    "accounts",
    "members",
    "practices",
    "contracts",
    "procurement",
    "purchases",
    "resources",
    "newsletters",
    "events",
    "api",
    "pages",
)


def modules(room: str) -> list[Path]:
    """The Python files of a room, tests and migrations aside."""
    return [
        path
        for path in sorted((HOUSE / room).rglob("*.py"))
        if not {"tests", "migrations", "demonstration"} & set(path.relative_to(HOUSE).parts[:-1])
        and path.name != "conftest.py"
    ]


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def faults(room: str, forbidden: tuple[str, ...], allowed: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(room)
        for name in imported(path)
        if any(name == bad or name.startswith(f"{bad}.") for bad in forbidden)
        and not any(name == good or name.startswith(f"{good}.") for good in allowed)
    ]


def test_rules_know_nobody():
    assert not faults("rules", ("essaim.pipeline", "essaim.web", "essaim.cli", "django", "duckdb", "ibis", "pyarrow"))


def test_the_pipeline_knows_the_rules_only():
    assert not faults("pipeline", ("essaim.web", "essaim.cli", "django", "ninja"))


def test_the_site_reads_only_the_contract_of_the_pipeline():
    # « from essaim.pipeline import contract » names the package too: what counts is what is taken from it.
    taken = faults("web", ("essaim.pipeline",), ("essaim.pipeline.contract",))
    assert [fault for fault in taken if not fault.endswith("imports essaim.pipeline")] == []


def test_the_interface_imports_no_app():
    assert not faults("web/ui", tuple(f"essaim.web.{app}" for app in (*APPS, "config")))


@pytest.mark.parametrize("app", [app for app in APPS if (HOUSE / "web" / app).is_dir()])
def test_apps_know_only_those_below_them(app):
    above = (*APPS[APPS.index(app) + 1 :], "config")
    assert not faults(f"web/{app}", tuple(f"essaim.web.{other}" for other in above))


def test_every_app_has_its_place():
    places = {path.parent.name for path in (HOUSE / "web").glob("*/apps.py")}
    assert places - {"ui", "config"} <= set(APPS)


def test_a_file_past_four_hundred_lines_is_split():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in HOUSE.rglob("*.py")
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_views_are_thin():
    thick = []
    for path in [*HOUSE.rglob("*views.py"), HOUSE / "web" / "api" / "operations.py"]:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > LONGEST_VIEW:
                thick.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert thick == []


def test_views_neither_query_nor_save():
    words = (".save(", ".objects.", ".filter(", ".rows(", ".execute(", "SELECT ")
    for path in HOUSE.rglob("*views.py"):
        text = path.read_text(encoding="utf-8")
        assert not [word for word in words if word in text], path


def test_nothing_is_named_utils():
    assert not [path for path in HOUSE.rglob("*") if path.stem in ("utils", "helpers", "misc", "common")]


def test_no_error_is_swallowed():
    for path in HOUSE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, path
                assert getattr(node.type, "id", "") not in ("Exception", "BaseException"), f"{path}:{node.lineno}"
