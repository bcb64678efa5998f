"""Working on the site: error pages with details, static files read where they are written."""

from essaim.web.config.settings.base import *  # noqa: F403

DEBUG = True
SECRET_KEY = SECRET_KEY or "only-for-development-never-in-production"  # noqa: F405
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = True
