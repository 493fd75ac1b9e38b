"""The writing door of pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.log_actions import log

from lessons.pictures import marks
from lessons.pictures.models import LessonImage

if TYPE_CHECKING:
    from lessons.pictures.marks import Mark

__all__ = ["adopt", "adopt_all", "draw"]


@transaction.atomic
def draw(*, image_id: int, drawn: Sequence[Mark], acting_user: Any = None) -> LessonImage:
    """Burn these marks, and no others, into the picture that is served; every file made of the former one goes."""
    image: LessonImage = LessonImage.objects.select_for_update().get(pk=image_id)
    if not image.original:
        adopt(image)
    image.marks = marks.stored(marks.numbered(drawn))
    _serve_anew(image)
    log(instance=image, action="wagtail.edit", user=acting_user)
    return image


def adopt(image: LessonImage) -> None:
    """A picture from before originals were kept apart: its file, which may carry metadata, becomes the original."""
    image.keep_original(*image.pixels())
    _serve_anew(image)


@transaction.atomic
def adopt_all() -> int:
    """Every picture that was stored before originals were kept apart. How many there were."""
    found = list(LessonImage.objects.select_for_update().filter(original=""))
    for image in found:
        adopt(image)
    return len(found)


def _serve_anew(image: LessonImage) -> None:
    served: Any = image.file
    storage, former = served.storage, served.name
    image.derive()
    image.save()
    image.renditions.all().delete()
    transaction.on_commit(lambda: storage.delete(former))
