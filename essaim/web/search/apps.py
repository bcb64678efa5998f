"""The search app: no tables, only indexes held in memory."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "essaim.web.search"
    label = "search"
    verbose_name = "Recherche"
