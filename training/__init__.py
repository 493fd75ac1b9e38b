"""Floor 3: people, their practice, their progress, reports; and what makes it one running product."""

from training.celery import app as celery_app

__all__ = ["celery_app"]
