"""Forms about the network as a whole."""

from __future__ import annotations

from datetime import datetime

from django import forms
from wagtail.admin.widgets import AdminDateInput

from essaim.web.accounts.models import User
from essaim.web.bodies.enums import Kind
from essaim.web.bodies.selectors import by_siren
from essaim.web.bodies.services import ensure_body
from essaim.web.members import services
from essaim.web.members.errors import MemberError
from essaim.web.members.models import Member
from essaim.web.observatory.release import Release
from essaim.web.territories import authorities


class MergeForm(forms.Form):
    """Into which body, on which day."""

    siren = forms.CharField(label="SIREN de la collectivité qui succède", max_length=11)
    on = forms.DateField(label="Date de la fusion", widget=AdminDateInput)
    name = forms.CharField(
        label="Nom, si cette édition ne la connaît pas encore", max_length=200, required=False
    )  # fmt: skip
    kind = forms.ChoiceField(label="Échelon, si cette édition ne la connaît pas", choices=Kind.choices, required=False)

    def merged(self, release: Release, member: Member, *, actor: User, now: datetime) -> Member:
        """Merge. Raises MemberError and BodyError, in French."""
        data = self.cleaned_data
        siren = "".join(data["siren"].split())
        known = authorities.of(release).by_siren.get(siren)
        successor = by_siren(siren)
        if successor is None:
            if known is None and not data["name"]:
                raise MemberError(f"Le SIREN «\u00a0{siren}\u00a0» est inconnu\u00a0: écrivez aussi le nom.")
            successor = ensure_body(
                siren=siren, name=known.name if known else data["name"], kind=known.kind if known else data["kind"],
                territory_id=known.territory_id if known else "", actor=actor, now=now,
            )  # fmt: skip
        return services.absorb(members=[member], successor=successor, on=data["on"], actor=actor, now=now)
