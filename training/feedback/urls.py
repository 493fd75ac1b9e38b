"""Addresses of feedback: being stuck (of an attempt, one's own, the trainers') and needs (one's own, leaders')."""

from django.urls import path

from training.feedback import board_views, leader_views, need_views, stuck_views

urlpatterns = [
    path("luot-tap/<uuid:attempt>/bi-ket/", stuck_views.stuck_new, name="stuck_new"),
    path("phan-hoi/", stuck_views.inbox, name="stuck_inbox"),
    path("phan-hoi/cua-toi/<uuid:stuck>/", stuck_views.my_stuck, name="my_stuck"),
    path("phan-hoi/<uuid:stuck>/", stuck_views.answer, name="stuck_answer"),
    path("phan-hoi/thu-hoi/<int:reply>/", stuck_views.withdraw, name="reply_withdraw"),
    path("phan-hoi/loi-nhan/<int:reply>/", stuck_views.late_reply, name="late_reply"),
    path("toi-can/", need_views.needs, name="needs"),
    path("toi-can/moi/", need_views.need_new, name="need_new"),
    path("toi-can/bang/", board_views.board, name="board"),
    path("toi-can/bang/<uuid:need>/", board_views.board_need, name="board_need"),
    path("toi-can/bang/<uuid:need>/toi-cung-can/", board_views.me_too, name="me_too"),
    path("toi-can/cho-tra-loi/", leader_views.needs_late, name="needs_late"),
    path("toi-can/hop-thu/", leader_views.needs_inbox, name="needs_inbox"),
    path("toi-can/hop-thu/<uuid:need>/", leader_views.need_decide, name="need_decide"),
    path("toi-can/hop-thu/<uuid:need>/gop/", leader_views.need_join, name="need_join"),
    path("toi-can/hop-thu/<uuid:need>/tach/", leader_views.need_take_apart, name="need_take_apart"),
    path("toi-can/hop-thu/<uuid:need>/ket-qua/", leader_views.need_became, name="need_became"),
    path("toi-can/hop-thu/<uuid:need>/len-bang/", leader_views.need_on_board, name="need_on_board"),
    path("toi-can/<uuid:need>/", need_views.need, name="need"),
]
