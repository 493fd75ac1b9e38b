"""Words in both languages: plain, or rich text that is cleaned whenever it is saved."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.rich_text import RichText

from lessons import html

FEATURES = ["bold", "italic", "ul", "ol", "link"]


class CleanRichTextBlock(blocks.RichTextBlock):
    """Rich text reduced to the lessons' few tags; a pasted table keeps its words."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", FEATURES)
        super().__init__(**kwargs)

    def clean(self, value: RichText) -> RichText:
        value = RichText(html.clean(value.source))
        if self.required and not html.plain(value.source):
            raise ValidationError(_("Write something here."))
        return super().clean(value)


class Words(blocks.StructValue):
    @property
    def here(self) -> str | SafeString:
        """In the language of the screen; the other language rather than nothing."""
        first, second = ("en", "vi") if (get_language() or "vi").startswith("en") else ("vi", "en")
        value = self.get(first) or self.get(second) or ""
        if isinstance(value, RichText):
            value = value if html.plain(value.source) else self.get(second)
            return mark_safe(html.published(value.source))
        return value


class BilingualBlock(blocks.StructBlock):
    """`vi` and `en` side by side; where optional, both or neither."""

    def __init__(self, *, required: bool = True, rich: bool = False, long: bool = False, **kwargs: Any) -> None:
        self.needs_both = required
        kind: type[blocks.FieldBlock] = blocks.TextBlock if long else blocks.CharBlock
        extra: dict[str, Any] = {"rows": 2} if long else {}
        if rich:
            kind, extra = CleanRichTextBlock, {}
        languages = [
            ("vi", kind(label=gettext_lazy("Vietnamese"), required=required, **extra)),
            ("en", kind(label=gettext_lazy("English"), required=required, **extra)),
        ]
        super().__init__(languages, **kwargs)

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        filled = {name: _has_words(cleaned[name]) for name in ("vi", "en")}
        if not self.is_deferred_validation and len(set(filled.values())) == 2:
            missing = next(name for name, has in filled.items() if not has)
            error = ValidationError(_("Write this in both languages, or leave both empty."))
            raise blocks.StructBlockValidationError(block_errors={missing: error})
        return cleaned

    class Meta:
        value_class = Words
        form_classname = "struct-block bilingual"
        icon = "openquote"


def _has_words(value: Any) -> bool:
    return bool(html.plain(value.source) if isinstance(value, RichText) else (value or "").strip())
