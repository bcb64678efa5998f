"""What every situation shares. Environment variables: docs/reference/environnement.md."""

from __future__ import annotations

from pathlib import Path

from django.utils.csp import CSP

from essaim.environment import read_settings
from essaim.web.config import database_url, email_url

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
    # Before allauth and Wagtail, whose templates they replace.
    "essaim.web.accounts",
    "essaim.web.ui",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "django_tasks_db",
    "anymail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    # Wagtail's search index has columns of PostgreSQL; on SQLite it does nothing.
    "django.contrib.postgres",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "essaim.web.pages",
    "essaim.web.config",
    "essaim.web.observatory",
    "essaim.web.territories",
    "essaim.web.search",
    "essaim.web.audit",
    "essaim.web.jobs",
    "essaim.web.media",
    "essaim.web.bodies",
    "essaim.web.mail",
    "essaim.web.members",
    "essaim.web.practices",
    "essaim.web.contracts",
    "essaim.web.procurement",
    "essaim.web.resources",
    "essaim.web.newsletters",
    "essaim.web.events",
    "essaim.web.purchases",
    "essaim.web.api",
]

MIDDLEWARE = [
    "essaim.web.config.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "essaim.web.config.headers.PermissionsPolicyMiddleware",
    "essaim.web.config.headers.BackOfficePolicyMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "essaim.web.config.signed_in.PrivateSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "essaim.web.config.signed_in.PrivateAuthenticationMiddleware",
    "essaim.web.config.signed_in.PrivateMessageMiddleware",
    "essaim.web.accounts.middleware.RolesMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "essaim.web.observatory.reader_errors.ReaderErrorsMiddleware",
    "essaim.web.config.page_redirects.PageRedirectMiddleware",
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
    "staticfiles": {"BACKEND": "essaim.web.config.static_storage.RememberedStaticFiles"},
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
CSRF_COOKIE_HTTPONLY = True
# Wagtail's own scripts and styles are partly inline; its previews stand in a frame of the same site.
ESSAIM_BACK_OFFICE_CSP = SECURE_CSP | {
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "frame-src": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}

# Letters: the libraries' own go through the outbox too (essaim.web.mail). Jobs: at once, or by `essaim worker`.
MAILERS = email_url.mailers(ENVIRONMENT.email_url, ESSAIM_VAR / "mail")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.sender
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend"
        if ENVIRONMENT.tasks == "database"
        else "django.tasks.backends.immediate.ImmediateBackend"
    },
    "at_once": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"},
}
# Providers tell bounces and complaints at /courriel/…; the addresses exist once a secret is given.
ANYMAIL = {"WEBHOOK_SECRET": ENVIRONMENT.mail_webhook_secret}
ESSAIM_BASE_URL = ENVIRONMENT.base_url

# Sign-in: an address and a one-time code; no password is ever asked for. Views: essaim.web.accounts.sign_in_urls.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:space"
WAGTAILADMIN_LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "essaim.web.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_FORM_CLASS = "essaim.web.accounts.forms.SignupForm"
ACCOUNT_FORMS = {
    "request_login_code": "essaim.web.accounts.sign_in_forms.RequestCode",
    "confirm_login_code": "essaim.web.accounts.sign_in_forms.ConfirmLoginCode",
    "verify_email": "essaim.web.accounts.sign_in_forms.ConfirmEmailCode",
    "add_email": "essaim.web.accounts.sign_in_forms.ChangeEmail",
    "reauthenticate": "essaim.web.accounts.sign_in_forms.Password",
}
# Nobody learns who has an account: the page is the same, the letter tells its holder.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_DEFAULT_HTTP_PROTOCOL = ESSAIM_BASE_URL.partition(":")[0]
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 9, "dashed": True}
# Second factor: an application or a passkey. The team's role counts only once one was given in the session.
ESSAIM_TEAM_SECOND_FACTOR = True
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Essaim"
MFA_FORMS = {
    "authenticate": "essaim.web.accounts.sign_in_forms.SecondFactor",
    "reauthenticate": "essaim.web.accounts.sign_in_forms.SecondFactorAgain",
    "activate_totp": "essaim.web.accounts.sign_in_forms.ActivateApplication",
    "add_webauthn": "essaim.web.accounts.sign_in_forms.AddPasskey",
}
# An identity provider (ProConnect): an address it says it verified joins the account of that address.
SOCIALACCOUNT_ADAPTER = "essaim.web.accounts.identity.AgentAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "essaim.web.accounts.identity.AgentProvider",
        "APPS": [
            {
                "provider_id": "oidc",
                "name": oidc.name,
                "client_id": oidc.client_id,
                "secret": oidc.secret,
                "settings": {
                    "server_url": oidc.url,
                    "oauth_pkce_enabled": True,
                    "scope": list(oidc.scopes),
                    "acr_values": list(oidc.levels),
                },
            }
            for oidc in [ENVIRONMENT.oidc]
            if oidc is not None
        ],
    }
}
ESSAIM_INVITATION_DAYS = 14
# How long things are kept, in days; see essaim.web.accounts.retention.
ESSAIM_RETENTION_DAYS = {
    "letters": 365,
    "trail": 5 * 365,
    "invitations": 90,
    "requests": 365,
    "sleeping_accounts": 3 * 365,
    "reports": 2 * 365,
    "messages": 2 * 365,
    "purchase_uploads": 7,
    "purchases": 5 * 365,
    "deliveries": 180,
}
SESSION_COOKIE_AGE = 14 * 24 * 3600
# Shared by the processes: counts of attempts (rate limits) would otherwise be as many as there are processes.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "essaim_cache"}}

