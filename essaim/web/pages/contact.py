"""Writing to the team: no cookie, hence no CSRF key; the sender's site, a honeypot and an hourly limit instead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from essaim.web.observatory import senders

HONEYPOT = "website"


class ContactForm(forms.Form):
    """What is asked of whoever writes."""

    name = forms.CharField(label="Votre nom", max_length=120)
    email = forms.EmailField(label="Votre adresse électronique", help_text="Pour vous répondre, et pour rien d’autre.")
    organization = forms.CharField(label="Votre collectivité ou votre structure", max_length=160, required=False)
    subject = forms.CharField(label="Objet", max_length=160)
    message = forms.CharField(label="Message", min_length=10, max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))

    is_sent = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["organization"].widget.attrs["autocomplete"] = "organization"


def received(request: HttpRequest) -> ContactForm:
    """Return the form that was sent; `is_sent` once the message is kept and on its way to the team.

    Raises TooManyRequests past settings.ESSAIM_MESSAGES_PER_HOUR from one reader.
    """
    # Services need the models, whose contact page needs this.
    from essaim.web.pages import services

    form = ContactForm(request.POST)
    if not form.is_valid():
        return form
    if not senders.same_site(request):
        form.add_error(None, "Ce message ne vient pas de notre formulaire. Envoyez-le d’ici.")
        return form
    # A field readers never see: a robot that fills it in is thanked like anybody; told nothing, it learns nothing.
    if not request.POST.get(HONEYPOT):
        now = timezone.now()
        services.write_to_team(
            **form.cleaned_data, sender_hash=senders.hashed(request, timezone.localdate(now)), now=now
        )
    form.is_sent = True
    return form
