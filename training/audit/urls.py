"""Addresses of the access log."""

from django.urls import path

from training.audit import views

urlpatterns = [
    path("nhan-su/nhat-ky/", views.log, name="access_log"),
    path("nhan-su/nhat-ky.<str:kind>", views.log_file, name="access_log_file"),
    path("ho-so-cua-toi/ai-da-xem/", views.my_seen, name="my_seen"),
]
