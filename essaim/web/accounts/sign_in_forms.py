"""allauth's forms with our words. Apart from forms.py, which allauth imports to make its own."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.internal.flows.manage_email import sync_user_email_address
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms

CODE = {"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false", "autocapitalize": "characters"}


def _reword(field: forms.Field, label: str, help_text: str = "", attrs: dict[str, str] | None = None) -> None:
    field.label, field.help_text = label, help_text
    field.widget.attrs = attrs or {}


class RequestCode(account_forms.RequestLoginCodeForm):
    """One's address, to receive a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self.fields["email"], "Votre adresse électronique", attrs={"autocomplete": "email"})

    def clean_email(self) -> str:
        """Return the address. An invited person has an account, but allauth has yet to know their address."""
        email = super().clean_email()
        if getattr(self, "_user", None) is not None:
            sync_user_email_address(self._user)
        return email


class ConfirmLoginCode(account_forms.ConfirmLoginCodeForm):
    """The code received."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self.fields["code"], "Code reçu", "Trois groupes de trois chiffres.", CODE | {"inputmode": "numeric"})


class ConfirmEmailCode(account_forms.ConfirmEmailVerificationCodeForm):
    """The code received at a new address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self.fields["code"], "Code reçu", "Trois groupes de trois chiffres.", CODE | {"inputmode": "numeric"})


class ChangeEmail(account_forms.AddEmailForm):
    """Another address, verified before it replaces the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self.fields["email"], "Nouvelle adresse électronique", attrs={"autocomplete": "email"})


class Password(account_forms.ReauthenticateForm):
    """For the accounts of the first version, which still have one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self.fields["password"], "Votre mot de passe", attrs={"autocomplete": "current-password"})


class SecondFactor(mfa_forms.AuthenticateForm):
    """The code of an application, or one of those kept for the day the phone is lost."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(
            self.fields["code"],
            "Code de votre application, ou l’un de vos codes de secours",
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric"},
        )


class SecondFactorAgain(mfa_forms.ReauthenticateForm):
    """The same, asked again before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(
            self.fields["code"],
            "Code de votre application, ou l’un de vos codes de secours",
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric"},
        )


class ActivateApplication(totp_forms.ActivateTOTPForm):
    """The first code of an application, which proves that it holds the key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(
            self.fields["code"],
            "Code affiché par l’application",
            "Six chiffres.",
            {"autocomplete": "one-time-code", "inputmode": "numeric"},
        )


class AddPasskey(webauthn_forms.AddWebAuthnForm):
    """The name of a key, and whether it alone lets one in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self.fields["name"], "Nom de la clé", "Par exemple\u00a0: téléphone, clé du bureau.")
        _reword(
            self.fields["passwordless"],
            "Me connecter avec cette clé seule",
            "Sans code par courriel. La clé demandera votre empreinte ou son code.",
        )
