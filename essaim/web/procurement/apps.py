from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    name = "essaim.web.procurement"
    label = "essaim_procurement"
    verbose_name = "Commande publique"
