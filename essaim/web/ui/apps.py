"""The look of the site: base templates, components, style sheet, charts. Imports no other app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "essaim.web.ui"
    label = "ui"
    verbose_name = "Interface"
