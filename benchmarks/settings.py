"""The site as it is served, each page made anew: no cache of pages, no hashed static files."""

from essaim.web.config.settings.base import DATABASES as ON_DISK
from essaim.web.config.settings.test import *  # noqa: F403

DATABASES = ON_DISK
