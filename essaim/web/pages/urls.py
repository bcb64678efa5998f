"""Addresses of the standing pages. Whoever includes them may route the home page first, with its figures: see views."""

from django.urls import path

from essaim.web.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("mentions-legales/", views.legal, name="legal"),
]
