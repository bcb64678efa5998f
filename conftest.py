"""Fixtures every room may use: the real rows of the mirror, a release built from them once per test run, Chromium."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REFERENCE_DATE = date(2026, 11, 23)
SYSTEM_CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE_RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}
TEMPLATE = pytest.StashKey()


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder of real rows named by ESSAIM_MIRROR; skipped by name without it, a failure in CI."""
    named = os.environ.get("ESSAIM_MIRROR")
    if named and (Path(named) / "mirror.yaml").is_file():
        return Path(named).resolve()
    if os.environ.get("CI"):
        pytest.fail("ESSAIM_MIRROR must name the folder of real rows in CI")
    pytest.skip("needs the real rows of ESSAIM_MIRROR")


@pytest.fixture(scope="session")
def mirror_var(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ESSAIM_VAR whose current release was built from the mirror; shared by the parallel workers of one run."""
    from essaim.pipeline.catalogue import resolve_inputs
    from essaim.pipeline.contract import EXCERPT_BANNER, current_release
    from essaim.pipeline.release import build_release

    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    var = shared / "mirror-var"
    with (shared / "mirror-var.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if current_release(var) is None:
            build_release(
                var=var,
                inputs=resolve_inputs(mirror=mirror, raw=None),
                kind="excerpt",
                banner=EXCERPT_BANNER,
                reference_date=REFERENCE_DATE,
                progress=lambda message: None,
            )
    return var


@pytest.fixture(scope="session")
def mirror_release(mirror_var: Path):
    """The folder of that release (ReleasePaths)."""
    from essaim.pipeline.contract import current_release

    return current_release(mirror_var)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real Chromium, Debian’s or Playwright’s own; closed with the module, since Playwright holds an event loop."""
    from playwright.sync_api import sync_playwright

    path = str(SYSTEM_CHROMIUM) if SYSTEM_CHROMIUM.exists() else None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """visit(path, **context options) → Page of `site`.

    An error the browser reports, or a request to a third party, fails the test at its end. A page asked for although
    it does not exist is no such error: `expected=404`.
    """
    contexts, complaints = [], []

    def opened(path: str, *, expected: int = 200, **options: object) -> Page:
        context = chromium.new_context(locale="fr-FR", **{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()

        def heard(message) -> None:
            if message.type == "error" and not (expected != 200 and f"status of {expected}" in message.text):
                complaints.append(f"{message.text} {message.location['url']}")

        def requested(request) -> None:
            if not request.url.startswith((site, "data:", "blob:")):
                complaints.append(request.url)

        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", requested)
        assert page.goto(site + path).status == expected
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def axe() -> Callable[..., str]:
    """axe(page, inside=None) → what axe-core finds there, or inside a selector, in words; empty when nothing."""
    from axe_playwright_python.sync_playwright import Axe

    def report(page: Page, inside: str | None = None) -> str:
        found = Axe().run(page, context=inside, options=AXE_RULES)
        return found.generate_report() if found.violations_count else ""

    return report


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """The test database: a copy of one migrated once (essaim/web/config/tests/database_template.py)."""
    from essaim.web.config.tests.database_template import template_of

    with django_db_blocker.unblock():
        template = template_of()
        template.copy()
    request.config.stash[TEMPLATE] = template
    yield
    with django_db_blocker.unblock():
        template.drop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """A test outside a transaction empties every table: give the next ones a fresh copy, with its first rows."""
    try:
        return (yield)
    finally:
        marker = item.get_closest_marker("django_db")
        named = set(getattr(item, "fixturenames", ()))
        alone = {"transactional_db", "live_server", "django_db_reset_sequences"} & named
        template = item.config.stash.get(TEMPLATE, None)
        if template and (alone or (marker and marker.kwargs.get("transaction"))):
            from django.contrib.contenttypes.models import ContentType
            from pytest_django.plugin import blocking_manager_key

            with item.config.stash[blocking_manager_key].unblock():
                template.copy()
            ContentType.objects.clear_cache()
