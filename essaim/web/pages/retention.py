"""How long the messages of readers are kept."""

from essaim.web.accounts.retention import Rule
from essaim.web.pages.services import forget_messages

RULES = (
    Rule(
        "messages",
        "messages reçus par le formulaire de contact",
        lambda limit, now, dry_run: forget_messages(before=limit, dry_run=dry_run),
    ),
)
