"""A picture is one file that is served, and behind it what it was made of.

`file` is always derived: pixels with the marks burnt in, and no metadata. `original` holds the same pixels without
marks, in a folder that no address leads to; only the screen where marks are drawn reads it. `save` is the one narrow
place: whatever file a picture is given, by whichever form or code, is taken in there first.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from lessons.pictures import burn, intake, marks
from lessons.pictures.marks import Mark

ORIGINAL_QUALITY = 95
SERVED_QUALITY = 90


def private_files() -> FileSystemStorage:
    """Files that are read by our own code only: there is no address for them."""
    return FileSystemStorage(location=settings.PRIVATE_ROOT, file_permissions_mode=0o600)


class Derived(ContentFile):
    """A file that we made from a picture's pixels: it needs no taking in."""


class LessonImage(AbstractImage):
    original = models.FileField(storage=private_files, upload_to="pictures", blank=True, editable=False)
    marks = models.JSONField(default=list, blank=True, editable=False)
    source_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)  # sha256 of the upload

    admin_form_fields = Image.admin_form_fields

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new file is taken in. Raises ValidationError with a sentence if it is none that can be."""
        file: Any = self.file
        if file and not file._committed and not isinstance(file.file, Derived):
            self._take_in()
        super().save(*args, **kwargs)

    @property
    def typed_marks(self) -> list[Mark]:
        return marks.read(self.marks)

    def pixels(self) -> tuple[Any, str]:
        """What it was made of: the picture without marks, and the kind of file."""
        with self.open_original() as file:
            return intake.pixels(file.read())

    def open_original(self) -> Any:
        """The picture without marks, as a file to be read; of an earlier version, what there is."""
        source: Any = self.original or self.file
        return source.storage.open(source.name, "rb")

    def discard_files(self) -> None:
        """Of a picture whose row was rolled back."""
        for kept in (self.file, self.original):
            file: Any = kept
            file.storage.delete(file.name)

    def derive(self) -> None:
        """Let `file` be made anew from the original and the marks. Not saved."""
        picture, kind = self.pixels()
        self._serve(picture, kind)

    def _take_in(self) -> None:
        self.file.open()
        content = self.file.read()
        try:
            picture, kind = intake.pixels(content)
        except intake.BadPicture as error:
            raise ValidationError({"file": str(error)}) from error
        self._carry_marks_over(picture.size)
        self.source_hash = hashlib.sha256(content).hexdigest()
        self.keep_original(picture, kind)
        self._serve(picture, kind)

    def keep_original(self, picture: Any, kind: str) -> None:
        """Its pixels, in the private folder; the earlier ones go when all is committed."""
        former = self.original.name
        content = intake.encode(picture, kind, quality=ORIGINAL_QUALITY)
        self.original.save(_name(kind), ContentFile(content), save=False)
        if former:
            transaction.on_commit(lambda: private_files().delete(former))

    def _serve(self, picture: Any, kind: str) -> None:
        drawn = burn.burn(picture, self.typed_marks)
        content = intake.encode(drawn, kind, quality=SERVED_QUALITY)
        self.file = Derived(content, name=_name(kind))
        self._set_image_file_metadata()

    def _carry_marks_over(self, size: tuple[int, int]) -> None:
        """A newer screenshot keeps what is drawn, at the same places of it: what was covered is not laid bare."""
        if not self.marks:
            return
        former = self.pixels()[0].size if self.original else size
        across, down = size[0] / former[0], size[1] / former[1]
        self.marks = marks.stored(mark.moved(across, down) for mark in self.typed_marks)

    # A rendition that is being made while marks are drawn must not outlive them: it is made under the row's lock, of
    # the file that is the picture's by then.

    def create_rendition(self, filter: Any) -> Any:
        with self._as_it_is():
            return super().create_rendition(filter)

    def create_renditions(self, *filters: Any) -> Any:
        with self._as_it_is():
            return super().create_renditions(*filters)

    @contextmanager
    def _as_it_is(self) -> Iterator[None]:
        with transaction.atomic():
            now = LessonImage.objects.select_for_update().get(pk=self.pk)
            if now.file.name != self.file.name:
                self.refresh_from_db()
            yield


class LessonRendition(AbstractRendition):
    image = models.ForeignKey(LessonImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="lesson_rendition_unique"
            )
        ]


def _name(kind: str) -> str:
    """New each time, so that no cache shows an earlier one; it says nothing, as names of uploads may."""
    return f"{secrets.token_hex(8)}.{intake.EXTENSIONS[kind]}"


@receiver(post_delete, sender=LessonImage)
def _forget_original(instance: LessonImage, **kwargs: Any) -> None:
    if name := instance.original.name:
        transaction.on_commit(lambda: private_files().delete(name))
