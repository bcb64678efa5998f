"""What a process that serves reads before its first reader comes: views, templates, indexes of the release."""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Callable, Iterable
from typing import Any

# One page of each kind that is asked most: a territory, a name search, a mistyped name, the map of the network (which
# reads every outline and perimeter), the experiences.
PATHS = (
    ("/territoires/FRA-france/", ""),
    ("/organisations/", "q=association"),
    ("/territoires/suggestions", "q=besancno"),
    ("/reseau/", ""),
    ("/experiences/", ""),
)


def warm_up(application: Callable[..., Iterable[bytes]]) -> None:
    """Ask the site a few pages from inside, and throw the answers away. A fault is Django's to log, as for any request.

    The first reader of each process used to wait 0.7 s on an idle machine, and more behind others.
    """
    for path, query in PATHS:
        answer = application(_environ(path, query), lambda *_: None)
        for _ in answer:
            pass
        if close := getattr(answer, "close", None):
            close()
    # What was loaded by now stays: the collector need not go through it again at each of its rounds.
    gc.collect()
    gc.freeze()


def _environ(path: str, query: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        # Behind a proxy that speaks HTTPS the page is answered, not the redirection to it.
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
