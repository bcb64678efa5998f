"""Addresses of the network."""

from django.urls import path

from essaim.web.members import views

app_name = "members"
urlpatterns = [
    path("reseau/", views.network, name="network"),
    path("reseau/adherents/", views.members_directory, name="directory"),
    path("reseau/adherents/fichier", views.directory_file, name="directory_file"),
    path("reseau/adherents/<str:reference>/", views.member, name="member"),
    path("reseau/charte/<int:pk>.pdf", views.signed_charter, name="signed_charter"),
    path("reseau/carte.pdf", views.map_pdf, name="map_pdf"),
    path("reseau/carte.png", views.map_png, name="map_png"),
    path("reseau/carte.svg", views.map_svg, name="map_svg"),
    path("reseau/carte.geojson", views.map_geojson, name="map_geojson"),
    path("reseau/carte/integrer/", views.embed, name="embed"),
]
