#!/bin/sh
# What make run does once everything is installed: keys, database, first release, server.
set -eu
cd "$(dirname "$0")/.."
PORT=${PORT:-8000}
ESSAIM_VAR=${ESSAIM_VAR:-var}
export ESSAIM_VAR
essaim=.venv/bin/essaim
say() { printf '→ %s\n' "$*" >&2; }

mkdir -p "$ESSAIM_VAR"
if [ -z "${SECRET_KEY:-}" ]; then
    # Made once for this machine and readable by its owner only; in production SECRET_KEY is set by whoever runs the service.
    if [ ! -s "$ESSAIM_VAR/secret_key" ]; then
        (umask 077 && .venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(64))' >"$ESSAIM_VAR/secret_key")
    fi
fi
"$essaim" migrate
if [ ! -e "$ESSAIM_VAR/releases/current/manifest.json" ]; then
    if [ -n "${ESSAIM_MIRROR:-}" ]; then
        say "Première publication : les fichiers de $ESSAIM_MIRROR"
        "$essaim" data build --mirror "$ESSAIM_MIRROR"
    else
        say "Première publication : démonstration (organisations et marchés fictifs). La vraie France : essaim data fetch && essaim data build"
        "$essaim" data demo
    fi
fi
# What a new site begins with: once, and again when the project brings more.
content=$(find essaim/web/*/content -type f | LC_ALL=C sort | xargs cat | cksum)
if [ "$(cat "$ESSAIM_VAR/first_content" 2>/dev/null || true)" != "$content" ]; then
    "$essaim" content
    printf '%s' "$content" >"$ESSAIM_VAR/first_content"
fi
# Something to look at before there is a network; never where somebody wrote a member.
"$essaim" network demo --if-empty
exec "$essaim" serve --host 127.0.0.1 --port "$PORT"
