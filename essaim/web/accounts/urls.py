"""Addresses of people's pages, under /espace/."""

from django.urls import path

from essaim.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("espace/", views.space, name="space"),
    path("espace/compte/", views.space, name="account"),
]
