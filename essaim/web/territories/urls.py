"""Addresses of territories. The order matters: fixed words before codes.

Each view of a territory exists twice: by its code, and for the perimeters readers make (sur-mesure, ?parts=).
"""

from django.urls import path

from essaim.web.territories import file_views, views

app_name = "territories"

OF_A_PLACE = [
    ("", views.page, "page"),
    ("organisations/", views.organizations, "organizations"),
    ("organisations/fichier", file_views.organizations_file, "organizations_file"),
    ("indicateurs/fichier", file_views.indicators_file, "indicators_file"),
    ("portrait.pdf", file_views.portrait_pdf, "portrait_pdf"),
    ("chiffres.svg", file_views.card_svg, "card_svg"),
    ("chiffres.png", file_views.card_png, "card_png"),
    ("contours.geojson", file_views.outlines, "outlines"),
    ("points.geojson", file_views.points, "points"),
]

urlpatterns = [
    path("territoires/", views.search, name="search"),
    path("territoires/suggestions", views.suggestions, name="suggestions"),
    path("territoires/composer/", views.compose, name="composer"),
    path("comparer/", views.compare, name="compare"),
    *[path(f"territoires/sur-mesure/{end}", view, name=f"custom_{name}") for end, view, name in OF_A_PLACE],
    *[path(f"territoires/<str:ref>/{end}", view, name=name) for end, view, name in OF_A_PLACE],
]
