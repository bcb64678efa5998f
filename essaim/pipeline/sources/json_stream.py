"""JSON of several GB read as a stream: one object at a time, whatever the producer left in the bytes.

Files of the State hold control characters, bytes that are not UTF-8, and NaN where JSON wants null.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import ijson

from essaim.pipeline.sources.small_files import wrong_file

_CHUNK = 1 << 18
# Inside a string JSON allows no control character, not even a line feed; outside, a space is as good.
_CONTROLS = bytes(range(0x20)) + b"\x7f"
_TO_SPACE = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
_NOT_NUMBERS = re.compile(rb"(?<=[:\[,])\s*(?:NaN|-?Infinity)(?=\s*[,\]}])")
# Long enough to hold « : -Infinity  } » when a chunk ends in the middle of it.
_HELD_BACK = 64
_DEPTH_LIMIT = 2_000


class CleanStream:
    """A binary file whose bytes are put right as they are read; `seen` tells which of `words` went by."""

    def __init__(self, file: IO[bytes], words: tuple[bytes, ...] = ()) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._rest = b""
        self._ended = False
        self._words = words
        self.seen: set[bytes] = set()

    def read(self, size: int = -1) -> bytes:
        """Return the next clean bytes, about `size` of them, none at the end."""
        if size == 0:
            return b""
        while not self._ended:
            raw = self._file.read(_CHUNK if size < 0 else max(size, _HELD_BACK * 2))
            self._ended = not raw
            text = self._rest + self._decoder.decode(raw, final=self._ended).encode().translate(_TO_SPACE)
            self.seen |= {word for word in self._words if word in text}
            if b"NaN" in text or b"Infinity" in text:
                text = _NOT_NUMBERS.sub(b" null", text)
            keep = 0 if self._ended else _HELD_BACK
            ready, self._rest = (text[:-keep], text[-keep:]) if keep else (text, b"")
            if ready:
                return ready
        return b""


def object_prefix(source: str, path: Path) -> str | None:
    """Return the ijson prefix of the first object found in a list of the file, None when there is no such object.

    Raises WrongFileError when the beginning of the file is not JSON.
    """
    with path.open("rb") as file:
        try:
            for number, (prefix, event, _) in enumerate(ijson.parse(CleanStream(file), use_float=True)):
                if event == "start_map" and prefix.rpartition(".")[2] == "item":
                    return str(prefix)
                if number > _DEPTH_LIMIT:
                    return None
        except ijson.JSONError as error:
            raise wrong_file(source, path, "n’est pas du JSON lisible.") from error
    return None


def objects(source: str, path: Path, prefix: str, *, words: tuple[bytes, ...] = ()) -> Iterator[tuple[Any, set[bytes]]]:
    """Yield (object, words gone by so far) for each object under `prefix`.

    Raises WrongFileError, saying how many objects came before, when the file stops in the middle or is broken.
    """
    count = 0
    with path.open("rb") as file:
        stream = CleanStream(file, words)
        try:
            for found in ijson.items(stream, prefix, use_float=True, buf_size=_CHUNK):
                count += 1
                yield found, stream.seen
        except ijson.IncompleteJSONError as error:
            raise wrong_file(
                source, path, f"est tronqué ou abîmé après {count} contrats\u00a0; téléchargez-le de nouveau."
            ) from error
        except ijson.JSONError as error:
            raise wrong_file(source, path, f"n’est plus du JSON lisible après {count} contrats.") from error
