"""Addresses of assignments."""

from django.urls import path

from training.assignments import views

urlpatterns = [
    path("giao-bai/", views.assignments, name="assignments"),
    path("giao-bai/moi/", views.assign, name="assign"),
    path("giao-bai/<uuid:assignment>/thu-hoi/", views.withdraw, name="assignment_withdraw"),
]
