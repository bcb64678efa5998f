"""Lists, the people who receive them, what proves it, and the files they came from."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from essaim.web.accounts.enums import FunctionKind
from essaim.web.newsletters import services
from essaim.web.newsletters.back_office import import_views
from essaim.web.newsletters.back_office.writing import WrittenCreate, WrittenEdit
from essaim.web.newsletters.enums import Reach, Standing
from essaim.web.newsletters.models import ImportedFile, MailingList, Proof, Subscriber
from essaim.web.ui.back_office import Inspect


class ListForm(WagtailAdminModelForm):
    """A list: what it is for, and for whom."""

    function_kinds = forms.MultipleChoiceField(
        label="Fonctions", choices=FunctionKind.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Liste des adhérents\u00a0: seulement qui a une de ces fonctions. Aucune\u00a0: tout le monde.",
    )  # fmt: skip

    class Meta:
        model = MailingList
        fields = ["name", "slug", "purpose", "frequency", "audience", "function_kinds", "sender_name", "reply_to",
                  "is_open", "position"]  # fmt: skip


class AddList(WrittenCreate):
    """A new list."""

    def write(self, instance: MailingList, by: dict[str, Any]) -> MailingList:
        return services.save_list(list_=instance, **by)


class EditList(WrittenEdit):
    """A list that changes."""

    def write(self, instance: MailingList, by: dict[str, Any]) -> MailingList:
        return services.save_list(list_=instance, **by)


class ListIndex(generic.IndexView):
    """Each list, with how many it reaches."""

    def get_base_queryset(self) -> QuerySet[MailingList]:
        reached = Q(subscriptions__standing=Standing.ACTIVE, subscriptions__subscriber__reach=Reach.GOOD)
        return MailingList.objects.annotate(
            reached=Count("subscriptions", filter=reached),
            left=Count("subscriptions", filter=Q(subscriptions__standing=Standing.LEFT)),
        )


class ListViewSet(ModelViewSet):
    """Lists."""

    model = MailingList
    name = "letter_lists"
    url_prefix = "lettres/listes"
    icon = "list-ul"
    menu_label = "Listes"
    copy_view_enabled = False
    index_view_class = ListIndex
    add_view_class = AddList
    edit_view_class = EditList
    form_fields = ["name"]
    list_display = [
        "name",
        "audience",
        Column("is_open", label="Ouverte", accessor=lambda one: "oui" if one.is_open else "non"),
        Column("reached", label="Personnes qui la reçoivent"),
        Column("left", label="Désabonnements"),
    ]
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[WagtailAdminModelForm]:
        return ListForm


class SubscriberFilters(WagtailFilterSet):
    """By list, standing, level, region, post."""

    list = django_filters.ModelChoiceFilter(
        field_name="subscriptions__list", queryset=MailingList.objects.all(), label="Liste"
    )
    standing = django_filters.ChoiceFilter(
        field_name="subscriptions__standing", choices=Standing.choices, label="Situation"
    )

    class Meta:
        model = Subscriber
        fields = ["list", "standing", "level", "region_code", "post", "reach"]

    def filter_queryset(self, queryset: QuerySet[Subscriber]) -> QuerySet[Subscriber]:
        return super().filter_queryset(queryset).distinct()


class InspectSubscriber(Inspect):
    """What is known of an address, and what proves it."""

    template_name = "newsletters/admin/subscriber.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        subscriptions = self.object.subscriptions.select_related("list")
        return {**context, "subscriptions": subscriptions, "proofs": self.object.proofs.select_related("list")}


class ForgetSubscriber(generic.DeleteView):
    """Deletion, at the request of the person or of the team."""

    page_title = "Effacer les données de"
    success_message = "Les données de cette personne sont effacées ; la preuve reste, sans l’adresse."

    def delete_action(self) -> None:
        services.forget(subscriber=self.object, actor=self.request.user, now=timezone.now())


class SubscriberViewSet(ModelViewSet):
    """The people who receive the letters: seen by the team alone."""

    model = Subscriber
    name = "letter_subscribers"
    url_prefix = "lettres/personnes"
    icon = "group"
    menu_label = "Personnes inscrites"
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = InspectSubscriber
    delete_view_class = ForgetSubscriber
    inspect_view_fields = ["email", "level", "region_code", "post", "reach", "created_at"]
    form_fields = ["email"]
    list_display = ["email", "level", "region_code", "post", "reach", Column("created_at", label="Connue depuis")]
    list_export = ["email", "level", "region_code", "post", "reach", "created_at"]
    export_filename = "personnes-inscrites"
    search_fields = ["email"]
    search_backend_name = None
    filterset_class = SubscriberFilters
    list_per_page = 50


class ProofViewSet(ModelViewSet):
    """The proof log."""

    model = Proof
    name = "letter_proofs"
    url_prefix = "lettres/preuves"
    icon = "history"
    menu_label = "Preuves"
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = Inspect
    form_fields = ["event"]
    list_display = [Column("at", label="Quand"), "event", "list", Column("subscriber", label="Personne"), "words"]
    list_filter = ["event", "list"]
    search_backend_name = None
    list_per_page = 50

    @property
    def inspect_view_fields(self) -> list[str]:
        return ["at", "event", "list", "subscriber", "words"]


class ImportIndex(generic.IndexView):
    """The files, each leading to what was refused."""

    @property
    def header_more_buttons(self) -> list[Button]:
        return [Button("Importer des adresses", url=reverse("letter_imports:bring"), icon_name="upload")]


class ImportViewSet(ModelViewSet):
    """Files of addresses."""

    model = ImportedFile
    name = "letter_imports"
    url_prefix = "lettres/imports"
    icon = "upload"
    menu_label = "Imports d’adresses"
    copy_view_enabled = False
    index_view_class = ImportIndex
    form_fields = ["file_name"]
    list_display = [
        TitleColumn("file_name", label="Fichier", get_url=lambda one: reverse("letter_imports:told", args=[one.pk])),
        "list",
        "basis",
        Column("at", label="Importé le"),
        Column("added", label="Ajoutées"),
        Column("refused", label="Refusées"),
    ]
    search_backend_name = None

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("deposer/", import_views.bring, name="bring"),
            path("<int:pk>/lignes/", import_views.told, name="told"),
            *super().get_urlpatterns(),
        ]
