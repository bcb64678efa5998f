"""WSGI entry point: `essaim serve` gives it to granian."""

import os

from django.core.wsgi import get_wsgi_application

from essaim.web.config.warm import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "essaim.web.config.settings.production")
application = get_wsgi_application()
warm_up(application)
