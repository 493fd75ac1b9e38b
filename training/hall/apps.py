from django.apps import AppConfig


class HallConfig(AppConfig):
    name = "training.hall"
    label = "hall"
    default_auto_field = "django.db.models.BigAutoField"
