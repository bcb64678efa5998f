"""Fictitious organisations on real territories: the first release of a stranger's machine, and the benchmark's stocks.

Fictitious rows never mix with real ones: SIREN beginning with 98, names ending with « (SYNTHÈSE) », a release marked
as a demonstration on every page, export and PDF.
"""

from essaim.pipeline.demonstration.inputs import BANNER, make_demonstration_inputs
from essaim.pipeline.demonstration.stocks import make_stocks

__all__ = ["BANNER", "make_demonstration_inputs", "make_stocks"]
