"""Addresses of own purchases, all under /espace/."""

from django.urls import path

from essaim.web.purchases import views

app_name = "purchases"
HERE = "espace/achats-realises/"
urlpatterns = [
    path(HERE, views.home, name="home"),
    path(f"{HERE}deposer/", views.load, name="load"),
    path(f"{HERE}releves/<int:pk>/", views.ledger, name="ledger"),
    path(f"{HERE}releves/<int:pk>/rejets.<str:name>", views.rejected, name="rejected"),
    path(f"{HERE}releves/<int:pk>/supprimer/", views.delete, name="delete"),
    path(f"{HERE}fournisseurs/<int:pk>/", views.decide, name="decide"),
    path(f"{HERE}objectifs/<int:pk>/retirer/", views.delete_objective, name="delete_objective"),
    path(f"{HERE}<int:body_pk>/", views.results_of, name="results"),
    path(f"{HERE}<int:body_pk>/fournisseurs/", views.review, name="review"),
    path(f"{HERE}<int:body_pk>/fournisseurs/accepter/", views.accept, name="accept"),
    path(f"{HERE}<int:body_pk>/rapprocher/", views.match_again, name="match_again"),
    path(f"{HERE}<int:body_pk>/reglages/", views.settings_of, name="settings"),
    path(f"{HERE}<int:body_pk>/supprimer/", views.delete_all, name="delete_all"),
    path(f"{HERE}<int:body_pk>/<str:what>.<str:name>", views.download, name="download"),
]
