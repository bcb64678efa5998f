"""Addresses of letters."""

from django.urls import path

from essaim.web.newsletters import views

app_name = "newsletters"
urlpatterns = [
    path("lettres/", views.home, name="home"),
    path("lettres/s-abonner/", views.subscribe, name="subscribe"),
    path("lettres/confirmer/<str:key>/", views.confirm, name="confirm"),
    path("lettres/desabonnement/<str:key>/<slug:slug>/", views.unsubscribe, name="unsubscribe"),
    path("lettres/desabonnement/<str:key>/<slug:slug>/<int:issue_id>/", views.unsubscribe, name="unsubscribe_from"),
    path("lettres/lire/<str:key>/<slug:slug>/", views.read, name="read"),
    path("lettres/mes-choix/<str:key>/", views.choices, name="choices"),
    path("lettres/mes-choix/<str:key>/effacer/", views.forget, name="forget"),
    path("lettres/efface/", views.forgotten, name="forgotten"),
    path("lettres/<slug:slug>/", views.archive, name="archive"),
    path("lettres/<slug:slug>/flux.atom", views.feed, name="feed"),
    path("lettres/<slug:list_slug>/<slug:slug>/", views.issue, name="issue"),
]
