"""Addresses of the needs an authority keeps, under /espace/, and of those it shares."""

from django.urls import path

from essaim.web.procurement import need_views

urlpatterns = [
    path("espace/achats/", need_views.needs, name="needs"),
    path("espace/achats/enregistrer/", need_views.new, name="need_new"),
    path("espace/achats/<int:pk>/", need_views.need, name="need"),
    path("espace/achats/<int:pk>/partage/", need_views.share, name="need_share"),
    path("espace/achats/<int:pk>/supprimer/", need_views.delete, name="need_delete"),
    path("commande-publique/notes/<str:key>/", need_views.shared, name="need_shared"),
]
