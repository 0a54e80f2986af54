"""Django's settings, derived from the typed environment. Nothing is read from os.environ elsewhere."""

import os
from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

from schakel.config.environment import UnusableSettingError, make_private, read_environment

PACKAGE = Path(__file__).resolve().parent.parent
HOME = PACKAGE.parent.parent if (PACKAGE.parent.parent / "pyproject.toml").exists() else Path.cwd()
ENVIRONMENT = read_environment(dict(os.environ), home=HOME)
# Before NumPy is loaded. Processes and threads of the hub use every processor already; threads inside one
# multiplication wait for each other by spinning (a busy machine read 100 words in 235 ms with two, in 37 with one).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
ROOT_URLCONF = "schakel.config.urls"
WSGI_APPLICATION = "schakel.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"
SITE_ID = None

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "schakel.journal",
    "schakel.jobs",
    "schakel.messages",
    "schakel.search",
    "schakel.accounts",
    "schakel.api",
    "schakel.organisations",
    "schakel.vocabulary",
    "schakel.library",
    "schakel.agenda",
    "schakel.alerts",
    "schakel.challenges",
    "schakel.documents",
    "schakel.pictures",
    "schakel.facilities",
    "schakel.imports",
    "schakel.introductions",
    "schakel.spaces",
    "schakel.training",
    "schakel.adoptions",
    "schakel.pilots",
    "schakel.interests",
    "schakel.consultations",
    "schakel.credentials",
    "schakel.procurement",
    "schakel.fairness",
    "schakel.matching",
    "schakel.website",
    "django.forms",
    "schakel.config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "schakel.website.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages are a fifth as large; Django adds random bytes, so that their size tells nothing of secrets in them.
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "schakel.website.one_look.OneLook",
    "schakel.accounts.web.second_factor.SecondFactorMiddleware",
    "schakel.website.shown_again.ShownAgain",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "schakel.website.shell.shell",
            ],
            "builtins": ["django.templatetags.i18n", "schakel.website.templatetags.nlds"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


def database(address: str, data: Path) -> dict[str, object]:
    """Django's settings for the database at `address`; empty means the embedded SQLite in `data`."""
    if address:
        try:
            parsed = dict(dj_database_url.parse(address, conn_max_age=600, conn_health_checks=True))
        except ValueError:
            parsed = {"ENGINE": ""}
        if parsed["ENGINE"] not in {"django.db.backends.postgresql", "django.db.backends.sqlite3"}:
            raise UnusableSettingError(
                "SCHAKEL_DATABASE takes postgresql://user:password@host/name, or nothing for SQLite"
            )
        return parsed
    make_private(data)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data / "schakel.sqlite3",
        "OPTIONS": SAFE_SQLITE,
        "CONN_MAX_AGE": 600,
    }


# IMMEDIATE: a transaction that reads and then writes must not find out at the end that it lost a race.
# FULL: an acknowledged commit survives a power cut (NORMAL lost one in eight of them when measured).
SAFE_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
    "PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000",
}
DATABASES = {"default": database(ENVIRONMENT.database, ENVIRONMENT.data)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SAFE_SQLITE
    # Tests run on a file too, so that threads and processes meet the same locking as in production.
    DATABASES["default"]["TEST"] = {"NAME": str(ENVIRONMENT.data / "test.sqlite3")}

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_ADAPTER = "schakel.accounts.web.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "schakel.accounts.web.forms.Login",
    "signup": "schakel.accounts.web.forms.Signup",
    "add_email": "schakel.accounts.web.forms.AddEmail",
    "change_password": "schakel.accounts.web.forms.ChangePassword",
    "set_password": "schakel.accounts.web.forms.SetPassword",
    "reset_password": "schakel.accounts.web.forms.ResetPassword",
    "reset_password_from_key": "schakel.accounts.web.forms.ResetPasswordKey",
    "reauthenticate": "schakel.accounts.web.forms.Reauthenticate",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Per address of the browser and per account. Counted in the cache below, so over all processes together.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "signup": "60/h/ip",
    "reset_password": "30/h/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "manage_email": "10/m/user",
    "confirm_email": "1/180s/key",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "schakel.accounts.web.second_factor.Adapter"
MFA_FORMS = {
    "authenticate": "schakel.accounts.web.second_factor.Authenticate",
    "reauthenticate": "schakel.accounts.web.second_factor.Reauthenticate",
    "activate_totp": "schakel.accounts.web.second_factor.ActivateTotp",
    "add_webauthn": "schakel.accounts.web.second_factor.AddPasskey",
    "authenticate_webauthn": "schakel.accounts.web.second_factor.AuthenticatePasskey",
    "login_webauthn": "schakel.accounts.web.second_factor.LoginPasskey",
    "reauthenticate_webauthn": "schakel.accounts.web.second_factor.ReauthenticatePasskey",
    "edit_webauthn": "schakel.accounts.web.second_factor.EditPasskey",
}
MFA_TOTP_ISSUER = ENVIRONMENT.hub_name
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.base_url.startswith(
    "https://"
)  # browsers: this machine only
SOCIALACCOUNT_ADAPTER = "schakel.accounts.web.oidc.Adapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = (
    True  # of a confirmed address; whoever has a second factor is asked for it
)
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_FORMS = {"signup": "schakel.accounts.web.forms.SocialSignup"}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "organisation",
                "name": ENVIRONMENT.oidc.name,
                "client_id": ENVIRONMENT.oidc.client,
                "secret": ENVIRONMENT.oidc.secret,
                "settings": {"server_url": ENVIRONMENT.oidc.url},
            }
        ]
        if ENVIRONMENT.oidc
        else [],
    }
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

# In the database, where all processes and machines of the hub see the same counts. Thrown away when full, so
# there must be room enough that nobody fills it to be allowed more tries.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

LANGUAGE_CODE = ENVIRONMENT.language
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.data / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31536000

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
_https = ENVIRONMENT.base_url.startswith("https://")
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = False  # the proxy in front does this; the hub itself is reached over loopback
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

DEFAULT_FROM_EMAIL = ENVIRONMENT.email_from
if ENVIRONMENT.email:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = ENVIRONMENT.email.host, ENVIRONMENT.email.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENVIRONMENT.email.user, ENVIRONMENT.email.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = ENVIRONMENT.email.starttls, ENVIRONMENT.email.tls
    EMAIL_TIMEOUT = 10
elif ENVIRONMENT.demo:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # its mail is read in the hub itself
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# Counted by each server process in its own memory; see schakel/api/limits.py.
API_CALLS_PER_MINUTE = {"visitor": 300, "token": 1200, "wrong-token": 20}

SILENCED_SYSTEM_CHECKS: list[str] = []

DOCUMENTS = ENVIRONMENT.data / "documents"
"""Folder of what is attached to items; it belongs in a backup, with the database."""
SEARCH_INDEX = ENVIRONMENT.data / "index"
"""Folder of the search index; it can always be made anew from the database."""

# Django tells errors only to administrators by mail; whoever runs a hub looks for them in what the server prints.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "schakel.config.logs.OneLine",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "propagate": True}},
}
