"""Django's settings, from the environment with safe defaults. docs/administrator.md lists them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import django.forms
from csp.constants import NONE, SELF

from peercall.bootstrap.settings import document_limits
from peercall.web import environment as env
from peercall.web.common.assets import package_folders, static_version

DATA = env.data_folder()
DEBUG = env.flag("PEERCALL_DEBUG")
SECRET_KEY = env.secret("PEERCALL_SECRET_KEY", file_name="secret.key")
SECRET_KEY_FALLBACKS = env.words("PEERCALL_SECRET_KEY_OLD")
VAULT_KEY = env.secret("PEERCALL_VAULT_KEY", file_name="vault.key")
VAULT_KEYS_OLD = env.words("PEERCALL_VAULT_KEY_OLD")
VAULT_FOLDER = DATA / "vault"
#: private rule folders beside those of PEERCALL_RULES, which the rulebook reads itself as for the command line
RULE_FOLDERS: list[Path] = []

#: TLS ends at a proxy or in front of it; cookies then travel over TLS only
TLS = env.flag("PEERCALL_TLS")
ALLOWED_HOSTS = env.words("PEERCALL_HOSTS", default=("localhost", "127.0.0.1", "[::1]"))
BASE_URL = env.own_address()
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if TLS and host != "*"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_htmx",
    "peercall.adapters.db",
    "peercall.web.common",
]

MIDDLEWARE = [
    "peercall.web.common.middleware.request_log",
    "peercall.web.common.middleware.body_size",
    "peercall.web.common.middleware.probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "peercall.web.common.middleware.who_is_looking",
    "peercall.web.common.middleware.second_factor",
    "peercall.web.common.middleware.ErrorsForPeople",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "peercall.web.urls"
WSGI_APPLICATION = "peercall.web.wsgi.application"
DATABASES: dict[str, dict[str, Any]] = {"default": env.database(os.environ.get("DATABASE_URL", ""), data=DATA)}
POSTGRES = DATABASES["default"]["ENGINE"].endswith("postgresql")
if POSTGRES:
    INSTALLED_APPS.append("procrastinate.contrib.django")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": package_folders("templates"),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "peercall.web.common.context.layout",
            ],
            "builtins": [
                "peercall.web.common.templatetags.peercall",
                "peercall.web.common.templatetags.cases",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "compiled",
        "DIRS": [*package_folders("jinja2"), Path(django.forms.__file__).parent / "jinja2"],
        "OPTIONS": {"environment": "peercall.web.common.compiled.environment"},
    },
]
FORM_RENDERER = "peercall.web.common.forms.PeercallRenderer"

# Static files come from the package itself. Their address carries a digest of all of them, so a browser may keep them
# for good and a new version is asked for at once, without a build step.
STATIC_URL = f"/static/{static_version()}/"
STATICFILES_DIRS = package_folders("static")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 365 * 24 * 3600

# --- who signs in, and how

AUTH_USER_MODEL = "peercall.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "peercall.web.common.account_adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "peercall.web.common.account_forms.SignIn",
    "reset_password": "peercall.web.common.account_forms.ForgottenPassword",
    "reset_password_from_key": "peercall.web.common.account_forms.PasswordByLink",
    "set_password": "peercall.web.common.account_forms.FirstPassword",
    "change_password": "peercall.web.common.account_forms.ChangedPassword",
    "reauthenticate": "peercall.web.common.account_forms.PasswordAgain",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "peercall: "
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # the second part counts the codes tried for one person, from wherever they come: six digits are soon gone through
    "login_failed": "20/m/ip,12/30m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "invite": "30/h/user",
    "accept_invitation": "20/m/ip",
    "upload": "120/m/user",
    "unlock": "20/m/user",
    "calendar_feed": "30/m/ip",
    "review_api_door": "120/m/ip",
    "review_api": "60/m/key",
}
SOCIALACCOUNT_ADAPTER = "peercall.web.common.account_adapter.SingleSignOnAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = env.single_sign_on()
MFA_ADAPTER = "peercall.web.common.account_adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "peercall.web.common.account_forms.CodeAtSignIn",
    "reauthenticate": "peercall.web.common.account_forms.CodeAgain",
    "activate_totp": "peercall.web.common.account_forms.FirstCode",
    "add_webauthn": "peercall.web.common.account_forms.NewKey",
    "edit_webauthn": "peercall.web.common.account_forms.RenamedKey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "peercall"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_COUNT = 10
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not TLS

AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
#: many people of a practice share one address: the name is locked, and ACCOUNT_RATE_LIMITS bounds each address
#: security.W005 and W021: whether a whole domain speaks TLS is for its owner to say, not for one application on it
SILENCED_SYSTEM_CHECKS = ["axes.W006", "security.W005", "security.W021", "security.W019"]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_USERNAME_CALLABLE = "peercall.web.common.account_adapter.name_tried"
AXES_LOCKOUT_TEMPLATE = "errors/locked.html"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]
AXES_DISABLE_ACCESS_LOG = True
AXES_CLIENT_IP_CALLABLE = "peercall.web.common.account_adapter.client_address"

# --- sessions, cookies, headers

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-peercall" if TLS else "peercall"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if TLS else "csrf"
CSRF_COOKIE_SECURE = TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "peercall.web.common.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_HSTS_SECONDS = 365 * 24 * 3600 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_SSL_REDIRECT = TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("PEERCALL_BEHIND_PROXY") else None
BEHIND_PROXY = env.flag("PEERCALL_BEHIND_PROXY")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

#: a file as large as PEERCALL_LIMIT_FILE_BYTES allows, and what a form adds
LARGEST_BODY = document_limits().file_bytes + 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 200
#: a packet's form has a field for each page that is left out of a chart
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR = None

# --- the rest

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "peercall_cache",
        # who tried how often lies there: past this number the oldest keys go, and with them what is counted
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

EMAIL_HOST = os.environ.get("PEERCALL_SMTP_HOST", "")
EMAIL_PORT = env.number("PEERCALL_SMTP_PORT", default=587)
EMAIL_HOST_USER = os.environ.get("PEERCALL_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("PEERCALL_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.flag("PEERCALL_SMTP_STARTTLS", default=True)
EMAIL_USE_SSL = env.flag("PEERCALL_SMTP_TLS")
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("PEERCALL_MAIL_FROM", "peercall@localhost")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "django.core.mail.backends.dummy.EmailBackend"
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "peercall": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # the request itself is logged by peercall with ids and counts only; Django's own line would carry the path
        "django.request": {"handlers": ["nowhere"], "propagate": False},
        "django.security": {"handlers": ["nowhere"], "propagate": False},
        "axes": {"handlers": ["nowhere"], "propagate": False},
    },
}
