"""Views and forms of Wagtail whose writes go through our services: what they refuse is an error of the form."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views import generic

from essaim.web.bodies.errors import BodyError
from essaim.web.members.errors import MemberError


class ServiceForm(WagtailAdminModelForm):
    """A form of a model that a service writes: the service's sentences, not the names of the constraints."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._validate_constraints = False
        return data


class _Served:
    """`write(data, by)` calls a service and returns the object. by: actor and now, ready to be passed on."""

    def write(self, data: dict[str, Any], by: dict[str, Any]) -> Any:
        raise NotImplementedError

    def save_instance(self) -> Any:
        return self.write(self.form.cleaned_data, {"actor": self.request.user, "now": timezone.now()})

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except (MemberError, BodyError) as error:
            form.add_error(None, str(error))
            # What was typed stays in the form. Wagtail keeps its own message for what its forms refuse by themselves.
            self.form = form
            self.produced_error_code, self.produced_error_message = "validation_error", self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]


class ServiceCreateView(_Served, generic.CreateView):
    """Adds through a service."""


class ServiceEditView(_Served, generic.EditView):
    """Changes through a service. `stored` is the object as the database has it, untouched by the form."""

    @property
    def stored(self) -> Any:
        return self.model._default_manager.get(pk=self.form.instance.pk)
