"""Members of the network: public bodies, their memberships through time, their fees, their map."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "essaim.web.members"
    label = "members"
    verbose_name = "Adhérents"
    # Editors read members, and write what is said of them; memberships, fees and lists are the team's.
    editor_permissions = ("members.view_member", "members.change_member", "members.view_membership",
                          "members.view_organisationfact")  # fmt: skip
