"""Addresses of the purchase assistant and of the CPV."""

from django.urls import path

from essaim.web.procurement import assistant_views

urlpatterns = [
    path("commande-publique/assistant/", assistant_views.page, name="assistant"),
    path("commande-publique/assistant/methode/", assistant_views.method, name="assistant_method"),
    path("commande-publique/assistant/fournisseurs", assistant_views.file, name="assistant_file"),
    path("commande-publique/assistant/points.geojson", assistant_views.points, name="assistant_points"),
    path("commande-publique/assistant/note.pdf", assistant_views.pdf, name="assistant_pdf"),
    path("commande-publique/assistant/note.docx", assistant_views.docx, name="assistant_docx"),
]
