"""The form for pictures: Wagtail's, and whatever cannot be taken in is refused with a sentence.

Wagtail asks for kind, size and number of pixels as the header states them; `lessons.pictures.intake` reads it all.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from lessons.pictures import intake

PHONE_FORMATS = frozenset({".heic", ".heif", ".avif", ".tif", ".tiff", ".bmp"})


class WholeImageField(WagtailImageField):
    def to_python(self, data: Any) -> Any:
        name = str(getattr(data, "name", "") or "")
        if PurePath(name).suffix.lower() in PHONE_FORMATS:
            raise ValidationError(
                _("This kind of picture cannot be used. Save it as PNG or JPEG and choose it again.")
            )
        if getattr(data, "size", 0) > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:  # before anything is read
            found = {"file_size": filesizeformat(data.size), "max_filesize": self.max_upload_size_text}
            raise ValidationError(self.error_messages["file_too_large"] % found, code="file_too_large")
        try:
            file = super().to_python(data)
            if file is not None:
                file.seek(0)
                intake.pixels(file.read())
                file.seek(0)
        except intake.BadPicture as error:
            raise ValidationError(str(error), code="invalid_image") from error
        except (OSError, SyntaxError) as error:
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error
        return file


class LessonImageForm(BaseImageForm):
    file = WholeImageField(label=_("Picture"), widget=BaseImageForm.Meta.widgets["file"])
