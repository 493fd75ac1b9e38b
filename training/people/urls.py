"""Signing in and one's own account, under /tai-khoan/. Only the pages of allauth that are wanted."""

from allauth.account import views as allauth
from django.urls import path, re_path

from training.people import views

urlpatterns = [
    path("", views.account, name="account"),
    path("ngon-ngu/", views.set_language, name="set_language"),
    path("mau-man-hinh/", views.set_theme, name="set_theme"),
    path("dang-nhap/", allauth.login, name="account_login"),
    path("dang-xuat/", allauth.logout, name="account_logout"),
    path("tam-dung/", allauth.account_inactive, name="account_inactive"),
    path("mat-khau/doi/", allauth.password_change, name="account_change_password"),
    path("mat-khau/tao/", allauth.password_set, name="account_set_password"),
    path("mat-khau/quen/", allauth.password_reset, name="account_reset_password"),
    path("mat-khau/quen/da-gui/", allauth.password_reset_done, name="account_reset_password_done"),
    path(
        "mat-khau/dat-lai/xong/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^mat-khau/dat-lai/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
