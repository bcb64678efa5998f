"""Addresses of people's pages, under /espace/."""

from django.urls import path

from essaim.web.accounts import joining_views, people_views, views

app_name = "accounts"
urlpatterns = [
    path("espace/", views.space, name="space"),
    path("espace/compte/", views.my_account, name="account"),
    path("espace/compte/donnees/", views.my_data, name="data"),
    path("espace/compte/effacer/", views.erase, name="erase"),
    path("espace/compte/demandes/<int:pk>/retirer/", views.withdraw_request, name="withdraw"),
    path("espace/fonctions/<int:pk>/", views.function, name="function"),
    path("espace/rejoindre/", joining_views.join, name="join"),
    path("espace/invitations/<str:key>/", joining_views.invitation, name="invitation"),
    path("espace/collectivites/<int:body_pk>/personnes/", people_views.of_body, name="people"),
    path("espace/collectivites/<int:body_pk>/personnes/inviter/", people_views.invite, name="invite"),
    path("espace/collectivites/<int:body_pk>/fonction/", views.new_function, name="new_function"),
    path("espace/personnes/roles/<int:pk>/retirer/", people_views.end_role, name="end_role"),
    path("espace/personnes/invitations/<int:pk>/retirer/", people_views.revoke, name="revoke"),
    path("espace/personnes/demandes/<int:pk>/", people_views.decide, name="decide"),
    path("espace/reseau/acces/", people_views.network, name="network"),
]
