"""Addresses of the observatory."""

from django.urls import path

from essaim.web.observatory import views

app_name = "observatory"
urlpatterns = [
    path("organisations/", views.organizations, name="organizations"),
    path("organisations/fichier", views.organizations_file, name="organizations_file"),
    path("organisations/<str:siren>/", views.organization_page, name="organization"),
    path("organisations/<str:siren>/signaler/", views.report, name="report"),
    path("donnees/", views.data, name="data"),
    path("donnees/tables/<slug:name>.parquet", views.table_file, name="table_file"),
    path("donnees/manifest.json", views.manifest, name="manifest"),
    path("methode/", views.method, name="method"),
]
