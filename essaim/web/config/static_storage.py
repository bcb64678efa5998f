"""Where static files are found by the pages."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class RememberedStaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, whose names are looked up once: each page writes a dozen of them, and they never change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[tuple[str, bool], str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """Return the address of a file. Raises ValueError when the manifest has never heard of it."""
        key = (name, force)
        if key not in self._addresses:
            self._addresses[key] = super().url(name, force)
        return self._addresses[key]
