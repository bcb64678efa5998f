"""The content a new site begins with, brought by each app in a module `first_content.py` with `load(*, now) -> int`."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def load(*, now: datetime) -> dict[str, int]:
    """Load what is missing of every app's first content; return how many things each brought, by the app's name.

    Loading again changes nothing: what is there, changed by people or not, is left alone.
    """
    found: list[tuple[str, ModuleType]] = [
        (str(config.verbose_name), import_module(f"{config.name}.first_content"))
        for config in apps.get_app_configs()
        if config.name.startswith("essaim.web.")
        and config.name != "essaim.web.config"
        and module_has_submodule(config.module, "first_content")
    ]
    return {name: module.load(now=now) for name, module in found}
