"""Addresses of the network."""

from django.urls import path

from essaim.web.members import space_views, views

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
    path("espace/collectivites/", space_views.mine, name="mine"),
    path("espace/collectivites/<int:body_pk>/", space_views.authority, name="authority"),
    path("espace/collectivites/<int:body_pk>/presentation/", space_views.describe, name="describe"),
    path("espace/collectivites/<int:body_pk>/cotisations/", space_views.billing, name="billing"),
    path("espace/collectivites/<int:body_pk>/organigramme/", space_views.fact, name="fact"),
    path("espace/collectivites/<int:body_pk>/charte/", space_views.sign, name="sign"),
    path("espace/cotisations/<int:pk>/appel.pdf", space_views.call_pdf, name="call_pdf"),
    path("espace/cotisations/recus/<int:pk>.pdf", space_views.receipt_pdf, name="receipt_pdf"),
    path("espace/contacts/", space_views.contacts, name="contacts"),
    path("espace/inviter/", space_views.prospects, name="prospects"),
]
