from django.apps import AppConfig


class ObservatoryConfig(AppConfig):
    name = "essaim.web.observatory"
    label = "essaim_observatory"
    verbose_name = "Observatoire"
