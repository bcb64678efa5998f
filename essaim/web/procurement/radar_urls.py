"""Addresses of the renewal radar."""

from django.urls import path

from essaim.web.procurement import radar_views

urlpatterns = [
    path("marches/echeances/", radar_views.page, name="radar"),
    path("marches/echeances/fichier", radar_views.file, name="radar_file"),
    path("marches/echeances.atom", radar_views.atom, name="radar_atom"),
    path("marches/echeances.ics", radar_views.ical, name="radar_ical"),
]
