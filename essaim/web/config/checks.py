"""What is verified when the site starts."""

from __future__ import annotations

import os
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register()
def var_folder(app_configs: list[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """ESSAIM_VAR exists or can be made, and is writable: the database and the built static files live there."""
    var = settings.ESSAIM_VAR
    place = var if var.exists() else var.parent
    if not place.is_dir() or not os.access(place, os.W_OK):
        return [Error(f"ESSAIM_VAR ({var}) n’est pas un dossier où l’on peut écrire.", id="essaim.E001")]
    if not (var / "releases" / "current").exists():
        hint = "essaim data fetch && essaim data build, ou essaim data demo"
        return [Warning("Aucune édition des données n’est servie.", hint=hint, id="essaim.W001")]
    return []
