"""Addresses of sign-in, in French, onto allauth's views. Those of passwords are left out: there are none."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from django.urls import path

from essaim.web.accounts import identity
from essaim.web.accounts.second_factor_views import ActivateApplication, AddPasskey

urlpatterns = [
    path("connexion/", account.request_login_code, name="account_login"),
    path("connexion/", account.request_login_code, name="account_request_login_code"),
    path("connexion/code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("connexion/second-facteur/", mfa.authenticate, name="mfa_authenticate"),
    path("connexion/cle/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("inscription/", account.signup, name="account_signup"),
    path("inscription/verifier/", account.email_verification_sent, name="account_email_verification_sent"),
    path("deconnexion/", identity.logout, name="account_logout"),
    path("deconnexion/retour/", identity.logged_out, name="account_logged_out"),
    path("ferme/", account.account_inactive, name="account_inactive"),
    path("adresse/", account.email, name="account_email"),
    path("confirmer/", account.reauthenticate, name="account_reauthenticate"),
    path("confirmer/application/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("confirmer/cle/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("second-facteur/", mfa.index, name="mfa_index"),
    path("second-facteur/application/", ActivateApplication.as_view(), name="mfa_activate_totp"),
    path("second-facteur/application/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-facteur/cles/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("second-facteur/cles/ajouter/", AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("second-facteur/cles/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("second-facteur/cles/<int:pk>/retirer/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("second-facteur/secours/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-facteur/secours/faire/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-facteur/secours/fichier/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("identites/", social.connections, name="socialaccount_connections"),
    path("identites/inscription/", social.signup, name="socialaccount_signup"),
    path("identites/annulee/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("identites/erreur/", social.login_error, name="socialaccount_login_error"),
    path("agent/<slug:provider_id>/", identity.login, name="openid_connect_login"),
    path("agent/<slug:provider_id>/retour/", identity.callback, name="openid_connect_callback"),
]
