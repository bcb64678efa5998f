"""The app of own purchases."""

from django.apps import AppConfig


class PurchasesConfig(AppConfig):
    name = "essaim.web.purchases"
    label = "purchases"
    verbose_name = "Achats réalisés"
