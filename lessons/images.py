"""The form for pictures: Wagtail's, and a picture that is cut short is refused with a sentence as well."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class WholeImageField(WagtailImageField):
    """Wagtail takes the header's word and opens the pixels later: what is missing there would be a server error."""

    def to_python(self, data: Any) -> Any:
        try:
            return super().to_python(data)
        except (OSError, SyntaxError) as error:
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error


class LessonImageForm(BaseImageForm):
    file = WholeImageField(label=_("Picture"), widget=BaseImageForm.Meta.widgets["file"])
