from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "essaim.web.config"
    label = "essaim_config"
    verbose_name = "Configuration"
