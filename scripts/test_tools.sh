#!/bin/sh
# What tests need beyond Python: Chromium (journeys) and Pango (PDF). Debian packages when root, Playwright's own download elsewhere.
# A missing one is named, and is an error: tests are never skipped silently for want of a tool.
set -eu
cd "$(dirname "$0")/.."
say() { printf '→ %s\n' "$*" >&2; }
fail() { printf '✗ %s\n' "$*" >&2; exit 1; }
can_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

apt_updated=
apt_install() {
    say "Paquets Debian : $*"
    if [ -z "$apt_updated" ]; then
        apt-get update -qq || fail "apt-get update a échoué"
        apt_updated=yes
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null || fail "Debian n’a pas pu installer : $*"
}

has_pango() { .venv/bin/python -c 'import weasyprint' >/dev/null 2>&1; }
has_browser() {
    command -v chromium >/dev/null 2>&1 ||
        .venv/bin/python - <<'P' >/dev/null 2>&1
from pathlib import Path
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    assert Path(p.chromium.executable_path).exists()
P
}

if ! has_pango; then
    if can_apt; then apt_install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core; fi
    has_pango || fail "Pango manque (il compose les PDF). Debian : apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ; macOS : brew install pango."
fi
if ! has_browser; then
    if can_apt; then
        apt_install chromium
    else
        say "Chromium (téléchargé par Playwright)"
        .venv/bin/playwright install chromium >&2 || fail "Chromium manque (parcours dans le navigateur) et Playwright n’a pas pu le télécharger."
    fi
    has_browser || fail "Chromium manque (parcours dans le navigateur). Debian : apt install chromium ; ailleurs : .venv/bin/playwright install chromium."
fi
if [ -n "${CI:-}" ] || [ "${1:-}" = all ]; then
    command -v java >/dev/null 2>&1 || { can_apt && apt_install default-jre-headless; } || fail "Java manque (HTML validé, Spark). Debian : apt install default-jre-headless."
    [ -f /usr/share/java/epubcheck.jar ] || { can_apt && apt_install epubcheck; } || fail "epubcheck manque (livres numériques vérifiés). Debian : apt install epubcheck."
fi
