"""Serving readers. Refuses to start without SECRET_KEY."""

from django.core.exceptions import ImproperlyConfigured

from essaim.web.config.settings.base import *  # noqa: F403

if len(SECRET_KEY) < 32:  # noqa: F405
    raise ImproperlyConfigured(
        "SECRET_KEY manque ou compte moins de 32 caractères. « make run » en crée une et la garde ; sinon : "
        "export SECRET_KEY=$(python3 -c 'import secrets; print(secrets.token_urlsafe(50))')"
    )
ALLOWED_HOSTS = [*ALLOWED_HOSTS, *ENVIRONMENT.hosts]  # noqa: F405
ESSAIM_PROXIES = ENVIRONMENT.proxies  # noqa: F405
if ENVIRONMENT.https:  # noqa: F405
    # Only behind a proxy that speaks HTTPS to readers and says so in X-Forwarded-Proto.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ENVIRONMENT.hosts]  # noqa: F405
