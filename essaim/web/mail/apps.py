"""Letters by e-mail: kept first, then sent, tried again when the server is down, shown to the team."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "essaim.web.mail"
    label = "mail"
    verbose_name = "Courriels"
