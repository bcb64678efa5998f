"""The trail of sensitive writes: who, what, when, before and after."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "essaim.web.audit"
    label = "audit"
    verbose_name = "Journal des écritures"
