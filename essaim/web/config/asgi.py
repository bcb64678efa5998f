"""ASGI entry point, for hosts that only speak it; the pages themselves are synchronous."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "essaim.web.config.settings.production")
application = get_asgi_application()
