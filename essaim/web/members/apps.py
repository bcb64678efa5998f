"""Members of the network: public bodies, their memberships through time, their fees, their map."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "essaim.web.members"
    label = "members"
    verbose_name = "Adhérents"
