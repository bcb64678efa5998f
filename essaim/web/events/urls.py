"""Addresses of the agenda."""

from django.urls import path

from essaim.web.events import desk_space_views, registration_views, views

app_name = "events"

urlpatterns = [
    path("agenda/", views.agenda, name="agenda"),
    path("agenda/flux.ics", views.feed_ics, name="feed_ics"),
    path("agenda/flux.atom", views.feed_atom, name="feed_atom"),
    path("agenda/integrer/", views.embed, name="embed"),
    path("agenda/inscriptions/<str:token>/", registration_views.mine, name="mine"),
    path("agenda/inscriptions/<str:token>/annuler/", registration_views.leave, name="leave"),
    path("agenda/inscriptions/<str:token>/rendez-vous.ics", registration_views.ics, name="my_ics"),
    path("agenda/inscriptions/<str:token>/attestation.pdf", registration_views.certificate, name="certificate"),
    path("agenda/inscriptions/<str:token>/salle/", registration_views.room, name="room"),
    path("agenda/<slug:slug>/", views.event, name="event"),
    path("agenda/<slug:slug>/inscription/", registration_views.register, name="register"),
    path("agenda/<slug:slug>/evenement.ics", views.ics, name="ics"),
    path("espace/agenda/", desk_space_views.desks, name="desks"),
    path("espace/agenda/pointer/<str:token>/", desk_space_views.point, name="point"),
    path("espace/agenda/<int:pk>/", desk_space_views.desk, name="desk"),
    path("espace/agenda/<int:pk>/salle/", desk_space_views.room, name="lead_room"),
    path("espace/agenda/presence/<int:pk>/", desk_space_views.check_in, name="check_in"),
]
