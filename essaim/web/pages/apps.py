"""Pages written once for the whole site: home, accessibility, legal notice, errors."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "essaim.web.pages"
    label = "pages"
    verbose_name = "Pages"
