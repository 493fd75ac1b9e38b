"""Addresses of papers: one's own, and the page on which anybody verifies one."""

from django.urls import path

from training.recognition import views

urlpatterns = [
    path("ho-so-cua-toi/giay-xac-nhan/", views.issue, name="my_paper"),
    path("ho-so-cua-toi/<uuid:attempt>/giay-xac-nhan/", views.issue, name="my_paper_of"),
    path("giay-xac-nhan/<str:code>/", views.paper, name="paper"),
    path("giay-xac-nhan/<str:code>/giay.pdf", views.paper_pdf, name="paper_pdf"),
    path("giay-xac-nhan/<str:code>/giay.png", views.paper_png, name="paper_png"),
    path("giay-xac-nhan/<str:code>/kiem-tra/", views.paper_release, name="paper_release"),
    path("kiem-chung/", views.verify, name="verify"),
    path("kiem-chung/verify_receipt.py", views.receipt_tool, name="receipt_tool"),
    path("kiem-chung/<str:code>/bien-nhan/<str:token>/", views.released, name="released"),
    path(
        "kiem-chung/<str:code>/bien-nhan/<str:token>/<int:number>.json",
        views.released_receipt,
        name="released_receipt",
    ),
    path("kiem-chung/<str:code>/", views.verified, name="verified"),
]
