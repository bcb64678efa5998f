"""What each app brings to the whole site, in a module found by its name: nobody keeps a list of the apps."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@cache
def modules(name: str) -> tuple[ModuleType, ...]:
    """Every `essaim.web.<app>.<name>` of the installed apps, in the order of the settings."""
    return tuple(_found(name))


def _found(name: str) -> Iterator[ModuleType]:
    for config in apps.get_app_configs():
        if config.name.startswith("essaim.web.") and module_has_submodule(config.module, name):
            yield import_module(f"{config.name}.{name}")
