"""`essaim check`: the law that nobody re-read in time."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Warning, register
from django.utils import timezone

from essaim.rules.procurement import reviews
from essaim.web.ui import french


@register()
def law_is_read_again(app_configs: list[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """One warning for each parameter of procurement law past its review day."""
    return [
        Warning(
            f"Commande publique\u00a0: «\u00a0{review.label}\u00a0» devait être relu avant le "
            f"{french.date_fr(review.review_by)}.",
            hint=f"Relire le texte, puis changer checked_on et review_by de {review.name}.",
            id="essaim.W040",
        )
        for review in reviews.due(timezone.localdate())
    ]
