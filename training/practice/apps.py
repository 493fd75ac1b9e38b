from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "training.practice"
    label = "practice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from lessons import versions
        from training.practice.kept import drop_of_another
        from training.practice.selectors import running

        versions.counted_by(running)
        user_logged_in.connect(drop_of_another, dispatch_uid="practice.drop_of_another")
