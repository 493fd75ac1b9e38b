"""Background work: the Celery app and what runs when.

Tasks stand in each app's `tasks.py` and are found by name. Each is an idempotent sweep over what the database
says is due, so a lost, late or repeated message does no harm. The schedule is fixed here, in the program:
`celery --app training worker --beat` is all that one machine needs.
"""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

from training import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings")


def configuration() -> dict[str, Any]:
    """Redis where there is one, files otherwise; inside a test run tasks run where they are called."""
    shared: dict[str, Any] = {
        "task_always_eager": settings.TESTING,
        "task_eager_propagates": True,
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "timezone": settings.TIME_ZONE,
        "worker_hijack_root_logger": False,
        "worker_prefetch_multiplier": 1,
        "broker_connection_retry_on_startup": True,
        "beat_schedule_filename": str(settings.DATA_DIR / "schedule"),
        "beat_schedule": {
            "publish lessons whose time has come": {
                "task": "training.tasks.publish_scheduled_pages",
                "schedule": crontab(minute="*/5"),
            },
            "play the solutions of shared courses": {
                "task": "lessons.tasks.try_received_courses",
                "schedule": crontab(minute="*"),
            },
            "forget shared courses that nobody took over": {
                "task": "lessons.tasks.forget_received_courses",
                "schedule": crontab(minute=15),
            },
            "work on rosters": {"task": "training.people.tasks.work_on_rosters", "schedule": crontab(minute="*")},
            "end the roles that end today": {
                "task": "training.people.tasks.end_roles",
                "schedule": crontab(hour=0, minute=5),
            },
            "plan letters": {"task": "training.reminders.tasks.plan_letters", "schedule": crontab(minute="*/10")},
            "send letters": {"task": "training.reminders.tasks.send_letters", "schedule": crontab(minute="*")},
            "prove every live lesson": {
                "task": "training.tasks.prove_lessons",
                "schedule": crontab(hour=1, minute=30),
            },
            "forget expired sessions": {
                "task": "training.tasks.forget_expired_sessions",
                "schedule": crontab(minute=45),
            },
            "remove what has been kept long enough": {
                "task": "training.audit.tasks.purge",
                "schedule": crontab(hour=2, minute=15),
            },
            "check the evidence of every completion": {
                "task": "training.progress.tasks.verify_completions",
                "schedule": crontab(hour=3, minute=0),
            },
            "fold changes into the counts of the reports": {
                "task": "training.reports.tasks.fold_changes",
                "schedule": crontab(minute="*"),
            },
            "write the files that officers asked for": {
                "task": "training.reports.tasks.write_exports",
                "schedule": crontab(minute="*"),
            },
            "prove the counts of the reports": {
                "task": "training.reports.tasks.prove_counts",
                "schedule": crontab(hour=4, minute=15),
            },
            "compare every summary with the facts": {
                "task": "training.progress.tasks.check_summaries",
                "schedule": crontab(hour=3, minute=30),
            },
        },
    }
    if settings.REDIS_URL:
        return shared | {"broker_url": settings.REDIS_URL}
    return shared | {
        "broker_url": broker.URL,
        "broker_transport_options": broker.options(settings.BROKER_DIR),
        "worker_enable_remote_control": False,  # it would broadcast through files that nobody clears
    }


app = Celery("training")
app.add_defaults(configuration)
app.autodiscover_tasks()
