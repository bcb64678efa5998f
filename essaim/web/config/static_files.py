"""Static files hashed and compressed into ESSAIM_VAR/static, only when one of them changed: it takes eight seconds."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
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
    """Return a digest of the names, sizes and dates of every static file found."""
    digest = hashlib.blake2b(digest_size=16)
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name}|{status.st_size}|{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
