"""Tests: production's behaviour, without the hashed static files that `make setup` builds."""

from essaim.web.config.settings.base import *  # noqa: F403

SECRET_KEY = "tests-only"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
if ENVIRONMENT.database_url and ENVIRONMENT.database_url.startswith("postgres"):  # noqa: F405
    DATABASES = {"default": database_url.parse(ENVIRONMENT.database_url)}  # noqa: F405
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ESSAIM_PAGE_CACHE_BYTES = 0
# Not among the files people gave.
MEDIA_ROOT = ESSAIM_VAR / "test-media"  # noqa: F405
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
