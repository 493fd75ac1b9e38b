"""Somebody who wanders through the whole platform: any seat, any record, any button, plausible and odd values.

Every step goes through a public door. `Walker.step` takes one; `Walker.agrees` holds what must be true at any time.
"""

from __future__ import annotations

import contextlib
from random import Random
from typing import Any

from bs4 import BeautifulSoup
from django.http import QueryDict
from django.template.loader import render_to_string

from sandbox import api, selectors
from sandbox.api import BaseRecordSpec, Outcome
from sandbox.data import free_scenario
from sandbox.definition.loader import platform_of
from sandbox.engine import seats
from sandbox.engine.rows import RecordView, of_base, of_overlay
from sandbox.engine.rules import CORRECT, correctable
from sandbox.errors import NotHere
from sandbox.models import BaseRecord, OverlayRow, Snapshot
from sandbox.screens import paths, show, submit
from sandbox.screens.forms import CONFIRM
from sandbox.spec import Scenario, ScenarioRecord
from tests.sandbox.platform.plausible import Plausible
from tests.sandbox.screens.office import PlainLinks
from tests.visitor import Visitor

ABOUT, OTHERS = 5, 3  # records that a walk begins with: of the type that it is about, and of any
ODD = ("", "²", "31/02/2026", "9" * 30, "Đ\0", "1.250,5")
TRIES = 4  # with other values, where a form is refused


