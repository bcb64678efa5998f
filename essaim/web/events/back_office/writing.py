"""Forms and views of Wagtail whose writes go through our services: what these refuse is an error beside its field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views import generic

from essaim.web.events import services
from essaim.web.events.errors import EventError
from essaim.web.events.models import Event, level_choices, theme_choices
from essaim.web.members.directory import region_names
from essaim.web.observatory.release import NoRelease, current


class EventForm(WagtailAdminModelForm):
    """An event with its programme. Lists are boxes; regions come from the release served."""

    regions = forms.MultipleChoiceField(label="Régions concernées", required=False, widget=forms.CheckboxSelectMultiple,
                                        help_text="Celle de la commune s’ajoute seule. Aucune : toutes.")  # fmt: skip
    levels = forms.MultipleChoiceField(
        label="Échelons concernés", required=False, choices=level_choices, widget=forms.CheckboxSelectMultiple
    )
    themes = forms.MultipleChoiceField(label="Thèmes", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = theme_choices(timezone.localdate())
        try:
            known = region_names(current())
        except NoRelease:
            known = {code: code for code in self.instance.regions}
        self.fields["regions"].choices = list(known.items())

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        # The service says it in French, beside the field, instead of the name of a constraint.
        self._validate_constraints = False
        return data


class _Kept:
    """Keeps the event of the form, with its programme."""

    def save_instance(self) -> Event:
        event = self.form.save(commit=False)  # type: ignore[attr-defined]
        return services.keep_event(event=event, actor=self.request.user, now=timezone.now())  # type: ignore[attr-defined]

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except EventError as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
            self.form = form
            self.produced_error_code, self.produced_error_message = "validation_error", self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]


class AddEvent(_Kept, generic.CreateView):
    """A new event, as a draft."""


class EditEvent(_Kept, generic.EditView):
    """A change. Those who registered are told when date or place moved."""
