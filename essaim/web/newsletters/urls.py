"""Addresses of letters."""

from django.urls import path

from essaim.web.newsletters import views

app_name = "newsletters"
urlpatterns = [
    path("lettres/s-abonner/", views.subscribe, name="subscribe"),
    path("lettres/confirmer/<str:key>/", views.confirm, name="confirm"),
    path("lettres/desabonnement/<str:key>/<slug:slug>/", views.unsubscribe, name="unsubscribe"),
    path("lettres/mes-choix/<str:key>/", views.choices, name="choices"),
    path("lettres/mes-choix/<str:key>/effacer/", views.forget, name="forget"),
    path("lettres/efface/", views.forgotten, name="forgotten"),
]
