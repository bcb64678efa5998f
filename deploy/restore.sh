#!/bin/sh
# deploy/restore.sh ARCHIVE: put back what deploy/backup.sh saved. Stop the site first. What was there is kept beside (.avant).
set -eu
[ $# -eq 1 ] && [ -f "$1" ] || { echo "usage : deploy/restore.sh ARCHIVE" >&2; exit 2; }
archive=$(realpath "$1")
cd "$(dirname "$0")/.."
var=${ESSAIM_VAR:-var}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077
tar -xzf "$archive" -C "$work"
case ${DATABASE_URL:-} in
    postgres*)
        [ -f "$work/database.pgdump" ] || { echo "l’archive ne contient pas de base PostgreSQL" >&2; exit 1; }
        pg_restore --clean --if-exists --no-owner --single-transaction --dbname="$DATABASE_URL" "$work/database.pgdump"
        ;;
    *)
        [ -f "$work/database.sqlite3" ] || { echo "l’archive ne contient pas de base SQLite" >&2; exit 1; }
        file=${DATABASE_URL:-$var/essaim.sqlite3}
        file=${file#sqlite:///}
        mkdir -p "$(dirname "$file")"
        [ ! -f "$file" ] || mv "$file" "$file.avant"
        rm -f "$file-wal" "$file-shm"
        cp "$work/database.sqlite3" "$file"
        ;;
esac
if [ -d "$work/media" ]; then
    [ ! -d "$var/media" ] || mv "$var/media" "$var/media.avant.$(date -u +%s)"
    cp -R "$work/media" "$var/media"
fi
echo "restauré depuis $archive"
