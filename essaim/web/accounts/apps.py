"""People: their accounts, what they may do and for whom, the functions they hold."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "essaim.web.accounts"
    label = "accounts"
    verbose_name = "Personnes et accès"
