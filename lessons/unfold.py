"""The way back from a `TaskSpec` to what a lesson page holds: the opposite of `lessons.compile`.

Gives the page's plain fields, and each stream as the JSON that Wagtail stores.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from lessons import html, typed
from lessons.spec import StepSpec, TaskSpec, Trap, WrongRoute
from sandbox.definition.conditions import COMBINATORS, OTHER
from sandbox.definition.schema import Platform, RecordField, RecordType, Text
from sandbox.spec import (
    ActMove,
    AnswerMove,
    Check,
    EventHappened,
    Move,
    RecordSelector,
    Scenario,
    ScenarioRecord,
    SearchMove,
    SeatMove,
    WaitMove,
)

Json = dict[str, Any]


class Unfolder:
    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    def page(self, spec: TaskSpec) -> Json:
        """Field → value of a `LessonPage`; streams as lists of {"type", "value"}."""
        security = spec.security or Text.model_construct(vi="", en="")
        return {
            "title": spec.title.vi,
            "title_en": spec.title.en,
            "minutes": spec.minutes,
            "role_vi": spec.role.vi,
            "role_en": spec.role.en,
            "bottleneck": spec.bottleneck,
            "situation_vi": html.clean(spec.situation.vi),
            "situation_en": html.clean(spec.situation.en),
            "security_vi": security.vi,
            "security_en": security.en,
            "skills": "\n".join(spec.skills),
            "prerequisites": ", ".join(spec.prerequisites),
            "scenario": [{"type": "scenario", "value": self._scenario(spec.scenario)}],
            "steps": [{"type": "step", "value": self._step(step, index)} for index, step in enumerate(spec.steps)],
            "solution": self._moves(spec.solution),
            "right_routes": [
                {"type": "route", "value": {"name": _words(route.name), "moves": self._moves(route.moves)}}
                for route in spec.right_routes
            ],
            "wrong_routes": [{"type": "route", "value": self._route(route, spec)} for route in spec.wrong_routes],
            "traps": [{"type": "trap", "value": self._trap(trap, spec)} for trap in spec.traps],
        }

    # --- the scenario ---------------------------------------------------------------------------------------

    def _scenario(self, scenario: Scenario) -> Json:
        moment = RecordField(vi="Lúc", en="At", type="datetime")
        return {
            "role": scenario.role,
            "person": scenario.person,
            "start": typed.write(self.platform, moment, scenario.start) if scenario.start else "",
            "home": scenario.home or "",
            "records": [self._lies_ready(record) for record in scenario.records],
            "variables": [
                {"name": name, "values": "\n".join(map(typed.write_item, pool))}
                for name, pool in scenario.variables.items()
            ],
            "seats": list(scenario.seats),
        }

    def _lies_ready(self, record: ScenarioRecord) -> Json:
        return {
            "name": record.ref,
            "record": record.record,
            "state": f"{record.record}.{record.state}" if record.state else "",
            "values": self._values(record.record, record.values),
        }

    def _values(self, record_key: str, values: Mapping[str, Any]) -> list[Json]:
        record = self._record(record_key)
        rows = []
        for key, value in values.items():
            field = record.fields.get(key) if record else None
            written = typed.write(self.platform, field, value) if field and value is not None else value
            rows.append({"field": f"{record_key}.{key}", "value": "" if written is None else str(written)})
        return rows

    def _record(self, key: str) -> RecordType | None:
        try:
            return self.platform.record(key)
        except KeyError:
            return None

    # --- conditions -----------------------------------------------------------------------------------------

    def _condition(self, record_key: str, condition: Mapping[str, Any]) -> list[Json]:
        record = self._record(record_key)
        rows = []
        for key, wanted in condition.items():
            if record is None or key in COMBINATORS or key == OTHER:
                rows.append(_condition_row("", "as_imported", json.dumps({key: wanted}, ensure_ascii=False)))
                continue
            for operator, value in typed.write_operand(self.platform, record, key, wanted):
                rows.append(_condition_row(f"{record_key}.{key}", operator, value))
        return rows

    def _operand(self, record_key: str | None, key: str, wanted: Any) -> Json:
        """One comparison; where it takes more than one, the whole is carried as it is."""
        record = self._record(record_key) if record_key else None
        rows = typed.write_operand(self.platform, record, key, wanted)
        operator, value = rows[0] if len(rows) == 1 else ("as_imported", json.dumps(wanted, ensure_ascii=False))
        return {"operator": operator, "value": value}

    def _selector(self, selector: RecordSelector | None) -> Json:
        if selector is None:
            return {"record": "", "name": "", "where": []}
        return {
            "record": selector.record,
            "name": selector.ref or "",
            "where": self._condition(selector.record, selector.where),
        }

    # --- moves ----------------------------------------------------------------------------------------------

    def _moves(self, moves: Iterable[Move]) -> list[Json]:
        return [self._move(move) for move in moves]

    def _move(self, move: Move) -> Json:
        if isinstance(move, WaitMove):
            return {"type": "wait", "value": {"until": move.until}}
        if isinstance(move, AnswerMove):
            return {"type": "answer", "value": {"question": move.question, "value": move.value}}
        if isinstance(move, SeatMove):
            return {"type": "seat", "value": {"person": move.person}}
        if isinstance(move, SearchMove):
            return {"type": "search", "value": {"words": move.words}}
        return {"type": "act", "value": self._act(move)}

    def _act(self, move: ActMove) -> Json:
        record_key = move.action.partition(".")[0]
        on, where = "", []
        if isinstance(move.on, RecordSelector):
            on, where = move.on.ref or "", self._condition(record_key, move.on.where)
        elif move.on:
            on = move.on
        return {
            "action": move.action,
            "on": on,
            "where": where,
            "values": self._values(record_key, move.values),
            "result": move.ref or "",
        }

    # --- steps, checks, wrong routes -------------------------------------------------------------------------

    def _step(self, step: StepSpec, index: int) -> Json:
        return {
            "title": _words(step.title),
            "instruction": _rich(step.instruction),
            "why": _rich(step.why),
            "hints": {
                "hint": _words(step.hints.hint),
                "where": _words(step.hints.where),
                "at": step.hints.at or "",
                "show": [_words(line) for line in step.hints.show],
                "do": self._moves(step.hints.do),
            },
            "checks": [self._check(check) for check in step.checks],
            "name": "" if step.key == f"b{index + 1}" else step.key,
        }

    def _check(self, check: Check) -> Json:
        value = {"say": _words(check.say), "hint_at": check.hint_at or ""}
        return {"type": check.kind, "value": {**value, **getattr(self, f"_{check.kind}")(check)}}

    def _exists(self, check: Any) -> Json:
        return {"select": self._selector(check.select)}

    _missing = _exists

    def _field(self, check: Any) -> Json:
        return {
            "select": self._selector(check.select),
            "field": f"{check.select.record}.{check.field}",
            "exact": check.exact,
            "broken_when_final": check.broken_when_final,
            **self._operand(check.select.record, check.field, check.is_),
        }

    def _state(self, check: Any) -> Json:
        states = [f"{check.select.record}.{state}" for state in check.is_]
        return {"select": self._selector(check.select), "states": states}

    def _count(self, check: Any) -> Json:
        return {"select": self._selector(check.select), **self._operand(None, "", check.is_)}

    def _event(self, check: EventHappened | None) -> Json:
        if check is None:
            return {"action": "", "select": self._selector(None), "by_learner": True, "filled": [], "person": ""}
        return {
            "action": check.action,
            "select": self._selector(check.select),
            "by_learner": check.by_learner,
            "filled": self._condition(check.action.partition(".")[0], check.with_),
            "person": check.person or "",
        }

    def _never(self, check: Any) -> Json:
        record_key = check.action.partition(".")[0]
        return {
            "action": check.action,
            "select": self._selector(check.select),
            "filled": self._condition(record_key, check.with_),
        }

    def _order(self, check: Any) -> Json:
        return {"first": self._event(check.first), "then": self._event(check.then)}

    def _within(self, check: Any) -> Json:
        return {
            "event": self._event(check.event),
            "minutes": check.minutes,
            "after": self._event(check.after),
            "office_hours": check.office_hours,
        }

    def _untouched(self, check: Any) -> Json:
        return {"record": check.record, "except_names": list(check.except_refs), "created_too": check.created_too}

    def _answer(self, check: Any) -> Json:
        return {
            "question": check.question,
            "ask": _words(check.ask),
            "options": [_words(option) for option in check.options],
            **self._operand(None, "", check.is_),
        }

    def _unaided(self, check: Any) -> Json:
        return {}

    def _route(self, route: WrongRoute, spec: TaskSpec) -> Json:
        numbers = _numbers(spec)
        return {
            "name": _words(route.name),
            "moves": self._moves(route.moves),
            "expect": [
                {
                    "step": numbers[expected.step],
                    "status": expected.status,
                    "say": _words(expected.say_contains),
                }
                for expected in route.expect
            ],
            "recover": self._moves(route.recover),
        }

    def _trap(self, trap: Trap, spec: TaskSpec) -> Json:
        """Guards of one step that follow each other stand in one block."""
        numbers = _numbers(spec)
        return {
            **self._route(trap, spec),
            "records": [self._lies_ready(record) for record in trap.records],
            "guards": [
                {"step": numbers[step], "checks": [self._check(guard.check) for guard in guards]}
                for step, guards in groupby(trap.guards, key=lambda guard: guard.step)
            ],
        }


def _numbers(spec: TaskSpec) -> dict[str, int]:
    return {step.key: number for number, step in enumerate(spec.steps, 1)}


def _condition_row(field: str, operator: str, value: str) -> Json:
    return {"field": field, "operator": operator, "value": value}


def _words(text: Text | None) -> Json:
    return {"vi": text.vi, "en": text.en} if text else {"vi": "", "en": ""}


def _rich(text: Text | None) -> Json:
    return {"vi": html.clean(text.vi), "en": html.clean(text.en)} if text else {"vi": "", "en": ""}
