"""Addresses of the interface itself."""

from django.urls import path

from essaim.web.ui import views

app_name = "ui"
urlpatterns = [path("bibliotheque/", views.library, name="library")]
