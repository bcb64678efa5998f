"""Addresses of the standing pages, and of those that editors write: the latter take every address, hence come last."""

from django.urls import path, re_path
from wagtail.urls import serve_pattern

from essaim.web.pages import views

app_name = "pages"
urlpatterns = [
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("mentions-legales/", views.legal, name="legal"),
]
# Under Wagtail's own name, by which it writes the addresses of pages.
written = [re_path(serve_pattern, views.written, name="wagtail_serve")]
