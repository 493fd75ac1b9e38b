"""Conditions in words: what was found and what is wanted, in both languages.

Guards, refusals and checks all speak through `Speaker`, so that a learner reads one voice everywhere:
'Ô "Độ khẩn" đang là "Thường", cần là "Khẩn".'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.definition import dates, values
from sandbox.definition.conditions import (
    AT_LEAST_ONE,
    COMBINATORS,
    OTHER,
    Scope,
    failing_part,
    holds,
    is_empty,
    meets,
    number,
    others,
    resolve,
)
from sandbox.definition.schema import RecordField, RecordType, Text
from sandbox.text import shortened

LONGEST_SHOWN = 80
STATE = "state"


@dataclass(frozen=True)
class Speaker:
    """Puts values and conditions of one record type into words. `names` are the titles of records by rid."""

    scope: Scope
    record_type: RecordType | None = None
    names: Mapping[int, str] = field(default_factory=dict)

    def label(self, name: str) -> Text:
        """What people call the field; "Trạng thái" for the state."""
        if name == STATE:
            return Text(vi="Trạng thái", en="State")
        known = self.record_type.fields.get(name) if self.record_type else None
        return known.label if known else Text(vi=name or "?", en=name or "?")

    def value(self, name: str, value: Any) -> Text:
        """The value as a screen shows it, quoted and cut to a readable length."""
        return Text(vi=self._quoted(name, value, "vi"), en=self._quoted(name, value, "en"))

    def found(self, name: str, value: Any, operand: Any = None) -> Text:
        """'đang là "Thường"', 'đang trống', 'đang có 2 mục'."""
        if isinstance(operand, Mapping) and "count" in operand and (value is None or isinstance(value, list)):
            size = len(value or [])
            return Text(vi=f"đang có {size} mục", en=f"has {size} item{'' if size == 1 else 's'}")
        if isinstance(operand, Mapping) and operand.keys() & {"min_length", "max_length"} and not is_empty(value):
            size = len(str(value).strip())
            return Text(vi=f"đang có {size} ký tự", en=f"has {size} character{'' if size == 1 else 's'}")
        if is_empty(value) and value is not False:
            return Text(vi="đang trống", en="is empty")
        shown = self.value(name, value)
        return Text(vi=f"đang là {shown.vi}", en=f"is {shown.en}")

    def wanted(self, name: str, operand: Any) -> Text:
        """What follows "cần" / "should": 'là "Khẩn"' / 'be "Urgent"'."""
        vi, en = self._wanted(name, operand, "vi"), self._wanted(name, operand, "en")
        return Text(vi=vi, en=en)

    def unmet(self, name: str, operand: Any, value: Any) -> Any:
        """Of a mapping of operators, only the first that does not hold; anything else as it is."""
        if isinstance(operand, Mapping):
            for operator, wanted in operand.items():
                if not meets(value, {operator: wanted}, scope=self.scope):
                    return {operator: wanted}
        return operand

    def sentence(self, name: str, operand: Any, value: Any) -> Text:
        """'Ô "Độ khẩn" đang là "Thường", cần là "Khẩn".'"""
        unmet = self.unmet(name, operand, value)
        label, found, wanted = self.label(name), self.found(name, value, unmet), self.wanted(name, unmet)
        vi = label.vi if name == STATE else f'Ô "{label.vi}"'
        en = label.en if name == STATE else f'"{label.en}"'
        return Text(vi=f"{vi} {found.vi}, cần {wanted.vi}.", en=f"{en} {found.en}; it should {wanted.en}.")

    def part(self, name: str, operand: Any, data: Mapping[str, Any]) -> Text:
        """Why one part of a condition does not hold."""
        if name == OTHER and isinstance(operand, Mapping):
            return self._others(operand)
        if name == "all" and isinstance(operand, list):
            for part in operand:
                if failing := failing_part(part, data, scope=self.scope):
                    return self.part(*failing, data)
        if name == "any" and isinstance(operand, list) and operand:
            reasons = [
                self.part(*failing, data) for p in operand if (failing := failing_part(p, data, scope=self.scope))
            ]
            return Text(
                vi="Cần một trong các điều sau. " + " Hoặc: ".join(one.vi for one in reasons),
                en="One of these is needed. " + " Or: ".join(one.en for one in reasons),
            )
        if name == "none" and isinstance(operand, list):
            for part in operand:
                if isinstance(part, Mapping) and part and holds(part, data, scope=self.scope):
                    key, value = next(iter(part.items()))
                    if key in ("any", "all", "none"):
                        break
                    return self.sentence(key, {"not": value}, data.get(key))
        if name in ("", "any", "all", "none"):
            return _UNMET
        return self.sentence(name, operand, data.get(name))

    def _others(self, operand: Mapping[str, Any]) -> Text:
        """'Số "Phiếu chuyển" khác (Hồ sơ: "Tách thửa"; Trạng thái: khác "Đóng") đang là 1, cần đúng 0.'"""
        found, wanted = others(operand, self.scope), amount(operand.get("count", AT_LEAST_ONE), self.scope)
        if found is None:
            return _UNMET
        target = self.scope.platform.record(operand["record"])
        such, speaker = operand.get("where") or {}, Speaker(self.scope, target, self.names)
        told = [(speaker.label(name), speaker.wanted(name, such[name])) for name in such if name not in COMBINATORS]
        vi = "; ".join(f"{label.vi}: {what.vi.removeprefix('là ')}" for label, what in told)
        en = "; ".join(f"{label.en}: {what.en.removeprefix('be ')}" for label, what in told)
        return Text(
            vi=f'Số "{target.vi}" khác{vi and f" ({vi})"} đang là {found}, cần {wanted.vi}.',
            en=f'The number of other "{target.en}"{en and f" ({en})"} is {found}; it should be {wanted.en}.',
        )

    # --- phrases ------------------------------------------------------------------------------------------

    def _quoted(self, name: str, value: Any, language: str) -> str:
        shown = self._shown(name, value, language)
        shown = shortened(shown, LONGEST_SHOWN)
        known = self._field(name)
        bare = number(value) is not None or (known and known.type in ("date", "datetime", "money", "rows"))
        return shown if bare else f'"{shown}"'

    def _shown(self, name: str, value: Any, language: str) -> str:
        known = self._field(name)
        if name == STATE and self.record_type and isinstance(value, str) and value in self.record_type.states:
            return self.record_type.states[value].label.into(language)
        if known is None or (known.type not in ("checkbox",) and isinstance(value, (bool, Mapping))):
            return dates.show(value)
        return values.show(known, value, language, self.scope.platform, self.names)

    def _field(self, name: str) -> RecordField | None:
        return self.record_type.fields.get(name) if self.record_type else None

    def _list(self, name: str, operand: Any, language: str) -> str:
        items = operand if isinstance(operand, list) else [operand]
        return ", ".join(self._quoted(name, resolve(one, self.scope), language) for one in items)

    def _wanted(self, name: str, operand: Any, language: str) -> str:
        english = language == "en"
        operand = resolve(operand, self.scope)
        if isinstance(operand, Mapping):
            phrases = [self._operator(name, operator, wanted, language) for operator, wanted in operand.items()]
            return (" and " if english else " và ").join(phrases) or ("be right" if english else "đúng")
        if operand is None:
            return "be empty" if english else "để trống"
        if isinstance(operand, list) and len(operand) != 1:
            field = self._field(name)
            several = field is not None and field.type in ("choices", "people", "units", "files")
            lead = ("be" if english else "là") if several else ("be one of" if english else "là một trong:")
            return f"{lead} {self._list(name, operand, language)}"
        return f"{'be' if english else 'là'} {self._list(name, operand, language)}"

    def _operator(self, name: str, operator: str, wanted: Any, language: str) -> str:
        english = language == "en"
        if operator in ("equals", "same", "one_of"):
            return self._wanted(name, wanted, language)
        if operator == "not":
            return self._not(name, wanted, language)
        if operator == "empty":
            if wanted is True:
                return "be empty" if english else "để trống"
            return "be filled in" if english else "được điền"
        if operator == "between" and isinstance(wanted, list) and len(wanted) == 2:
            low, high = (self._list(name, one, language) for one in wanted)
            return f"be between {low} and {high}" if english else f"trong khoảng từ {low} đến {high}"
        if operator in ("count", "sum"):
            return self._amount(operator, wanted, language)
        if operator == "working_day":
            if wanted is False:
                return "not be a working day" if english else "không phải ngày làm việc"
            return "be a working day" if english else "là ngày làm việc"
        if operator == "working_days_before" and isinstance(wanted, Mapping):
            than, days = self._list(name, wanted.get("than"), language), wanted.get("at_least")
            if english:
                return f"be at least {days} working day{'' if days == 1 else 's'} before {than}"
            return f"trước {than} ít nhất {days} ngày làm việc"
        vi, en, plural = _PHRASES.get(operator, ("đúng như yêu cầu", "be as asked", False))
        shown = str(wanted) if plural else self._list(name, wanted, language)
        return (en if english else vi).format(shown)

    def _not(self, name: str, wanted: Any, language: str) -> str:
        english = language == "en"
        if isinstance(wanted, Mapping):
            if wanted == {"empty": True}:
                return "be filled in" if english else "được điền"
            inner = self._wanted(name, wanted, language)
            return f"not {inner}" if english else f"không {inner}"
        lead = "be other than" if english else "khác"
        return f"{lead} {self._list(name, wanted, language)}"

    def _amount(self, operator: str, wanted: Any, language: str) -> str:
        english = language == "en"
        parts = wanted if isinstance(wanted, Mapping) else {"equals": wanted}
        phrases = []
        for name, size in parts.items():
            if name == "column":
                continue
            size = resolve(size, self.scope)
            ends = [show_number(one) for one in size] if isinstance(size, list) else [show_number(size)]
            vi, en = _AMOUNTS.get(name, ("{}", "{}"))
            phrases.append((en if english else vi).format(*ends) if len(ends) >= vi.count("{}") else str(size))
        joined = (" and " if english else " và ").join(phrases)
        if operator == "sum":
            return f"add up to {joined}" if english else f"có tổng {joined}"
        return f"have {joined} item(s)" if english else f"có {joined} mục"


def show_number(value: Any) -> str:
    """A stored number as it is written in Vietnamese; anything else as it is."""
    return values.show(_NUMBER, value)


def explain_part(
    name: str, operand: Any, data: Mapping[str, Any], scope: Scope, record_type: RecordType | None
) -> Text:
    return Speaker(scope, record_type).part(name, operand, data)


def amount(operand: Any, scope: Scope) -> Text:
    """'đúng 1', 'ít nhất 2', for counts: what follows "cần"."""
    speaker = Speaker(scope)
    vi = speaker._amount("count", operand, "vi").removeprefix("có ").removesuffix(" mục")
    en = speaker._amount("count", operand, "en").removeprefix("have ").removesuffix(" item(s)")
    return Text(vi=vi, en=en)


_UNMET = Text(vi="Điều kiện chưa đạt.", en="The condition does not hold yet.")
_NUMBER = RecordField(vi="Số", en="Number", type="number")
_PHRASES = {
    "before": ("trước {}", "be before {}", False),
    "after": ("sau {}", "be after {}", False),
    "at_most": ("không quá {}", "be at most {}", False),
    "at_least": ("từ {} trở lên", "be at least {}", False),
    "matches": ("đúng dạng quy định", "have the right form", False),
    "contains": ("có {}", "contain {}", False),
    "excludes": ("không có {}", "not contain {}", False),
    "min_length": ("dài ít nhất {} ký tự", "have at least {} characters", True),
    "max_length": ("dài không quá {} ký tự", "have at most {} characters", True),
    "refers_to": ("trỏ tới đúng mục", "point at the right item", False),
}
_AMOUNTS = {
    "equals": ("đúng {}", "exactly {}"),
    "same": ("đúng {}", "exactly {}"),
    "not": ("khác {}", "other than {}"),
    "before": ("ít hơn {}", "fewer than {}"),
    "after": ("nhiều hơn {}", "more than {}"),
    "at_most": ("nhiều nhất {}", "at most {}"),
    "at_least": ("ít nhất {}", "at least {}"),
    "between": ("từ {} đến {}", "{} to {}"),
    "one_of": ("một trong: {}", "one of: {}"),
}
