from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "essaim.web.api"
    label = "essaim_api"
    verbose_name = "API"
