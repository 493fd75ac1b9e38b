"""Addresses of the studio. What follows `chuan-bi/` and `lam-mau/<recording>/` is the platform's."""

from django.urls import path

from training.studio import record_views, showing_views, views, writing_views

urlpatterns = [
    path("xuong-bai/", views.sketches, name="studio"),
    path("xuong-bai/<uuid:sketch>/chuan-bi/", views.stage, name="studio_stage"),
    path("xuong-bai/<uuid:sketch>/chuan-bi/<path:path>", views.stage, name="studio_stage_screen"),
    path("xuong-bai/<uuid:sketch>/khung/", views.frame, name="studio_frame"),
    path("xuong-bai/<uuid:sketch>/hoan-tac/", views.take_back, name="studio_take_back"),
    path("xuong-bai/<uuid:sketch>/rut-lai/", views.draw_again, name="studio_draw"),
    path("xuong-bai/<uuid:sketch>/bo/", views.discard, name="studio_discard"),
    path("xuong-bai/<uuid:sketch>/dat-san/", record_views.new_record, name="studio_new_record"),
    path("xuong-bai/<uuid:sketch>/ban-ghi/<slug:ref>/", record_views.record, name="studio_record"),
    path("xuong-bai/<uuid:sketch>/ban-ghi/<slug:ref>/bo/", record_views.drop_record, name="studio_drop_record"),
    path("xuong-bai/<uuid:sketch>/gia-tri/", record_views.variable, name="studio_new_variable"),
    path("xuong-bai/<uuid:sketch>/gia-tri/<slug:name>/", record_views.variable, name="studio_variable"),
    path("xuong-bai/<uuid:sketch>/gia-tri/<slug:name>/bo/", record_views.drop_variable, name="studio_drop_variable"),
    path("xuong-bai/<uuid:sketch>/lam-mau/", showing_views.begin, name="studio_begin"),
    path("xuong-bai/lam-mau/<uuid:recording>/", showing_views.show, name="studio_show"),
    path("xuong-bai/lam-mau/<uuid:recording>/<path:path>", showing_views.show, name="studio_show_screen"),
    path("xuong-bai/luot/<uuid:recording>/quay-lai/", showing_views.go_back, name="studio_back"),
    path("xuong-bai/luot/<uuid:recording>/loi/", showing_views.word_step, name="studio_word_step"),
    path("xuong-bai/luot/<uuid:recording>/lam-lai/", showing_views.start_over, name="studio_start_over"),
    path("xuong-bai/luot/<uuid:recording>/xong/", showing_views.finish, name="studio_finish"),
    path("xuong-bai/<uuid:sketch>/loi/", writing_views.words, name="studio_words"),
    path("xuong-bai/<uuid:sketch>/viet/", writing_views.write, name="studio_write"),
    path("xuong-bai/thu/<int:page>/", writing_views.trial, name="studio_trial"),
    path("xuong-bai/thu/<int:page>/xem-mau/", writing_views.watch, name="studio_watch"),
    path("xuong-bai/thu/<int:page>/xem-mau/<int:number>/", writing_views.watch, name="studio_watch_frame"),
    path(
        "xuong-bai/thu/<int:page>/xem-mau/<int:number>/man-hinh/",
        writing_views.watch,
        {"path": ""},
        "studio_watch_desk",
    ),
    path(
        "xuong-bai/thu/<int:page>/xem-mau/<int:number>/man-hinh/<path:path>",
        writing_views.watch,
        name="studio_watch_screen",
    ),
]
