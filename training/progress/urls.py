"""Addresses of one's own record, and of the sheets to print."""

from django.urls import path

from training.progress import views

urlpatterns = [
    path("ho-so-cua-toi/", views.my_record, name="my_record"),
    path("ho-so-cua-toi/lich-su/", views.my_history, name="my_history"),
    path("ho-so-cua-toi/xac-nhan/", views.my_confirmations, name="my_confirmations"),
    path("ho-so-cua-toi/dieu-duoc-ghi/", views.my_kept, name="my_kept"),
    path("ho-so-cua-toi/tai-ve/", views.my_export, name="my_export"),
    path("ho-so-cua-toi/<uuid:attempt>/", views.my_completion, name="my_completion"),
    path("ho-so-cua-toi/<uuid:attempt>/bien-nhan.json", views.my_receipt, name="my_receipt"),
    path("ho-so-cua-toi/<uuid:attempt>/nguoi-huong-dan/", views.thank_guide, name="thank_guide"),
    path("phieu-viec/<slug:code>/", views.job_aid, name="job_aid"),
]
