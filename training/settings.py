"""One settings module; what differs between machines comes from the environment (see `.env.example`).

With an empty environment everything runs on one machine: SQLite, an in-process cache, a broker made of
files, all under `var/` (or `DATA_DIR`).
"""

import os
import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / "var"))
TESTING = "pytest" in sys.modules


def env_bool(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


DEBUG = env_bool("DEBUG", False)
SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    # floor 3
    "training.people",
    "training.practice",
    "training.progress",
    "training.reports",
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

ROOT_URLCONF = "training.urls"
WSGI_APPLICATION = "training.wsgi.application"
AUTH_USER_MODEL = "people.User"
WAGTAILIMAGES_IMAGE_MODEL = "lessons.LessonImage"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
