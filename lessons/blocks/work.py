"""The structured part of a lesson: the records it starts with, what is done to them, and conditions on them.

Values are typed as a Vietnamese clerk types them (25/11/2026, 1.250,5, "Phòng Kinh tế"); `lessons.typed` reads them.
A record of the lesson is called by a name of the trainer's own ("Công điện hỏa tốc").
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from lessons.blocks.choosers import ChooserBlock
from lessons.blocks.words import BilingualBlock

OPERATORS = [
    ("is", _("is")),
    ("not", _("is not")),
    ("filled", _("is filled in")),
    ("blank", _("is empty")),
    ("equals", _("is exactly, to the letter")),
    ("same", _("is, as a reader sees it")),
    ("one_of", _("is one of (a line each)")),
    ("contains", _("contains (a line each)")),
    ("excludes", _("contains none of (a line each)")),
    ("before", _("is before / less than")),
    ("after", _("is after / more than")),
    ("at_most", _("is at most")),
    ("at_least", _("is at least")),
    ("between", _("is between (two lines)")),
    ("min_length", _("has at least so many characters")),
    ("max_length", _("has at most so many characters")),
    ("matches", _("has the pattern")),
    ("count", _("has so many entries")),
    ("sum", _("adds up to (two lines: the column, the number)")),
    ("working_day", _("is a working day")),
    ("working_days_before", _("is so many working days before (two lines: the day, the number)")),
    ("as_imported", _("a rule from a package (kept as it is)")),
]


def name_block(**kwargs: Any) -> blocks.CharBlock:
    """The lesson's own name for a record; the editor suggests the names in use on the page."""
    kwargs.setdefault("max_length", 60)
    kwargs.setdefault("form_attrs", {"data-lesson-name": ""})
    return blocks.CharBlock(**kwargs)


def operator_block() -> blocks.ChoiceBlock:
    return blocks.ChoiceBlock(choices=OPERATORS, default="is", label=_("Comparison"))


def value_block(**kwargs: Any) -> blocks.TextBlock:
    return blocks.TextBlock(rows=1, required=False, label=_("Value"), **kwargs)


class FieldValueBlock(blocks.StructBlock):
    """One cell of a form: which, and what is in it."""

    field = ChooserBlock("field", label=_("Field"))
    value = value_block()

    class Meta:
        label = _("Field and value")
        label_format = "{field}: {value}"
        icon = "edit"
        collapsed = True


class ConditionBlock(blocks.StructBlock):
    field = ChooserBlock("field", label=_("Field"), required=False)
    operator = operator_block()
    value = value_block()

    class Meta:
        label = _("Condition")
        icon = "filter"


class RecordBlock(blocks.StructBlock):
    """A record that lies ready when the practice begins."""

    name = name_block(label=pgettext_lazy("of a record", "Name in this lesson"))
    record = ChooserBlock("record", label=_("Kind of record"))
    state = ChooserBlock("state", label=_("State"), required=False, help_text=_("Empty: the first state."))
    values = blocks.ListBlock(FieldValueBlock(), label=_("Contents"), default=[])

    class Meta:
        label = _("Record")
        description = _("A document, a file or a case that the learner finds on the desk.")
        label_format = "{name}"
        icon = "doc-full"
        collapsed = True


class VariableBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=40)
    values = blocks.TextBlock(
        label=_("Values"),
        rows=4,
        help_text=_(
            "One a line; each attempt draws one. What belongs together stands on one line, as in "
            "“to: 12 | thua: 305”, and is written {{name.to}}. A line “@nguoi_dan” draws from the platform's pool; "
            "“-ben_ban” never draws what the variable ben_ban has."
        ),
    )

    class Meta:
        label = _("Variable")
        icon = "rotate"


