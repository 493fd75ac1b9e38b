"""What `bench_load` puts under load: the product, and beside it the barest view, behind the same middleware."""

import os
import sys
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.contrib.sessions.models import Session  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

from training import urls  # noqa: E402


@csrf_exempt
def bare(request: HttpRequest) -> HttpResponse:
    """Who is it, and one row."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    Session.objects.create(session_key=uuid.uuid4().hex, session_data="", expire_date=timezone.now())
    return HttpResponse(status=204)


urls.urlpatterns.insert(0, path("bare/", bare))
