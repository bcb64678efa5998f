"""Public bodies: the authorities people belong to, one row a SIREN."""

from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "essaim.web.bodies"
    label = "bodies"
    verbose_name = "Collectivités"
