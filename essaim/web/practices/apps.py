"""Experiences of the members, from the first draft to the page everybody reads."""

from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "essaim.web.practices"
    label = "practices"
    verbose_name = "Expériences"
    editor_permissions = ("practices.view_sheet", "practices.view_experience")
