"""The two groups of the back office, and who is in them.

Wagtail knows groups; Essaim knows dated roles. Groups are drawn from roles, never edited by hand: when a role is given
or ended, at sign-in, and each day for those whose date has come. The middleware asks the roles again at every page.
An app says what the editors may do with its models by `editor_permissions` in its AppConfig (names as in has_perm).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from essaim.web.accounts.enums import Role
from essaim.web.accounts.models import User
from essaim.web.accounts.selectors import roles

TEAM, EDITORS = "Équipe du réseau", "Rédaction du réseau"
# The names Wagtail gives them when it makes its tables; its approval workflow refers to the first.
WAGTAIL_NAMES = {TEAM: "Moderators", EDITORS: "Editors"}
# Of what is not ours, what the team manages.
WAGTAIL_APPS = ("wagtailcore", "wagtaildocs", "wagtailredirects", "wagtailforms")
READ_ONLY = ("audit",)
PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
# Wagtail asks for the permissions of its own model of images, whichever model the site uses.
FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document",
         "choose_document")  # fmt: skip
DELETED_FILES = (*FILES, "delete_image", "delete_document")


@transaction.atomic
def set_up() -> None:
    """Make the groups and give them what they may do. Done after each migration; doing it again changes nothing."""
    ours = [config.label for config in apps.get_app_configs() if config.name.startswith("essaim.web.")]
    everything = Permission.objects.filter(content_type__app_label__in=[*ours, *WAGTAIL_APPS])
    # Wagtail's own pages of users would let the team give themselves roles without a trace.
    for_the_team = everything.exclude(content_type__app_label="accounts", content_type__model="user").exclude(
        ~Q(codename__startswith="view_"), content_type__app_label__in=READ_ONLY
    )
    named = {f"{one.content_type.app_label}.{one.codename}": one for one in everything.select_related("content_type")}
    for_editors = [
        named[name] for config in apps.get_app_configs() for name in getattr(config, "editor_permissions", ())
    ]
    opens = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    _group(TEAM, [opens, *for_the_team], [*PAGES, "bulk_delete_page"], DELETED_FILES)
    _group(EDITORS, [opens, *for_editors], PAGES, FILES)


def _group(name: str, permissions: list[Permission], on_pages: Sequence[str], on_files: Sequence[str]) -> None:
    group = Group.objects.filter(name__in=[name, WAGTAIL_NAMES[name]]).first() or Group()
    group.name = name
    group.save()
    group.permissions.set(permissions)
    root, files = Page.get_first_root_node(), Collection.get_first_root_node()
    wanted = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=on_pages)
    GroupPagePermission.objects.filter(group=group).exclude(permission__in=wanted).delete()
    for permission in wanted:
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    wanted = Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=on_files
    )
    GroupCollectionPermission.objects.filter(group=group).exclude(permission__in=wanted).delete()
    for permission in wanted:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=files, permission=permission)


def sync_groups(user: User, on: date) -> None:
    """Put a user in the groups of their roles of a day, and out of the others. Other groups are left alone."""
    held = roles(user, on)
    for name, is_in in ((TEAM, held.is_team), (EDITORS, held.is_editor)):
        group = Group.objects.get(name=name)
        if is_in:
            user.groups.add(group)
        else:
            user.groups.remove(group)


def sync_everybody(on: date) -> int:
    """Do it for everyone who is in a group or holds a role of the network; returns how many people were looked at."""
    concerned = User.objects.filter(
        Q(groups__name__in=[TEAM, EDITORS]) | Q(grants__role__in=[Role.TEAM, Role.EDITOR])
    ).distinct()
    for user in concerned:
        sync_groups(user, on)
    return len(concerned)
