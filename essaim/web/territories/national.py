"""France in four figures, for the home page."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from essaim.web.observatory.release import Release
from essaim.web.territories import portrait, presentation, selectors
from essaim.web.ui.components import Figure


def national_figures(request: HttpRequest) -> Sequence[Figure]:
    """Return the key figures of France in the release served; none without it."""
    return request.release.once("national_figures", _figures)


def _figures(release: Release) -> Sequence[Figure]:
    france = selectors.get(release, portrait.FRANCE)
    return presentation.key_figures(portrait.of_territory(release, france)) if france else ()
