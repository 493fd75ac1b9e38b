"""The step: what to do, why, a ladder of help, and what must be true when it is done."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from lessons.blocks.checks import ChecksBlock
from lessons.blocks.choosers import ChooserBlock
from lessons.blocks.words import BilingualBlock
from lessons.blocks.work import MovesBlock, name_block

_PREVIEW = {
    "title": {"vi": "Mở văn bản Hỏa tốc trước", "en": "Open the most urgent document first"},
    "instruction": {
        "vi": "<p>Trong <strong>Văn bản đến</strong>, mở văn bản có dấu Hỏa tốc và tiếp nhận.</p>",
        "en": "<p>In <strong>Incoming documents</strong>, open the one marked Most urgent and receive it.</p>",
    },
    "why": {
        "vi": "<p>Hỏa tốc phải trình ngay sau khi nhận.</p>",
        "en": "<p>It must go up as soon as it arrives.</p>",
    },
}


class HintsBlock(blocks.StructBlock):
    hint = BilingualBlock(required=False, long=True, label=_("1 · A hint"))
    where = BilingualBlock(required=False, label=_("2 · Where to look"))
    at = ChooserBlock("place", required=False, label=_("which is lit up"))
    show = blocks.ListBlock(BilingualBlock(label=_("Line")), label=_("3 · How it is done, line by line"), default=[])
    do = MovesBlock(required=False, label=_("4 · Done for the learner"))

    class Meta:
        label = _("Help, rung by rung")
        icon = "help"
        collapsed = True


class StepBlock(blocks.StructBlock):
    title = BilingualBlock(label=_("Title"))
    instruction = BilingualBlock(rich=True, label=_("What to do"))
    why = BilingualBlock(required=False, rich=True, label=_("Why"))
    hints = HintsBlock()
    checks = ChecksBlock(label=_("Done when"))
    name = name_block(
        required=False, label=_("Short name"), form_attrs={}, help_text=_("Used in reports. Empty: b1, b2…")
    )

    def get_preview_value(self) -> Any:
        return self.to_python(_PREVIEW)

    class Meta:
        label = _("Step")
        description = _("One thing to do. A lesson has one to seven.")
        icon = "list-ol"
        template = "lessons/blocks/step.html"
        preview_template = "lessons/blocks/preview.html"
