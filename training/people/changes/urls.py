"""The organisation, under /nhan-su/to-chuc/."""

from django.urls import path

from training.people.changes import views

urlpatterns = [
    path("", views.organisation, name="organisation"),
    path("to-chuc.<str:kind>", views.export, name="organisation_export"),
    path("thay-doi/", views.changes, name="organisation_changes"),
    path("thay-doi/<uuid:change>/", views.change, name="organisation_change"),
    path("thay-doi/<slug:way>/", views.enter, name="organisation_enter"),
    path("don-vi/<path:code>/", views.unit, name="organisation_unit"),
]
