"""Letters of the network: who receives them and why, what they say, how they are sent and printed."""

from django.apps import AppConfig


class NewslettersConfig(AppConfig):
    name = "essaim.web.newsletters"
    label = "newsletters"
    verbose_name = "Lettres"
    # Editors write and send letters. Addresses are the team's.
    editor_permissions = ("newsletters.view_issue", "newsletters.add_issue", "newsletters.change_issue",
                          "newsletters.view_mailinglist")  # fmt: skip

    def ready(self) -> None:
        from anymail.signals import tracking

        from essaim.web.newsletters.webhooks import told

        tracking.connect(told, dispatch_uid="newsletters")
