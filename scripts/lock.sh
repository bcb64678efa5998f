#!/bin/sh
# Recompiles every lock. Hashes yes; addresses and paths of the machine, no.
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/uv pip compile --quiet --python .venv/bin/python --generate-hashes --no-emit-index-url --no-header --universal \
        --python-version "$2" $3 "requirements/$1.in" -o "requirements/$1.txt"
    printf '→ requirements/%s.txt\n' "$1" >&2
}
for name in base test spark tools front; do compile $name 3.12 ""; done
compile uv 3.9 "" # runs under the old Python of a machine that has no other
compile outlines 3.12 --no-deps
if [ -x .venv/bin/npm ]; then npm=.venv/bin/npm; else sh scripts/setup.sh front; npm=.venv/bin/npm; fi
$npm install --package-lock-only --no-update-notifier >/dev/null
if grep -q '"resolved"' package-lock.json; then
    echo "✗ package-lock.json holds registry addresses: check .npmrc" >&2
    exit 1
fi
