"""Addresses of the resource centre."""

from django.urls import path

from essaim.web.resources import file_views, review_views, space_views, views

app_name = "resources"

urlpatterns = [
    path("ressources/", views.library, name="library"),
    path("ressources/selection/", views.selection, name="selection"),
    path("ressources/selection/fichier.<str:form>", file_views.selection_file, name="selection_file"),
    path("ressources/fichiers/<slug:key>/", file_views.progress, name="progress"),
    path("ressources/fichiers/<slug:key>.<str:form>", file_views.file, name="file"),
    path("ressources/relecture/<str:token>/", review_views.review, name="review"),
    path("espace/ressources/a-relire/", space_views.to_review, name="to_review"),
    path("espace/ressources/verifier/<int:entry_id>/", space_views.check, name="check"),
    path("espace/ressources/faire-relire/<int:fiche_id>/", space_views.ask, name="ask_review"),
    path("espace/ressources/reperes/", space_views.marker_list, name="markers"),
    path("espace/ressources/editions/", space_views.all_editions, name="editions"),
    path("espace/ressources/editions/<int:work_id>/", space_views.publish_edition, name="publish_edition"),
    path("ressources/fiches/<slug:slug>/", views.fiche, name="fiche"),
    path("ressources/parcours/<slug:slug>/", views.path, name="path"),
    path("ressources/<slug:slug>/", views.work, name="work"),
    path("ressources/<slug:slug>/lire/", views.reading, name="reading"),
    path("ressources/<slug:slug>/editions/<int:number>/", views.edition, name="edition"),
    path("ressources/<slug:slug>/depuis/<int:number>/", views.since, name="since"),
    path("ressources/<slug:slug>/ouvrage.<str:form>", file_views.work_file, name="work_file"),
    path(
        "ressources/<slug:slug>/editions/<int:number>/ouvrage.<str:form>", file_views.edition_file, name="edition_file"
    ),
]