class Walker:
    def __init__(self, snapshot: Snapshot, base: list[BaseRecordSpec], seed: int) -> None:
        self.dice = Random(seed)
        self.platform = platform_of(snapshot)
        self.values = Plausible(self.platform, base, self.dice)
        self.specs = base
        self.types = [key for module in self.platform.modules.values() for key in module.records]
        self.about = self.types[seed % len(self.types)]
        self.base: dict[str, list[int]] = {}
        for rid, spec in enumerate(base, 1):
            self.base.setdefault(spec.record, []).append(rid)
        self.done: set[str] = set()  # full names of the actions that were taken
        self.trail: list[str] = []
        self.keys = 0
        given = free_scenario(snapshot).records if seed % 2 else []
        self.workspace = api.create_workspace(snapshot=snapshot, scenario=self._scenario(given), seed=seed)
        self.start = api.overlay_of(self.workspace).canonical

    # --- where it begins ----------------------------------------------------------------------------------

    def _scenario(self, given: list[ScenarioRecord]) -> Scenario:
        """Records of the type that the walk is about and of any others, beside what is given."""
        types = [self.about] * ABOUT + [self.dice.choice(self.types) for _other in range(OTHERS)]
        records = [self._landed(f"r{number}", record_type) for number, record_type in enumerate(types)]
        people = seats.own(self.platform, {"person": "", "role": "", "free": True})[1:]
        person = self.dice.choice(people)
        role = self.platform.people[person].role
        return Scenario(role=role, person=person, records=[*given, *records], free=True)

    def _landed(self, ref: str, record_type: str) -> ScenarioRecord:
        """One like those of the base, or in any state with whatever may stand in it."""
        definition, like = self.platform.record(record_type), self.base.get(record_type)
        if like and self.dice.random() < 0.6:
            spec = self.specs[self.dice.choice(like) - 1]
            return ScenarioRecord(ref=ref, record=record_type, state=spec.state, values=spec.values)
        names = [name for name in definition.fields if self.dice.random() < 0.85]
        values = {name: self.values.value(record_type, name, self.platform.start, self._base_links) for name in names}
        return ScenarioRecord(
            ref=ref,
            record=record_type,
            state=self.dice.choice(list(definition.states)),
            values={name: value for name, value in values.items() if value is not None},
        )

    def _base_links(self, record_type: str) -> list[int]:
        return self.base.get(record_type, [])

    def _links(self, record_type: str) -> list[int]:
        own = OverlayRow.objects.filter(workspace=self.workspace, record_type=record_type, deleted=False)
        few = self.base.get(record_type, [])
        return [*own.values_list("rid", flat=True), *self.dice.sample(few, min(3, len(few)))]

    # --- one step -----------------------------------------------------------------------------------------

    def step(self) -> None:
        way = self.dice.choices(
            [self._act, self._send, self._create, self._wait, self._sit, self._search, self._go_back, self._look],
            weights=[54, 6, 8, 12, 4, 2, 3, 11],
        )[0]
        way()

    def _key(self) -> str:
        self.keys += 1
        return f"w{self.keys}"

    def _kept(self, said: str, outcome: Outcome) -> Outcome:
        refusal = outcome.refusal
        self.trail.append(f"{said} → {refusal.code if refusal else 'ok'}")
        if refusal:
            assert refusal.say.vi.strip()
            assert refusal.say.en.strip()
        self.workspace = outcome.workspace
        assert self.workspace.person == seats.held(self.workspace.scenario, self.workspace.facts)
        return outcome

    def _act(self) -> None:
        """Go to a record that something can be done with, sit down where it is done, and try to do it."""
        record = self._record()
        if record and (key := self._button(record)):
            self._see(paths.form_path(self.platform, record.type, record.rid, key))
            self._try(f"{record.type}.{key}", record)

    def _button(self, record: RecordView) -> str | None:
        """An action that fits the record's state, from a seat that may take it; now and then any action."""
        definition = self.platform.record(record.type)
        here = [key for key, one in definition.actions.items() if record.state in one.from_]
        able = [key for key in here if not definition.actions[key].colleague_only]
        able += [CORRECT] if definition.states[record.state].edit_by else []
        if self.dice.random() < 0.1:
            able = list(definition.actions)  # whatever stands there, also what must be refused
        if not able:
            return None
        key = self.dice.choice([key for key in able if f"{record.type}.{key}" not in self.done] or able)
        self._sit_as(
            definition.states[record.state].edit_by if key == CORRECT else definition.actions[key].by, record.data
        )
        return key

    def _try(self, action: str, record: RecordView | None) -> None:
        record_type, _, key = action.partition(".")
        definition = self.platform.record(record_type)
        if key == CORRECT and record:
            names = correctable(definition, record.state)
        else:
            names = [ask.field for ask in definition.actions[key].asks]
        held = selectors.defaults(self.workspace, record, record_type, key)
        given: dict[str, Any] = {}
        for attempt in range(TRIES):
            for name in names:
                again = attempt == 0 or self.dice.random() < 0.5
                if again and (name not in held or self.dice.random() < 0.4):
                    given[name] = self.values.value(record_type, name, self.workspace.clock, self._links)
            outcome = api.perform(
                workspace_id=self.workspace.pk,
                action=action,
                rid=record.rid if record else None,
                values=given,
                request_key=self._key(),
                typed=False,
                seat=self.workspace.person,
            )
            self._kept(f"{self.workspace.person}: {action} #{record.rid if record else ''} {given}", outcome)
            if outcome.ok:
                self.done.add(action)
                self.done |= {event.action for event in outcome.followups}
                return
            if not names or (outcome.refusal and outcome.refusal.code not in ("guard", "invalid", "needs")):
                return

    def _record(self) -> RecordView | None:
        """Any record, whether the seat held now sees it or not: often of the type that the walk is about."""
        if self.base and self.dice.random() < 0.3:
            rid = self.dice.choice(self.base[self.dice.choice(sorted(self.base))])
            if not OverlayRow.objects.filter(workspace=self.workspace, rid=rid).exists():
                return of_base(BaseRecord.objects.get(snapshot=self.workspace.snapshot_id, rid=rid))
        rows = map(of_overlay, OverlayRow.objects.filter(workspace=self.workspace, deleted=False).order_by("rid"))
        own = list(rows)
        if self.dice.random() < 0.6:
            own = [row for row in own if row.type == self.about] or own
        else:
            own = [row for row in own if not self.platform.record(row.type).states[row.state].final] or own
        return self.dice.choice(own) if own else None

    def _create(self) -> None:
        makers = [
            (f"{name}.{key}", action.by)
            for module in self.platform.modules.values()
            for name, definition in module.records.items()
            for key, action in definition.actions.items()
            if action.creates and not action.colleague_only
        ]
        fresh = [pair for pair in makers if pair[0] not in self.done]
        action, roles = self.dice.choice(fresh or makers)
        self._sit_as(roles, {})
        self._try(action, None)

    def _sit_as(self, roles: list[str], data: dict[str, Any]) -> None:
        """In a seat of one of these roles, if possible of somebody whom the record names."""
        people = [key for key, person in self.platform.people.items() if person.role in roles]
        named = [key for key in people if key in data.values()]
        able = [key for key in named or people if key in seats.own(self.platform, self.workspace.scenario)]
        if able and self.workspace.person not in (able if named else people):
            self._take(self.dice.choice(able))

    def _sit(self) -> None:
        self._take(self.dice.choice(seats.own(self.platform, self.workspace.scenario)))

    def _take(self, person: str) -> None:
        outcome = api.take_seat(workspace_id=self.workspace.pk, person=person, request_key=self._key())
        assert self._kept(f"sit {person}", outcome).ok
        self.done |= {event.action for event in outcome.followups}

    def _wait(self) -> None:
        until: Any = self.dice.choice(["reply", "reply", "deadline", "next_session"])
        outcome = api.wait(workspace_id=self.workspace.pk, until=until, request_key=self._key())
        self._kept(f"wait {until}", outcome)
        self.done |= {event.action for event in outcome.followups}

    def _search(self) -> None:
        words = self.dice.choice(["tom", "bao cao", "đất", "nguyễn", "125"])
        self._kept(
            f"search {words}",
            api.look_up(workspace_id=self.workspace.pk, words=words, request_key=self._key()),
        )
        selectors.search_everywhere(self.workspace, words)

    def _go_back(self) -> None:
        seqs = [0, *(event.seq for event in selectors.effective_events(self.workspace))]
        to_seq = self.dice.choice(seqs[-6:])
        outcome = api.rewind(workspace_id=self.workspace.pk, to_seq=to_seq, request_key=self._key())
        assert self._kept(f"back to {to_seq}", outcome).ok

    def _look(self) -> None:
        """Some screen of the seat, in some language; what the seat may not see is `NotHere`."""
        record = self._record()
        if record is None:
            return
        definition = self.platform.record(record.type)
        tab = self.dice.choice(list(definition.views))
        places = [
            ("", ""),
            (paths.list_path(self.platform, record.type), f"tab={tab}"),
            (paths.record_path(self.platform, record.type, record.rid), ""),
        ]
        self._see(*self.dice.choice(places))

    def _send(self) -> None:
        """The form of a button, sent as it stands there: nothing typed, or one odd thing."""
        record = self._record()
        key = self._button(record) if record else None
        if record is None or key is None:
            return
        path = paths.form_path(self.platform, record.type, record.rid, key)
        page = self._see(path)
        form = BeautifulSoup(page, "html.parser").select_one(".pf-body form[method=post]")
        if form is None:
            return
        post = QueryDict(mutable=True)
        post.update(Visitor.fields(form) | {"request_key": self._key(), CONFIRM: "on"})
        if self.dice.random() < 0.5 and post:
            post[self.dice.choice(sorted(post))] = self.dice.choice(
                ["", "²", "31/02/2026", "9" * 30, "Đ\0", "1.250,5"]
            )
        with contextlib.suppress(NotHere):
            sent = submit(selectors.workspace_by_id(self.workspace.pk), path, post, links=PlainLinks(), language="vi")
            if sent.screen:
                assert render_to_string(sent.screen.template, sent.screen.context)
            if sent.outcome:
                self._kept(f"{self.workspace.person}: form {path}", sent.outcome)

    def _see(self, path: str, query: str = "") -> str:
        """That screen, or nothing where the seat may not see it."""
        fresh = selectors.workspace_by_id(self.workspace.pk)
        with contextlib.suppress(NotHere):
            screen = show(fresh, path, QueryDict(query), PlainLinks(), self.dice.choice(["vi", "en"]))
            page = render_to_string(screen.template, screen.context)
            assert page
            return page
        return ""

    # --- what must be true --------------------------------------------------------------------------------

    def agrees(self) -> bool:
        """The log alone gives the stored overlay, byte for byte, and the columns say what the facts say."""
        stored = selectors.workspace_by_id(self.workspace.pk)
        held = seats.held(stored.scenario, stored.facts)
        assert (stored.person, stored.role) == (held, seats.role_of(self.platform, stored.scenario, held))
        return api.rebuild(workspace=stored).canonical == api.overlay_of(stored).canonical

    def starts_over(self) -> bool:
        """Going back to the beginning gives the beginning, byte for byte."""
        outcome = api.reset(workspace_id=self.workspace.pk, request_key=self._key())
        return api.overlay_of(self._kept("start over", outcome).workspace).canonical == self.start


def base_of(snapshot: Snapshot) -> list[BaseRecordSpec]:
    rows = BaseRecord.objects.filter(snapshot=snapshot).order_by("rid")
    return [BaseRecordSpec(row.record_type, row.state, row.data) for row in rows]
