"""Every address of the product. Paths are unaccented Vietnamese; the pages of the lessons come last."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from training.people.views import look, studio_door

urlpatterns = [
    # The editor has no sign-in of its own: one door, one throttle.
    path("soan-bai/login/", studio_door),
    path("soan-bai/logout/", RedirectView.as_view(pattern_name="account_logout")),
    path("soan-bai/account/", RedirectView.as_view(pattern_name="account")),
    re_path("^soan-bai/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("soan-bai/", include(wagtailadmin_urls)),
    path("tai-lieu/", include(wagtaildocs_urls)),
    path("giao-dien/", look, name="look"),
    path("tai-khoan/", include("training.people.urls")),
    path("nhan-su/to-chuc/", include("training.people.changes.urls")),
    path("nhan-su/", include("training.people.roster.urls")),
    path("", include("training.studio.urls")),
    path("", include("training.usage.urls")),
    path("", include("training.hall.urls")),
    path("", include("training.practice.urls")),
    path("", include("training.feedback.urls")),
    path("", include("training.assignments.urls")),
    path("", include("training.reminders.urls")),
    path("", include("training.recognition.urls")),
    path("", include("training.progress.urls")),
    path("", include("training.reports.urls")),
    path("", include("training.audit.urls")),
    path(
        "media/images/<path:path>",
        login_required(serve),
        {"document_root": settings.MEDIA_ROOT / "images"},
        name="image",
    ),
    path("hoc/", include(wagtail_urls)),
]
