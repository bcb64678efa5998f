"""A real HTTP server on loopback whose every answer is scripted: it cuts, lies, redirects and changes its mind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """One answer. `length` is what Content-Length says (None: nothing is said); `cut` stops after so many bytes."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = -1
    cut: int | None = None
    ranges: bool = True
    pause: float = 0.0
    endless: bool = False


class HostileServer:
    """Scripts by path: a list of answers (the last one is repeated). `asked` keeps each request's path and headers."""

    def __init__(self) -> None:
        self.scripts: dict[str, list[Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.port = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def ranges(self, path: str) -> list[str | None]:
        return [headers.get("range") for asked, headers in self.asked if asked == path]

    def next_answer(self, path: str) -> Answer:
        script = self.scripts.get(path, [Answer(status=404)])
        return script.pop(0) if len(script) > 1 else script[0]


def _handler(server: HostileServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {key.lower(): value for key, value in self.headers.items()}
            server.asked.append((self.path, headers))
            answer = server.next_answer(self.path)
            body, status, extra = answer.body, answer.status, dict(answer.headers)
            asked = headers.get("range")
            unchanged = headers.get("if-range") in {answer.headers.get("ETag"), answer.headers.get("Last-Modified")}
            if status == 200 and asked and answer.ranges and unchanged:
                start = int(asked.removeprefix("bytes=").removesuffix("-"))
                extra["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
                body, status = body[start:], 206
            self.send_response(status)
            for key, value in extra.items():
                self.send_header(key, value)
            if answer.length is not None and not answer.endless:
                self.send_header("Content-Length", str(len(body) if answer.length == -1 else answer.length))
            self.end_headers()
            self.close_connection = True
            try:
                self._send(answer, body)
            except OSError:
                return  # the client left, as it should

        def _send(self, answer: Answer, body: bytes) -> None:
            body = body if answer.cut is None else body[: answer.cut]
            if answer.endless:
                while True:
                    self.wfile.write(b"x" * 65536)
            if answer.pause:
                for position in range(len(body)):
                    self.wfile.write(body[position : position + 1])
                    time.sleep(answer.pause)
            else:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            return

    return Handler


@contextmanager
def hostile_server() -> Iterator[HostileServer]:
    """Serve on an ephemeral port until the block ends."""
    server = HostileServer()
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    httpd.daemon_threads = True
    server.port = httpd.server_address[1]

    thread = threading.Thread(target=httpd.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()
