"""The twelve kinds of check (`sandbox.spec`) as blocks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from lessons.blocks.choosers import ChooserBlock
from lessons.blocks.words import BilingualBlock
from lessons.blocks.work import ConditionBlock, SelectorBlock, name_block, operator_block, value_block


class CheckBlock(blocks.StructBlock):
    """What every check may add: words of one's own, and where to look."""

    say = BilingualBlock(
        required=False,
        label=_("Own words when not met"),
        help_text=_("Empty: the platform says which record and field, what was found and what is wanted."),
    )
    hint_at = ChooserBlock("place", required=False, label=_("Where to look"))

    class Meta:
        icon = "tick-inverse"
        collapsed = True


class ExistsBlock(CheckBlock):
    select = SelectorBlock()

    class Meta:
        label = _("There is a record")
        description = _("At least one record meets the conditions.")


class MissingBlock(CheckBlock):
    select = SelectorBlock()

    class Meta:
        label = _("There is no such record")
        description = _("No record meets the conditions.")


class FieldIsBlock(CheckBlock):
    select = SelectorBlock()
    field = ChooserBlock("field", label=_("Field"))
    operator = operator_block()
    value = value_block()
    exact = blocks.BooleanBlock(
        required=False, label=_("To the letter"), help_text=_("Tone marks, case and spaces count.")
    )
    broken_when_final = blocks.BooleanBlock(
        required=False,
        default=True,
        label=_("Must be taken back once nobody can correct it"),
    )

    class Meta:
        label = _("A field holds")
        description = _("A field of the record has the value.")


class StateIsBlock(CheckBlock):
    select = SelectorBlock()
    states = blocks.ListBlock(ChooserBlock("state", label=_("State")), label=_("is in one of"))

    class Meta:
        label = _("A record is in the state")
        description = _("The record has come as far as this.")


class CountBlock(CheckBlock):
    select = SelectorBlock()
    operator = operator_block()
    value = value_block()

    class Meta:
        label = _("So many records")
        description = _("The number of records that meet the conditions.")


class EventFields(blocks.StructBlock):
    """An action that was taken; used inside other checks too."""

    action = ChooserBlock("action", label=_("Action"))
    select = SelectorBlock(label=_("On which record"))
    by_learner = blocks.BooleanBlock(required=False, default=True, label=_("By the learner's own hand"))
    person = ChooserBlock("person", required=False, label=_("From the seat of"))
    filled = blocks.ListBlock(ConditionBlock(), label=_("Only when filled in with"), default=[])

    class Meta:
        icon = "tick"
        label = _("Action taken")


class OptionalEventFields(EventFields):
    action = ChooserBlock("action", label=_("Action"), required=False)


class EventBlock(CheckBlock):
    action = ChooserBlock("action", label=_("Action"))
    select = SelectorBlock(label=_("On which record"))
    by_learner = blocks.BooleanBlock(required=False, default=True, label=_("By the learner's own hand"))
    person = ChooserBlock("person", required=False, label=_("From the seat of"))
    filled = blocks.ListBlock(ConditionBlock(), label=_("Only when filled in with"), default=[])

    class Meta:
        label = _("An action was taken")
        description = _("The action was taken, by the learner unless said otherwise.")


class NeverBlock(CheckBlock):
    action = ChooserBlock("action", label=_("Action"))
    select = SelectorBlock(label=_("On which record"))
    filled = blocks.ListBlock(ConditionBlock(), label=_("Only when filled in with"), default=[])

    class Meta:
        label = _("An action was not taken")
        description = _("As soon as it is taken, the learner is offered to take it back.")


class OrderBlock(CheckBlock):
    first = EventFields(label=_("First"))
    then = EventFields(label=_("Then"))

    class Meta:
        label = _("One before the other")
        description = _("The first action must come before the second.")


class WithinBlock(CheckBlock):
    event = EventFields(label=_("Action"))
    minutes = blocks.IntegerBlock(min_value=1, label=_("Within so many simulated minutes"))
    after = OptionalEventFields(label=_("After"), help_text=_("Empty: after the start."))
    office_hours = blocks.BooleanBlock(required=False, label=_("Count office hours only"))

    class Meta:
        label = _("In time")
        description = _("The action is taken in time, on the simulated clock.")


class UntouchedBlock(CheckBlock):
    record = ChooserBlock("record", label=_("Kind of record"))
    except_names = blocks.ListBlock(name_block(label=_("Record")), label=_("Except"), default=[])
    created_too = blocks.BooleanBlock(required=False, label=_("Nothing new either"))

    class Meta:
        label = _("Nothing else changed")
        description = _("Only the records named here were changed by the learner.")


class AnswerBlock(CheckBlock):
    question = name_block(label=_("Name of the question"), form_attrs={})
    ask = BilingualBlock(label=_("Question"))
    operator = operator_block()
    value = value_block()
    options = blocks.ListBlock(
        BilingualBlock(label=_("Option")), label=_("Options"), default=[], help_text=_("None: the answer is typed.")
    )

    class Meta:
        label = _("A question is answered")
        description = _("The learner looks something up and answers.")


class UnaidedBlock(CheckBlock):
    class Meta:
        label = _("Done without help")
        description = _("The step was not done for the learner.")


class ChecksBlock(blocks.StreamBlock):
    exists = ExistsBlock()
    missing = MissingBlock()
    field = FieldIsBlock()
    state = StateIsBlock()
    count = CountBlock()
    event = EventBlock()
    never = NeverBlock()
    order = OrderBlock()
    within = WithinBlock()
    untouched = UntouchedBlock()
    answer = AnswerBlock()
    unaided = UnaidedBlock()