# The back office: in French, without a call to anybody else's server.
WAGTAIL_SITE_NAME = "Essaim"
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAILADMIN_BASE_URL = ESSAIM_BASE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "français")]
WAGTAIL_CONTENT_LANGUAGES = [("fr", "français")]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# What people upload. SVG is refused whole: it may hold scripts. A small file may unfold into billions of pixels.
MEDIA_URL = "/media/"
MEDIA_ROOT = ESSAIM_VAR / "media"
WAGTAILIMAGES_IMAGE_MODEL = "media.CreditedImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "essaim.web.media.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "xlsx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 30 * 1024 * 1024
WAGTAILDOCS_DOCUMENT_FORM_BASE = "essaim.web.media.forms.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Public pages know nobody: what only some may read is a page of /espace/, never a Wagtail page.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False, "LOGIN": False, "GROUPS": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False, "LOGIN": False, "GROUPS": False}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Bytes of rendered pages each worker keeps; pages of a release never change.
ESSAIM_PAGE_CACHE_BYTES = 64 * 1024 * 1024
# API: tokens given back each second, and the most a reader may hold. Per worker and per reader.
ESSAIM_API_RATE_PER_SECOND = 10.0
ESSAIM_API_BURST = 120
# Reports of errors on an organisation, per reader and hour.
ESSAIM_REPORTS_PER_HOUR = 5
# Messages to the team by the contact form, per reader and hour.
ESSAIM_MESSAGES_PER_HOUR = 5
# Between two reminders of one call for a fee, days.
ESSAIM_DAYS_BETWEEN_REMINDERS = 21
# Days after which somebody is asked whether a published experience still holds.
ESSAIM_EXPERIENCE_REVIEW_DAYS = 365
# Days after which somebody is asked whether a fiche still holds.
ESSAIM_RESOURCE_REVIEW_DAYS = 365
# Pages a file of fiches may hold, and new files one reader may have made in an hour.
ESSAIM_FILE_MOST_PAGES = 150
ESSAIM_FILES_PER_HOUR = 30
# Online rooms of the agenda: a BigBlueButton server, none by default.
ESSAIM_BBB_URL, ESSAIM_BBB_SECRET = ENVIRONMENT.bbb_url, ENVIRONMENT.bbb_secret
# Addresses read although they are not public (« host:port »), for partners' feeds: none, save in tests.
ESSAIM_FETCH_ALLOWED: frozenset[str] = frozenset()
# Days a reviewer’s link opens, and how many times an hour one reader may open such links.
ESSAIM_REVIEW_LINK_DAYS = 21
ESSAIM_REVIEW_TRIES_PER_HOUR = 30
# Proxies in front of the site whose X-Forwarded-For is believed (0: none, the connection's own address counts).
ESSAIM_PROXIES = 0

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Each save in the back office makes a small task: only those that fail are worth a line.
    "loggers": {"django.tasks": {"level": "WARNING"}},
}
