"""Lists, subscribers and what proves their consent; letters and their deliveries."""

from essaim.web.newsletters.models.issues import Delivery, Issue
from essaim.web.newsletters.models.subscribers import (
    ImportedFile,
    MailingList,
    Proof,
    RefusedRow,
    Subscriber,
    SubscriberTheme,
    Subscription,
)

__all__ = [
    "Delivery",
    "ImportedFile",
    "Issue",
    "MailingList",
    "Proof",
    "RefusedRow",
    "Subscriber",
    "SubscriberTheme",
    "Subscription",
]
