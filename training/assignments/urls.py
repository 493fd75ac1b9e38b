"""Addresses of assignments."""

from django.urls import path

from training.assignments import people_views, views

urlpatterns = [
    path("giao-bai/", views.assignments, name="assignments"),
    path("giao-bai/moi/", views.assign, name="assign"),
    path("giao-bai/<uuid:assignment>/", people_views.assignment, name="assignment"),
    path("giao-bai/<uuid:assignment>/gia-han/", people_views.extend, name="assignment_extend"),
    path("giao-bai/<uuid:assignment>/nguoi/<uuid:person>/", people_views.person, name="assignment_person"),
    path("giao-bai/<uuid:assignment>/thu-hoi/", views.withdraw, name="assignment_withdraw"),
]
