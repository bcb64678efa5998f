"""Addresses of the alerts of endings, under /espace/."""

from django.urls import path

from essaim.web.procurement import watch_views

urlpatterns = [
    path("espace/echeances/", watch_views.watches, name="watches"),
    path("espace/echeances/suivre/", watch_views.new, name="watch_new"),
    path("espace/echeances/<int:pk>/arreter/", watch_views.stop, name="watch_stop"),
]
