"""Addresses of the agenda."""

from django.urls import path

from essaim.web.events import views

app_name = "events"

urlpatterns = [
    path("agenda/", views.agenda, name="agenda"),
    path("agenda/flux.ics", views.feed_ics, name="feed_ics"),
    path("agenda/flux.atom", views.feed_atom, name="feed_atom"),
    path("agenda/integrer/", views.embed, name="embed"),
    path("agenda/<slug:slug>/", views.event, name="event"),
    path("agenda/<slug:slug>/evenement.ics", views.ics, name="ics"),
]
