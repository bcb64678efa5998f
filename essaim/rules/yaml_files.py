"""YAML read with the C parser where it was built: ten times quicker than the Python one, same documents."""

from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path) -> Any:
    """Return what a YAML file holds, plain types only. Raises yaml.YAMLError, OSError."""
    return yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 (both loaders are safe ones)
