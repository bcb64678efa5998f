"""Addresses of the resource centre."""

from django.urls import path

from essaim.web.resources import views

app_name = "resources"

urlpatterns = [
    path("ressources/", views.library, name="library"),
    path("ressources/selection/", views.selection, name="selection"),
    path("ressources/fiches/<slug:slug>/", views.fiche, name="fiche"),
    path("ressources/parcours/<slug:slug>/", views.path, name="path"),
    path("ressources/<slug:slug>/", views.work, name="work"),
    path("ressources/<slug:slug>/lire/", views.reading, name="reading"),
    path("ressources/<slug:slug>/editions/<int:number>/", views.edition, name="edition"),
    path("ressources/<slug:slug>/depuis/<int:number>/", views.since, name="since"),
]
