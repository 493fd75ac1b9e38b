"""The roster, under /nhan-su/."""

from django.urls import path

from training.people.roster import views

urlpatterns = [
    path("", views.rosters, name="rosters"),
    path("mau.<str:kind>", views.template, name="roster_template"),
    path("danh-sach.<str:kind>", views.export, name="roster_export"),
    path("<uuid:roster>/", views.roster, name="roster"),
    path("<uuid:roster>/loi.csv", views.faults, name="roster_faults"),
]
