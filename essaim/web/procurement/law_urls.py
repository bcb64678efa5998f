"""Addresses of the pages of law."""

from django.urls import path

from essaim.web.procurement import law_views

urlpatterns = [
    path("commande-publique/", law_views.home, name="home"),
]
