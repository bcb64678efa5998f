"""Settings of the first version as far as its database goes: users were Django's, its admin was installed."""

from essaim.web.config.settings.base import *  # noqa: F403

SECRET_KEY = "tests-only"
AUTH_USER_MODEL = "auth.User"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "essaim.web.config",
    "essaim.web.observatory",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ROOT_URLCONF = "essaim.web.config.tests.first_version"
SILENCED_SYSTEM_CHECKS = ["admin.E403", "admin.E408", "admin.E409", "admin.E410"]
urlpatterns = []
