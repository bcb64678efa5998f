"""The resource centre: fiches, the works made of them, and their editions."""

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "essaim.web.resources"
    label = "resources"
    verbose_name = "Ressources"
    editor_permissions = (
        "resources.view_fiche", "resources.add_fiche", "resources.change_fiche", "resources.publish_fiche",
        "resources.view_work", "resources.add_work", "resources.change_work", "resources.publish_work",
    )  # fmt: skip
