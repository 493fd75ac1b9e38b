"""Addresses of the reports. What is looked at stands in the query: `don-vi`, `bai`, `ket-qua`, `tim`, `trang`."""

from django.urls import path

from training.reports import views

urlpatterns = [
    path("bao-cao/", views.units, name="reports"),
    path("bao-cao/don-vi.csv", views.units_csv, name="reports_units_csv"),
    path("bao-cao/nguoi/", views.people, name="reports_people"),
    path("bao-cao/nguoi/<uuid:person>/", views.person, name="reports_person"),
    path("bao-cao/nguoi.csv", views.people_csv, name="reports_people_csv"),
]
