"""Addresses of letters: for HR, for oneself, and the link in every letter."""

from django.urls import path

from training.reminders import views

urlpatterns = [
    path("nhac-viec/", views.reminders, name="reminders"),
    path("tai-khoan/thu-nhac/", views.my_letters, name="my_letters"),
    path("thu-nhac/tat/<str:token>/", views.off, name="reminders_off"),
]
