"""Public contracts since 2024 (official JSON of 2022, schema v2.0.4), concessions in a list of their own."""

from __future__ import annotations

from essaim.pipeline.sources.decp_json import write_lines as clean

SOURCE = "decp_2022"
__all__ = ["SOURCE", "clean"]
