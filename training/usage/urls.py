"""Addresses of "Chỗ tắc"."""

from django.urls import path

from training.usage import views

urlpatterns = [
    path("cho-tac/", views.usage, name="usage"),
    path("cho-tac/<slug:code>/", views.lesson, name="usage_lesson"),
    path("cho-tac/<slug:code>/<slug:check_key>/", views.state, name="usage_state"),
]
