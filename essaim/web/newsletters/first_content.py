"""The lists a network begins with."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from essaim.web.newsletters.enums import Audience
from essaim.web.newsletters.models import MailingList
from essaim.web.newsletters.services import save_list

# The letter is made of what the other apps bring: they load first.
LISTS = (
    {
        "slug": "lettre-mensuelle",
        "name": "La lettre du réseau",
        "purpose": "Informer chaque mois de ce que font les collectivités avec l’économie sociale et solidaire, de ce "
        "qui change dans le droit et des rendez-vous.",
        "frequency": "une fois par mois",
        "audience": Audience.PUBLIC,
        "position": 1,
    },
    {
        "slug": "lettre-des-adherents",
        "name": "La lettre des adhérents",
        "purpose": "Informer les personnes des collectivités adhérentes de la vie du réseau.",
        "frequency": "une fois par trimestre",
        "audience": Audience.MEMBERS,
        "position": 2,
    },
)


@transaction.atomic
def load(*, now: datetime) -> int:
    """Make the lists that are missing; return how many."""
    known = set(MailingList.objects.values_list("slug", flat=True))
    missing = [one for one in LISTS if one["slug"] not in known]
    for one in missing:
        save_list(list_=MailingList(**one), actor=None, now=now)
    return len(missing)
