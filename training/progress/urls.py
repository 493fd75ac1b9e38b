"""Addresses of one's own record."""

from django.urls import path

from training.progress import views

urlpatterns = [
    path("ho-so-cua-toi/", views.my_record, name="my_record"),
    path("ho-so-cua-toi/<uuid:attempt>/", views.my_completion, name="my_completion"),
    path("ho-so-cua-toi/<uuid:attempt>/bien-nhan.json", views.my_receipt, name="my_receipt"),
]
