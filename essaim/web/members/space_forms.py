"""Forms of an authority about itself, in the member space. Each writes through its service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from essaim.rules.themes import themes as known_themes
from essaim.web.accounts.models import User
from essaim.web.members import charter, services
from essaim.web.members.enums import Answer, FactKind
from essaim.web.members.models import CharterSignature, CharterVersion, Member, OrganisationFact

DAY = forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")


class DescribeForm(forms.Form):
    """What an authority says of itself."""

    presentation = forms.CharField(
        label="Notre politique, en quelques phrases", required=False, max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}), help_text="Texte simple, public. 3 000 caractères au plus.",
    )  # fmt: skip
    website = forms.URLField(
        label="Page de notre site sur l’économie sociale et solidaire", required=False, assume_scheme="https"
    )
    themes = forms.MultipleChoiceField(
        label="Thèmes sur lesquels nous travaillons", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        self.member = member
        initial = {
            "presentation": member.presentation,
            "website": member.website,
            "themes": [theme.theme for theme in member.themes.all()],
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["themes"].choices = list(known_themes(on=timezone.localdate()).items())

    def write(self, *, actor: User, now: datetime) -> Member:
        """Write it. Raises MemberError."""
        return services.describe(member=self.member, **self.cleaned_data, actor=actor, now=now)


class BillingForm(forms.Form):
    """Where the calls for fees go."""

    service_code = forms.CharField(
        label="Code service (Chorus Pro)", required=False, max_length=100,
        help_text="Si votre collectivité l’exige des factures déposées sur Chorus Pro.",
    )  # fmt: skip
    email = forms.EmailField(label="Adresse électronique pour les cotisations", required=False)
    address = forms.CharField(
        label="Adresse postale", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        self.member = member
        initial = {
            "service_code": member.billing_service_code,
            "email": member.billing_email,
            "address": member.billing_address,
        }
        super().__init__(*args, initial=initial, **kwargs)

    def write(self, *, actor: User, now: datetime) -> Member:
        """Write it."""
        return services.set_billing(member=self.member, **self.cleaned_data, actor=actor, now=now)


class FactForm(forms.Form):
    """One fact about how visible the ESS is in the organisation."""

    kind = forms.ChoiceField(label="Fait", choices=FactKind.choices)
    answer = forms.ChoiceField(label="Réponse", choices=Answer.choices, widget=forms.RadioSelect)
    label = forms.CharField(
        label="Intitulé", required=False, max_length=200,
        help_text="De la délégation, du service, de la ligne ou de l’instance. Pas de nom de personne.",
    )  # fmt: skip
    amount = forms.DecimalField(
        label="Montant annuel, en euros", required=False, min_value=0, max_digits=12, decimal_places=2,
        help_text="Pour une ligne budgétaire seulement.",
    )  # fmt: skip
    starts_on = forms.DateField(label="Vrai depuis le", widget=DAY)
    source = forms.CharField(label="D’où on le sait", max_length=300, help_text="Délibération, organigramme, arrêté…")

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        self.member = member
        super().__init__(*args, **kwargs)

    def write(self, *, actor: User, now: datetime) -> OrganisationFact:
        """Write it. Raises MemberError."""
        return services.record_fact(member=self.member, **self.cleaned_data, actor=actor, now=now)


class SignForm(forms.Form):
    """The executive signs the charter."""

    signed_on = forms.DateField(label="Signée le", widget=DAY)
    deliberation_number = forms.CharField(label="Numéro de la délibération", max_length=100)
    signatory = forms.CharField(
        label="Qualité du signataire", max_length=200, help_text="Maire, présidente, vice-président délégué…"
    )
    document = forms.FileField(label="Document signé (PDF, 10 Mo au plus)", required=False)

    def __init__(self, *args: Any, member: Member, version: CharterVersion, **kwargs: Any) -> None:
        self.member, self.version = member, version
        super().__init__(*args, **kwargs)

    def write(self, *, actor: User, now: datetime) -> CharterSignature:
        """Write it. Raises CharterError."""
        return charter.sign(version=self.version, member=self.member, **self.cleaned_data, actor=actor, now=now)
