"""Public contracts of 2018–2023 (official JSON of 2019). No social or environmental data in this format."""

from __future__ import annotations

from essaim.pipeline.sources.decp_json import write_lines as clean

SOURCE = "decp_2019"
__all__ = ["SOURCE", "clean"]
