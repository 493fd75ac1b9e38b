"""What there is to read before the work: text, a tip, a warning, a picture."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from lessons.blocks.words import BilingualBlock

_PREVIEW = {
    "vi": "<p>Văn bản <strong>Hỏa tốc</strong> phải trình ngay sau khi nhận.</p>",
    "en": "<p>A document marked <strong>Most urgent</strong> goes up as soon as it arrives.</p>",
}


class ReadingBlock(BilingualBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(rich=True, **kwargs)

    def get_preview_value(self) -> Any:
        return self.to_python(_PREVIEW)


class TextBlock(ReadingBlock):
    class Meta:
        label = _("Text")
        description = _("A paragraph or two. Lists, bold and links; no headings.")
        icon = "pilcrow"
        template = "lessons/blocks/text.html"
        preview_template = "lessons/blocks/preview.html"


class TipBlock(ReadingBlock):
    class Meta:
        label = _("Tip")
        description = _("Something that makes the work easier.")
        icon = "help"
        template = "lessons/blocks/tip.html"
        preview_template = "lessons/blocks/preview.html"


class WarningBlock(ReadingBlock):
    class Meta:
        label = _("Warning")
        description = _("Something that goes wrong often, or is hard to undo.")
        icon = "warning"
        template = "lessons/blocks/warning.html"
        preview_template = "lessons/blocks/preview.html"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(
        label=_("Picture"),
        help_text=_("To number, frame or cover something: choose the picture, then “Edit this image” beside it."),
    )
    alt = BilingualBlock(label=_("In words"), help_text=_("What the picture shows, for those who cannot see it."))

    class Meta:
        label = _("Picture")
        description = _("A screenshot or a drawing, with its description.")
        icon = "image"
        template = "lessons/blocks/picture.html"


class ReadingBlocks(blocks.StreamBlock):
    text = TextBlock()
    tip = TipBlock()
    warning = WarningBlock()
    picture = PictureBlock()

    class Meta:
        required = False
