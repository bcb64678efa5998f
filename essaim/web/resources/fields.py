"""A field that holds some of the ids of a closed list (levers, levels…), ticked in forms, kept as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models


class ChosenField(models.JSONField):
    """A list of texts. choices_from: returns (value, label) pairs, read when a form is made, never at import."""

    def __init__(self, *args: Any, choices_from: Callable[[], list[tuple[str, str]]] | None = None, **kwargs: Any):
        self.choices_from = choices_from
        super().__init__(*args, **({"default": list, "blank": True} | kwargs))

    def deconstruct(self) -> Any:
        """The list is not part of the schema: a lever that is added needs no migration."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Boxes to tick."""
        return forms.MultipleChoiceField(
            choices=self.choices_from or list,
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )
