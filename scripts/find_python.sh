#!/bin/sh
# Prints the path of a Python >= 3.12 that really runs, or nothing and exit 1.
# A pyenv shim may exist and answer 127: each candidate is therefore asked to run. ESSAIM_PYTHON, when set, is the only candidate.
# Written in POSIX sh because it runs before any Python is known to be there.
set -u

works() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

try() {
    if works "$1"; then
        # The real file, not a shim or a link that may change under the virtual environment.
        "$1" -c 'import sys; print(sys.executable)'
        exit 0
    fi
}

if [ -n "${ESSAIM_PYTHON:-}" ]; then
    try "$ESSAIM_PYTHON"
    exit 1
fi
# 3.13 first: it is the version every dependency is published for; any other one from 3.12 up is accepted.
for name in python3.13 python3.14 python3.12 python3.15 python3 python; do
    path=$(command -v "$name" 2>/dev/null) && try "$path"
done
for root in "${PYENV_ROOT:-$HOME/.pyenv}" "$HOME/.local/share/uv/python" /opt/homebrew/bin /usr/local/bin; do
    for path in "$root"/versions/3.13*/bin/python "$root"/versions/3.1[2-9]*/bin/python \
        "$root"/cpython-3.1[2-9]*/bin/python3 "$root"/python3.1[2-9]; do
        [ -x "$path" ] && try "$path"
    done
done
exit 1
