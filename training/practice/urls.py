"""Addresses of practice. What follows `bai-tap/<attempt>/`, `kham-pha/<exploration>/` and `man-hinh/` is the
platform's; the guide's own and the strip's are apart."""

from django.urls import path

from training.practice import views
from training.practice.exploration import views as exploring
from training.practice.playback import views as playback

urlpatterns = [
    path("", views.home, name="home"),
    path("cong-viec-cua-toi/", views.job, name="job"),
    path("bai-tap/bat-dau/<slug:code>/", views.start, name="practice_start"),
    path("bai-tap/<uuid:attempt>/", views.screen, name="practice_desk"),
    path("bai-tap/<uuid:attempt>/<path:path>", views.screen, name="practice_screen"),
    path("luot-tap/<uuid:attempt>/goi-y/", views.take_help, name="practice_help"),
    path("luot-tap/<uuid:attempt>/tra-loi/", views.give_answer, name="practice_answer"),
    path("luot-tap/<uuid:attempt>/quay-lai/", views.go_back, name="practice_back"),
    path("luot-tap/<uuid:attempt>/sua-giup/", views.mend, name="practice_mend"),
    path("luot-tap/<uuid:attempt>/de-hon/", views.ease, name="practice_ease"),
    path("luot-tap/<uuid:attempt>/da-lam/", views.deeds, name="practice_deeds"),
    path("luot-tap/<uuid:attempt>/lam-lai/", views.start_over, name="practice_start_over"),
    path("luot-tap/<uuid:attempt>/thoat/", views.leave, name="practice_leave"),
    path("luot-tap/<uuid:attempt>/tap-lai/", views.repeat, name="practice_repeat"),
    path("luot-tap/<uuid:attempt>/xong/", views.finished, name="practice_finished"),
    path("xem-mau/<slug:code>/", playback.demonstration, name="demonstration"),
    path("xem-mau/<slug:code>/<int:number>/", playback.demonstration_frame, name="demonstration_frame"),
    path(
        "xem-mau/<slug:code>/<int:number>/man-hinh/", playback.demonstration_frame, {"path": ""}, "demonstration_desk"
    ),
    path(
        "xem-mau/<slug:code>/<int:number>/man-hinh/<path:path>",
        playback.demonstration_frame,
        name="demonstration_screen",
    ),
    path("ho-so-cua-toi/<uuid:attempt>/xem-lai/", playback.replay, name="replay"),
    path("ho-so-cua-toi/<uuid:attempt>/xem-lai/<int:number>/", playback.replay_frame, name="replay_frame"),
    path(
        "ho-so-cua-toi/<uuid:attempt>/xem-lai/<int:number>/man-hinh/",
        playback.replay_frame,
        {"path": ""},
        "replay_desk",
    ),
    path(
        "ho-so-cua-toi/<uuid:attempt>/xem-lai/<int:number>/man-hinh/<path:path>",
        playback.replay_frame,
        name="replay_screen",
    ),
    path("kham-pha/", exploring.choose, name="explore"),
    path("kham-pha/bat-dau/", exploring.start, name="explore_start"),
    path("kham-pha/<uuid:exploration>/", exploring.screen, name="explore_desk"),
    path("kham-pha/<uuid:exploration>/<path:path>", exploring.screen, name="explore_screen"),
    path("luot-kham-pha/<uuid:exploration>/hoan-tac/", exploring.undo, name="explore_undo"),
    path("luot-kham-pha/<uuid:exploration>/lam-lai/", exploring.start_over, name="explore_start_over"),
]