class ScenarioBlock(blocks.StructBlock):
    role = ChooserBlock("role", label=_("The learner plays"))
    person = ChooserBlock("person", label=_("in the seat of"))
    start = blocks.CharBlock(
        label=_("It is"),
        required=False,
        help_text=_("Day and time, such as 23/11/2026 07:30. Empty: the platform's own."),
    )
    home = ChooserBlock("module", label=_("The practice opens on"), required=False)
    seats = blocks.ListBlock(
        ChooserBlock("person", label=_("Another seat")),
        label=_("Further seats that the learner takes in turn"),
        default=[],
    )
    records = blocks.ListBlock(RecordBlock(), label=_("What lies ready"), default=[])
    variables = blocks.ListBlock(
        VariableBlock(),
        label=_("Variables"),
        default=[],
        help_text=_("Values that differ between attempts. Write {{name}} where one belongs."),
    )

    class Meta:
        label = _("Starting situation")
        icon = "desktop"
        template = "lessons/blocks/scenario.html"


class SelectorBlock(blocks.StructBlock):
    """Which records: one by its name, or those that meet the conditions."""

    record = ChooserBlock("record", label=_("Kind of record"), required=False)
    name = name_block(label=_("Its name in this lesson"), required=False)
    where = blocks.ListBlock(ConditionBlock(), label=_("Or: where"), default=[])

    class Meta:
        label = _("Which record")
        icon = "search"


class ActBlock(blocks.StructBlock):
    action = ChooserBlock("action", label=_("Action"))
    on = name_block(label=_("On the record"), required=False, help_text=_("Empty for an action that creates one."))
    where = blocks.ListBlock(ConditionBlock(), label=_("Or: on the record where"), default=[])
    values = blocks.ListBlock(FieldValueBlock(), label=_("Filled in"), default=[])
    result = name_block(label=_("Name of what it creates"), required=False)

    class Meta:
        label = _("Do")
        label_format = "{action} {on}"
        icon = "tick"
        description = _("An action on a record, with what is filled in.")


class WaitBlock(blocks.StructBlock):
    until = blocks.ChoiceBlock(
        choices=[
            ("reply", _("an answer comes")),
            ("next_session", _("the next session")),
            ("deadline", _("the next deadline")),
        ],
        default="reply",
        label=_("Until"),
    )

    class Meta:
        label = _("Wait")
        icon = "time"
        description = _("Simulated time passes; colleagues answer.")


class GiveAnswerBlock(blocks.StructBlock):
    question = name_block(label=_("Question"), form_attrs={})
    value = blocks.CharBlock(label=_("Answer"))

    class Meta:
        label = _("Answer")
        icon = "comment"
        description = _("The answer to a question of this lesson.")


class SeatBlock(blocks.StructBlock):
    person = ChooserBlock("person", label=_("Seat"))

    class Meta:
        label = _("Change seats")
        icon = "user"
        description = _("The learner goes on in another of the lesson's seats.")


class SearchBlock(blocks.StructBlock):
    words = blocks.CharBlock(label=_("Searched words"), max_length=100)

    class Meta:
        label = _("Search everywhere")
        icon = "search"
        description = _("The search box over all modules.")


class MovesBlock(blocks.StreamBlock):
    """What a person does, in order."""

    act = ActBlock()
    wait = WaitBlock()
    answer = GiveAnswerBlock()
    seat = SeatBlock()
    search = SearchBlock()

    class Meta:
        required = False


class ExpectBlock(blocks.StructBlock):
    step = blocks.IntegerBlock(label=_("Step number"), min_value=1, max_value=7)
    status = blocks.ChoiceBlock(
        choices=[("todo", _("not yet done")), ("broken", _("must be taken back"))], default="broken", label=_("Is")
    )
    say = BilingualBlock(required=False, label=_("and the learner reads (a part of it)"))

    class Meta:
        label = _("Expected answer")
        icon = "comment"


class RightRouteBlock(blocks.StructBlock):
    name = BilingualBlock(label=_("Name"))
    moves = MovesBlock(label=_("What is done"))

    class Meta:
        label = _("Another right way")
        description = _("A way that differs from the solution and is as good.")
        icon = "tick"
        collapsed = True


class WrongRouteBlock(blocks.StructBlock):
    name = BilingualBlock(label=_("The mistake"))
    moves = MovesBlock(label=_("What is done"))
    expect = blocks.ListBlock(ExpectBlock(), label=_("What the learner is told"), default=[])
    recover = MovesBlock(label=_("The way back"), required=False)

    class Meta:
        label = _("Typical mistake")
        description = _("A mistake that is often made, what the learner is told then, and the way back.")
        icon = "undo"
        collapsed = True
