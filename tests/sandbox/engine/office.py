"""A workspace with short names for what a person does in it, through the public doors only."""

from __future__ import annotations

import itertools
from typing import Any

from sandbox import api, selectors
from sandbox.models import OverlayRow, Snapshot, Workspace
from sandbox.spec import Scenario
from tests.sandbox import minimal


class Office:
    def __init__(self, snapshot: Snapshot, scenario: Scenario = minimal.SCENARIO, seed: int = 1) -> None:
        self.workspace: Workspace = api.create_workspace(snapshot=snapshot, scenario=scenario, seed=seed)
        self.keys = (f"key-{number}" for number in itertools.count())

    def rid(self, ref: str) -> int:
        return OverlayRow.objects.get(workspace=self.workspace, ref=ref).rid

    def record(self, which: str | int) -> selectors.RecordView | None:
        return selectors.record(self.workspace, self.rid(which) if isinstance(which, str) else which)

    def act(self, action: str, which: str | int | None = None, key: str | None = None, **values: Any) -> api.Outcome:
        """Do `van_ban.<action>` with typed values; `version=` and `typed=` go to the engine."""
        options = {name: values.pop(name) for name in ("version", "typed", "dry_run", "seat") if name in values}
        return self._kept(
            api.perform(
                workspace_id=self.workspace.pk,
                action=action if "." in action else f"van_ban.{action}",
                rid=self.rid(which) if isinstance(which, str) else which,
                values=values,
                request_key=key or next(self.keys),
                **options,
            )
        )

    def wait(self, until: Any = "reply", key: str | None = None) -> api.Outcome:
        return self._kept(api.wait(workspace_id=self.workspace.pk, until=until, request_key=key or next(self.keys)))

    def sit(self, person: str, key: str | None = None) -> api.Outcome:
        return self._kept(
            api.take_seat(workspace_id=self.workspace.pk, person=person, request_key=key or next(self.keys))
        )

    def look_up(self, words: str) -> api.Outcome:
        return self._kept(api.look_up(workspace_id=self.workspace.pk, words=words, request_key=next(self.keys)))

    def answer(self, question: str, value: str) -> api.Outcome:
        return self._kept(
            api.answer(workspace_id=self.workspace.pk, question=question, value=value, request_key=next(self.keys))
        )

    def rewind(self, to_seq: int) -> api.Outcome:
        return self._kept(api.rewind(workspace_id=self.workspace.pk, to_seq=to_seq, request_key=next(self.keys)))

    def page(self, record_type: str = "van_ban", **options: Any) -> selectors.Page:
        return selectors.page(self.workspace, record_type, **options)

    def rebuilds(self) -> bool:
        """Whether the log alone gives the stored overlay, byte for byte."""
        workspace = selectors.workspace_by_id(self.workspace.pk)
        return api.rebuild(workspace=workspace).canonical == api.overlay_of(workspace).canonical

    def _kept(self, outcome: api.Outcome) -> api.Outcome:
        self.workspace = outcome.workspace
        return outcome


REGISTER = {"so_ky_hieu": "125/CV-STC", "trich_yeu": "Về việc nuôi tôm", "do_khan": "Thường", "da_kiem": "on"}
