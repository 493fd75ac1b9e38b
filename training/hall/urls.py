"""Addresses of halls: the trainers', and what a learner in one sends."""

from django.urls import path

from training.hall import seat_views, views

_HALL = "hoi-truong/<uuid:hall>/"
_SEAT = f"{_HALL}ban/<int:number>/"

urlpatterns = [
    path("hoi-truong/", views.hall, name="hall"),
    path("hoi-truong/vao/", seat_views.join, name="hall_join"),
    path("hoi-truong/cua-toi/", seat_views.mine, name="hall_mine"),
    path("hoi-truong/cung-lam/", seat_views.together, name="hall_together"),
    path("hoi-truong/cung-phu-trach/", views.run_too, name="hall_run_too"),
    path(_HALL, views.wall, name="hall_wall"),
    path(f"{_HALL}tuong/", views.tiles, name="hall_tiles"),
    path(f"{_HALL}man-chieu/", views.projector, name="hall_projector"),
    path(f"{_HALL}dem/", views.counts, name="hall_counts"),
    path(f"{_HALL}goi-y/", views.hint, name="hall_hint"),
    path(f"{_HALL}ket-thuc/", views.close, name="hall_close"),
    path(f"{_HALL}tong-ket/", views.summary, name="hall_summary"),
    path(_SEAT, views.seat, name="hall_seat"),
    path(f"{_SEAT}man-hinh/", views.seat, {"path": ""}, name="hall_seat_desk"),
    path(f"{_SEAT}man-hinh/<path:path>", views.seat, name="hall_seat_screen"),
    path(f"{_SEAT}da-giup/", views.helped, name="hall_helped"),
    path(f"{_SEAT}dat-lai/", views.reset, name="hall_reset"),
]
