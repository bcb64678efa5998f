"""Static files hashed and compressed into ESSAIM_VAR/static, only when one of them changed: it takes half a minute.

Whether one changed is asked before Django's apps are loaded, which takes seconds: hence by folders, not by its finders.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

STAMP = ".empreinte"


def is_stale() -> bool:
    """True when a static file changed since the last collection, or none was made."""
    stamp = Path(settings.STATIC_ROOT) / STAMP
    return not stamp.is_file() or stamp.read_text(encoding="ascii") != fingerprint()


def collect() -> None:
    """Collect the static files. The stamp is written last, so that an interrupted collection is made again."""
    root = Path(settings.STATIC_ROOT)
    # Names no longer used are left out, not served for ever.
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    (root / STAMP).write_text(fingerprint(), encoding="ascii")


def fingerprint() -> str:
    """Return a digest of the names, sizes and dates of every static file of the installed apps."""
    digest = hashlib.blake2b(digest_size=16)
    for folder in _folders():
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                status = path.stat()
                digest.update(f"{path.relative_to(folder)}|{status.st_size}|{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _folders() -> Iterator[Path]:
    """The static folders of the installed apps, none of which is imported."""
    for app in settings.INSTALLED_APPS:
        spec = find_spec(app)
        for place in (spec.submodule_search_locations if spec else None) or ():
            if (folder := Path(place) / "static").is_dir():
                yield folder
