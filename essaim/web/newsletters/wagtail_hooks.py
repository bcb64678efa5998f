"""Letters in the menu of the back office."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from essaim.web.newsletters.back_office import issue_viewset, subscriber_viewsets
from essaim.web.newsletters.back_office.writing import KeptOnly, ReadOnly, ReadOrForgotten, WrittenByEditors
from essaim.web.newsletters.models import ImportedFile, Issue, MailingList, Proof, Subscriber

register_permission_policy(Issue, WrittenByEditors(Issue))
for _model, _policy in (
    (MailingList, KeptOnly), (Subscriber, ReadOrForgotten), (Proof, ReadOnly), (ImportedFile, ReadOnly),
):  # fmt: skip
    register_permission_policy(_model, _policy(_model))


class LettersGroup(ViewSetGroup):
    """Letters and who receives them."""

    menu_label = "Lettres"
    menu_icon = "mail"
    menu_order = 220
    items = (
        issue_viewset.IssueViewSet, subscriber_viewsets.ListViewSet, subscriber_viewsets.SubscriberViewSet,
        subscriber_viewsets.ImportViewSet, subscriber_viewsets.ProofViewSet,
    )  # fmt: skip


@hooks.register("register_admin_viewset")
def register_letters() -> LettersGroup:
    """Put the group in the menu."""
    return LettersGroup()
