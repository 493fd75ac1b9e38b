"""The trap: bait that lies in the practice only when the learner asked for traps, and how one falls in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from lessons.blocks.checks import ChecksBlock
from lessons.blocks.words import BilingualBlock
from lessons.blocks.work import ExpectBlock, MovesBlock, RecordBlock


class GuardBlock(blocks.StructBlock):
    """Checks that join a step while the traps are laid."""

    step = blocks.IntegerBlock(label=_("Step number"), min_value=1, max_value=7)
    checks = ChecksBlock(label=_("Must also be true"))

    class Meta:
        label = _("Guarded step")
        icon = "tick-inverse"


class TrapBlock(blocks.StructBlock):
    name = BilingualBlock(label=_("The trap"))
    records = blocks.ListBlock(RecordBlock(), label=_("The bait, beside what lies ready"), default=[])
    guards = blocks.ListBlock(
        GuardBlock(),
        label=_("What is checked besides"),
        default=[],
        help_text=_("Most often “An action was not taken”, with your own words for whoever took it."),
    )
    moves = MovesBlock(label=_("How one falls in"))
    expect = blocks.ListBlock(ExpectBlock(), label=_("What the learner is told"), default=[])
    recover = MovesBlock(label=_("The way back"), required=False)

    class Meta:
        label = _("Trap")
        description = _(
            "A near-duplicate, a look-alike name, a wrong request. Laid only in “with traps”; the solution passes by."
        )
        icon = "warning"
        collapsed = True
