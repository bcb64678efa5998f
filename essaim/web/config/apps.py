from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "essaim.web.config"
    label = "essaim_config"
    verbose_name = "Configuration"

    def ready(self) -> None:
        from essaim.web.config import checks  # noqa: F401 - registers them
