from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "essaim.web.territories"
    label = "essaim_territories"
    verbose_name = "Territoires"
