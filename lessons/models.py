"""The lessons' own pictures (Wagtail's image model is swappable only before the first migration)."""

from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class LessonImage(AbstractImage):
    admin_form_fields = Image.admin_form_fields


class LessonRendition(AbstractRendition):
    image = models.ForeignKey(LessonImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="lesson_rendition_unique"
            )
        ]
