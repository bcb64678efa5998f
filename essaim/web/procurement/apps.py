from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    name = "essaim.web.procurement"
    label = "essaim_procurement"
    verbose_name = "Commande publique"

    def ready(self) -> None:
        from essaim.web.procurement import law_checks  # noqa: F401 (registers)
