"""The application of declared contracts."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "essaim.web.contracts"
    label = "contracts"
    verbose_name = "Marchés déclarés"
