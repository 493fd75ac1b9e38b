"""Addresses of practice. What follows `bai-tap/<attempt>/` is the platform's; the guide's own are apart."""

from django.urls import path

from training.practice import views

urlpatterns = [
    path("", views.home, name="home"),
    path("bai-tap/bat-dau/<slug:code>/", views.start, name="practice_start"),
    path("bai-tap/<uuid:attempt>/", views.screen, name="practice_desk"),
    path("bai-tap/<uuid:attempt>/<path:path>", views.screen, name="practice_screen"),
    path("luot-tap/<uuid:attempt>/goi-y/", views.take_help, name="practice_help"),
    path("luot-tap/<uuid:attempt>/tra-loi/", views.give_answer, name="practice_answer"),
    path("luot-tap/<uuid:attempt>/quay-lai/", views.go_back, name="practice_back"),
    path("luot-tap/<uuid:attempt>/lam-lai/", views.start_over, name="practice_start_over"),
    path("luot-tap/<uuid:attempt>/thoat/", views.leave, name="practice_leave"),
    path("luot-tap/<uuid:attempt>/tap-lai/", views.repeat, name="practice_repeat"),
    path("luot-tap/<uuid:attempt>/xong/", views.finished, name="practice_finished"),
]
