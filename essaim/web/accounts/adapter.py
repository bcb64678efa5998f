"""What allauth asks of the site: how letters leave, whom a new account is made for, what is said."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from essaim.web.accounts.back_office import sync_groups
from essaim.web.audit.services import record, snapshot
from essaim.web.mail.services import queue_mail
from essaim.web.observatory.senders import address_of

# Said by the page itself, or by the fact that one is now signed in or out.
UNSAID = ("logged_in", "logged_out", "login_code_sent", "email_confirmation_sent")


class AccountAdapter(DefaultAccountAdapter):
    """Letters go through the outbox, emptied once sent: they hold codes."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue a letter made of the templates of allauth, which accounts/templates/account/email replaces."""
        letter = self.render_mail(template_prefix, email, {"request": current.request, "email": email, **context})
        queue_mail(to=email, subject=letter.subject, text=letter.body, purpose="connexion", confidential=True)

    def format_email_subject(self, subject: str) -> str:
        """No prefix: the sender's name says who writes."""
        return subject

    def send_account_already_exists_mail(self, email: str) -> None:
        """Someone signs up with an address that has an account: only the holder of the address learns it."""
        sign_in = current.request.build_absolute_uri(reverse("account_login"))
        self.send_mail("account/email/account_already_exists", email, {"sign_in_url": sign_in})

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Keep a new account, in the trail too."""
        user = super().save_user(request, user, form, commit=commit)
        if commit:
            record(
                actor=None, action="accounts.user_added", target=user, after=snapshot(user, "email"), now=timezone.now()
            )
        return user

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There is no user name."""

    def clean_email(self, email: str) -> str:
        """Lower case: one address, one account."""
        return super().clean_email(email).strip().lower()

    def get_client_ip(self, request: HttpRequest) -> str:
        """The reader's address, seen through the proxies one trusts."""
        return address_of(request)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Leave out what is plain to see."""
        if message_template is None or PurePath(message_template).stem not in UNSAID:
            super().add_message(request, level, message_template, message_context, extra_tags, message)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in, with the groups of the roles of the day."""
        super().login(request, user)
        sync_groups(user, timezone.localdate())
