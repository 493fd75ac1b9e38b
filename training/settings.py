"""One settings module; what differs between machines comes from the environment (see `.env.example`).

With an empty environment everything runs on one machine: SQLite, an in-process cache, a broker made of
files, all under `var/` (or `DATA_DIR`).
"""

import atexit
import shutil
import sys
import tempfile
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from training import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules
if TESTING:  # nothing of the machine leaks into a test run, and a test run leaves nothing behind
    DATA_DIR = Path(tempfile.mkdtemp(prefix="dung-la-gioi-"))
    atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
else:
    env.load_dotenv(BASE_DIR / ".env")
    DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()

DEBUG = env.flag("DEBUG", False)
SECRET_KEY = "only-for-tests" if TESTING else env.secret_key(DATA_DIR)
PORT = env.number("PORT", 8000)
BASE_URL = env.text("BASE_URL", f"http://localhost:{PORT}").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
REDIS_URL = env.redis_of_this_test_process() if TESTING else env.text("REDIS_URL")

INSTALLED_APPS = [
    # floor 3
    "training.people",
    "training.studio",
    "training.usage",
    "training.hall",
    "training.practice",
    "training.feedback",
    "training.assignments",
    "training.reminders",
    "training.recognition",
    "training.progress",
    "training.audit",
    "training.reports",
    "training",
    # floor 2
    "lessons",
    # floor 1
    "sandbox",
    # packages
    "wagtail.users",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.snippets",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "django_filters",
    "allauth",
    "allauth.account",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "training.csp.ContentSecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages shrink to a fifth on a slow line. Against BREACH: Django masks the CSRF token anew in every page, and this
    # middleware pads every answer by a random number of bytes.
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "training.people.middleware.LanguageMiddleware",
    "training.people.middleware.OpenedByAddress",
    "training.people.middleware.PrivateMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lessons.middleware.RefusedPublication",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "training.people.context.viewer",
            ],
        },
    },
]

ROOT_URLCONF = "training.urls"
WSGI_APPLICATION = "training.wsgi.application"
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Data -------------------------------------------------------------------------------------------

