"""Addresses of declared contracts."""

from django.urls import path

from essaim.web.contracts import file_views, views

app_name = "contracts"

OF_A_PLACE = [
    ("", views.territory, "territory"),
    ("liste/", views.territory_contracts, "territory_contracts"),
    ("fichier", file_views.territory_contracts, "territory_file"),
    ("indicateurs/fichier", file_views.territory_counts, "territory_counts_file"),
]

urlpatterns = [
    path("marches/", views.home, name="home"),
    path("marches/methode/", views.method, name="method"),
    path("marches/avis/", views.notices, name="notices"),
    path("marche/<str:contract_id>/", views.contract, name="contract"),
    path("acheteurs/", views.buyers, name="buyers"),
    path("acheteurs/<str:ref>/", views.buyer, name="buyer"),
    path("acheteurs/<str:ref>/marches/", views.buyer_contracts, name="buyer_contracts"),
    path("acheteurs/<str:ref>/marches/fichier", file_views.buyer_contracts, name="buyer_file"),
    path("acheteurs/<str:ref>/indicateurs/fichier", file_views.buyer_counts, name="buyer_counts_file"),
    *[path(f"territoires/sur-mesure/marches/{end}", view, name=f"custom_{name}") for end, view, name in OF_A_PLACE],
    *[path(f"territoires/<str:ref>/marches/{end}", view, name=name) for end, view, name in OF_A_PLACE],
]
