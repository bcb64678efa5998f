"""What every situation shares. Environment variables: docs/reference/environnement.md."""

from __future__ import annotations

from pathlib import Path

from django.utils.csp import CSP

from essaim.environment import read_settings
from essaim.web.config import database_url

ENVIRONMENT = read_settings()
WEB_ROOT = Path(__file__).resolve().parents[2]

ESSAIM_VAR = ENVIRONMENT.var
DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
DATABASES = {
    "default": database_url.parse(ENVIRONMENT.database_url)
    if ENVIRONMENT.database_url
    else database_url.sqlite(ESSAIM_VAR / "essaim.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "essaim.web.ui",
    "essaim.web.pages",
    "essaim.web.config",
    "essaim.web.observatory",
    "essaim.web.territories",
    "essaim.web.audit",
    "essaim.web.bodies",
    "essaim.web.accounts",
    "essaim.web.procurement",
    "essaim.web.api",
]

MIDDLEWARE = [
    "essaim.web.config.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "essaim.web.config.headers.PermissionsPolicyMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "essaim.web.config.admin_only.AdminSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "essaim.web.config.admin_only.AdminAuthenticationMiddleware",
    "essaim.web.config.admin_only.AdminMessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "essaim.web.observatory.reader_errors.ReaderErrorsMiddleware",
]

ROOT_URLCONF = "essaim.web.config.urls"
WSGI_APPLICATION = "essaim.web.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "essaim.web.observatory.context.release",
            ],
        },
    }
]

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = ESSAIM_VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MIMETYPES = {".mjs": "text/javascript", ".geojson": "application/geo+json"}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# Nothing but ourselves, nothing inline. data: is for the small images of MapLibre's own controls.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_PATH = "/admin/"
CSRF_COOKIE_PATH = "/admin/"
CSRF_COOKIE_HTTPONLY = True

# Bytes of rendered pages each worker keeps; pages of a release never change.
ESSAIM_PAGE_CACHE_BYTES = 64 * 1024 * 1024
# API: tokens given back each second, and the most a reader may hold. Per worker and per reader.
ESSAIM_API_RATE_PER_SECOND = 10.0
ESSAIM_API_BURST = 120
# Reports of errors on an organisation, per reader and hour.
ESSAIM_REPORTS_PER_HOUR = 5
# Proxies in front of the site whose X-Forwarded-For is believed (0: none, the connection's own address counts).
ESSAIM_PROXIES = 0

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