DATABASE = dj_database_url.parse(
    env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'data.sqlite3'}"),
    conn_max_age=600,
    conn_health_checks=True,
)
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    DATABASE["OPTIONS"] = DATABASE.get("OPTIONS", {}) | {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
    # A file, not memory: the live server's threads need real locks.
    DATABASE["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    # Compiling a statement takes PostgreSQL longer than the half second that our longest ones run.
    DATABASE["OPTIONS"] = {"options": "-c jit=off"} | DATABASE.get("OPTIONS", {})
DATABASES = {"default": DATABASE}

if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    # Room for the counts of every seat's lists: with Django's 300 entries a hall of learners would recount all day.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 5000},  # type: ignore[dict-item]  # the plugin knows only the texts
        }
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.db"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
FONTS_DIR = DATA_DIR / "fonts"  # made at set-up by `build_fonts`
FONTS_DIR.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [("fonts", FONTS_DIR)]
BUNDLES_DIR = DATA_DIR / "bundles"  # one style sheet and one script, see training.assets
STATICFILES_FINDERS = [
    "training.assets.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
PRIVATE_ROOT = DATA_DIR / "private"  # pictures without marks, courses being looked at: no address leads there
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG  # straight from the sources: no collectstatic while working on them
WHITENOISE_AUTOREFRESH = TESTING or DEBUG  # looked for when asked for: not every file at the first page of every test
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long lesson's page form has thousands of fields
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- Language and time ------------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# --- Sign-in (owned by training.people) -------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("staff_code", "full_name", "search_name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "staff_code"
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PRESERVE_USERNAME_CASING = True  # stored in capitals, compared without regard to them
ACCOUNT_ADAPTER = "training.people.sign_in.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "training.people.sign_in.LoginForm",
    "reset_password": "training.people.sign_in.ResetPasswordForm",
    "reset_password_from_key": "training.people.sign_in.ResetPasswordKeyForm",
    "change_password": "training.people.sign_in.ChangePasswordForm",
    "set_password": "training.people.sign_in.SetPasswordForm",
}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody is told whether an address is known
ACCOUNT_SESSION_REMEMBER = False  # closing the browser signs out: office computers are shared
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
# One address may be a whole commune office behind one router; one account may not be guessed at.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("PROXY_COUNT", 0)

# --- Wagtail ----------------------------------------------------------------------------------------

EDITOR_PREFIX = "/soan-bai/"
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # addresses are unaccented
WAGTAIL_SITE_NAME = "Dùng là giỏi"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_CONTENT_LANGUAGES = [("vi", _("Vietnamese"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # one door to passwords: allauth's, which is throttled
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_IMAGE_MODEL = "lessons.LessonImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "lessons.images.LessonImageForm"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = env.number("PICTURE_MAX_MB", 5) * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = env.number("PICTURE_MAX_MEGAPIXELS", 25) * 1_000_000
PICTURE_MAX_SIDE = 10_000  # pixels
COURSE_MAX_SIZE = env.number("COURSE_MAX_MB", 14) * 1024 * 1024  # of a shared course's file
COURSE_KEPT_HOURS = 24  # between its upload and the trainer's decision
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "txt", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"

# --- Security ---------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
EDITOR_CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": CONTENT_SECURITY_POLICY["DIRECTIVES"]
    | {
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
        "frame-src": [SELF],  # the preview beside the page form
        "frame-ancestors": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day; many offices share a computer
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    if ALLAUTH_TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Practice ---------------------------------------------------------------------------------------

REFRESH_AFTER_DAYS = (7, 28)  # a lesson done alone is due again so many days later
NEWCOMER_DAYS = env.number("NEWCOMER_DAYS", 14)  # that who comes later has, where an assignment says nothing

# --- What is said ------------------------------------------------------------------------------------

NEED_ANSWER_WORKING_DAYS = env.number("NEED_ANSWER_WORKING_DAYS", 5)  # within so many a leader answers "Tôi cần"

# --- How long what is kept (`manage.py purge`, docs/retention.md); days, 0 keeps for good ---------------

KEEP_DAYS = {
    "sessions": 1,  # SESSION_COOKIE_AGE, and the night after
    "rosters": 31,  # as long as an import can be undone
    "trials": 1,
    "drafts": 30,
    "exports": env.number("KEEP_EXPORTS_DAYS", 7),
    "letters": env.number("KEEP_LETTERS_DAYS", 400),
    "exploration": env.number("KEEP_EXPLORATION_DAYS", 365),
    "minutes": env.number("KEEP_MINUTES_DAYS", 365),
    "set_aside": env.number("KEEP_SET_ASIDE_DAYS", 365),
    "logs": env.number("KEEP_LOGS_DAYS", 5 * 365),
    "stuck": env.number("KEEP_STUCK_DAYS", 365),
    "access_log": env.number("KEEP_ACCESS_LOG_DAYS", 5 * 365),
}

# --- Mail, background work, logs --------------------------------------------------------------------

DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DEFAULT_FROM_EMAIL", "dung-la-gioi@localhost")
globals().update(env.email(DATA_DIR / "mail"))

# Letters to people (training.reminders): how many a week at most, in which hours of working days, on which further
# days not, how many a minute, and what happens to one that was with the mail server when the worker died: "once" (not
# sent again; what it said is said in the next one) or "repeat" (sent again under the same Message-ID).
REMINDERS_PER_WEEK = env.number("REMINDERS_PER_WEEK", 2)
REMINDER_HOURS = env.text("REMINDER_HOURS", "07:30-11:30,13:30-17:00")
REMINDER_DAYS_OFF = frozenset(env.words("REMINDER_DAYS_OFF"))  # 2027-02-05,2027-02-08
REMINDERS_PER_MINUTE = env.number("REMINDERS_PER_MINUTE", 120)
REMINDERS_AFTER_CRASH = env.text("REMINDERS_AFTER_CRASH", "once")
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"

BROKER_DIR = DATA_DIR / "broker"  # used where there is no Redis, see training.broker

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "training.logs.ImpersonalFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
    "loggers": {
        # By default Django mails and prints these on its own; here they go one way, the root's.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # A wrong address on a scanner's list is not our error.
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL"},
    },
}
