"""Addresses of the pages of law."""

from django.urls import path

from essaim.web.procurement import law_views

urlpatterns = [
    path("commande-publique/", law_views.home, name="home"),
    path("commande-publique/leviers/<slug:slug>/", law_views.lever, name="lever"),
    path("commande-publique/conseil/", law_views.advice_form, name="advice_form"),
    path("commande-publique/conseil/reponse/", law_views.advice, name="advice"),
    path("commande-publique/calendrier/", law_views.calendar, name="calendar"),
    path("commande-publique/calendrier.atom", law_views.calendar_atom, name="calendar_atom"),
    path("commande-publique/calendrier.ics", law_views.calendar_ical, name="calendar_ical"),
    path("commande-publique/methode/", law_views.method, name="method"),
]
