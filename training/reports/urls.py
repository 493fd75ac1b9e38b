"""Addresses of the reports. What is looked at stands in the query: see `asking`."""

from django.urls import path

from training.reports import question_views, views

urlpatterns = [
    path("bao-cao/", views.units, name="reports"),
    path("bao-cao/don-vi.csv", views.units_csv, name="reports_units_csv"),
    path("bao-cao/nguoi/", views.people, name="reports_people"),
    path("bao-cao/nguoi/<uuid:person>/", views.person, name="reports_person"),
    path("bao-cao/nguoi.csv", views.people_csv, name="reports_people_csv"),
    path("bao-cao/sau-cau-hoi/", question_views.overview, name="reports_overview"),
    path("bao-cao/hoi/<slug:question>/", question_views.question, name="reports_question"),
    path("bao-cao/hoi/<slug:question>/<slug:kind>/", question_views.question_file, name="reports_question_file"),
    path("bao-cao/tep/", question_views.exports, name="reports_exports"),
    path("bao-cao/tep/<uuid:export>/", question_views.export, name="reports_export"),
    path("bao-cao/tep/<uuid:export>/tai/", question_views.export_file, name="reports_export_file"),
]
