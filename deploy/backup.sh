#!/bin/sh
# deploy/backup.sh FOLDER: one archive of the default database and of var/media. Releases are not in it: they are rebuilt.
set -eu
[ $# -eq 1 ] || { echo "usage : deploy/backup.sh DOSSIER" >&2; exit 2; }
cd "$(dirname "$0")/.."
var=${ESSAIM_VAR:-var}
mkdir -p "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077
case ${DATABASE_URL:-} in
    postgres*) pg_dump --format=custom --no-owner --file="$work/database.pgdump" "$DATABASE_URL" ;;
    *)
        file=${DATABASE_URL:-$var/essaim.sqlite3}
        file=${file#sqlite:///}
        [ -f "$file" ] || { echo "base introuvable : $file" >&2; exit 1; }
        # SQLite's own copy: consistent while the site writes.
        .venv/bin/python - "$file" "$work/database.sqlite3" <<'P'
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as source, sqlite3.connect(sys.argv[2]) as copy:
    source.backup(copy)
P
        ;;
esac
[ ! -d "$var/media" ] || cp -R "$var/media" "$work/media"
archive="$1/essaim-$(date -u +%Y-%m-%dT%H%M%SZ).tar.gz"
tar -czf "$archive.part" -C "$work" .
mv "$archive.part" "$archive"
echo "$archive"
