"""The door for web servers (gunicorn): `training.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings")

application = get_wsgi_application()

# Code and definitions stay for as long as the process lives: looking through them for garbage again and again took an
# eighth of a page that reads a few hundred rows.
gc.collect()
gc.freeze()
