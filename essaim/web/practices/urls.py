"""Addresses of the experiences."""

from django.urls import path

from essaim.web.practices import space_views, views

app_name = "practices"

urlpatterns = [
    path("experiences/", views.experiences, name="list"),
    path("experiences/flux.atom", views.feed, name="feed"),
    path("experiences/donnees.<str:form>", views.data, name="data"),
    path("experiences/presse/", views.press, name="press"),
    path("experiences/presse/dossier.zip", views.press_kit, name="press_kit"),
    path("experiences/<slug:slug>/", views.experience, name="experience"),
    path("experiences/<slug:slug>/fiche.pdf", views.pdf, name="pdf"),
    path("experiences/<slug:slug>/documents/<int:key>/", views.document, name="document"),
    path("espace/experiences/", space_views.mine, name="mine"),
    path("espace/experiences/a-relire/", space_views.waiting, name="waiting"),
    path("espace/experiences/nouvelle/", space_views.new, name="new"),
    path("espace/experiences/organisations/", space_views.organizations, name="organizations"),
    path("espace/experiences/<int:sheet_id>/", space_views.sheet, name="sheet"),
    path("espace/experiences/<int:sheet_id>/modifier/", space_views.edit, name="edit"),
    path("espace/experiences/<int:sheet_id>/pieces/", space_views.attachments, name="attachments"),
    path("espace/experiences/<int:sheet_id>/documents/<int:key>/", space_views.document, name="sheet_document"),
    path("espace/experiences/<int:sheet_id>/etape/", space_views.step, name="step"),
]
