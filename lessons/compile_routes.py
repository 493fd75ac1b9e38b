"""Reading the ways through a lesson that are not its solution: other right ways, typical mistakes, traps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from lessons.compile_checks import CheckReader
from lessons.compile_work import WorkReader


class RouteReader:
    """`step_keys` are the page's, in order: a mistake names its step by number."""

    def __init__(self, work: WorkReader, checks: CheckReader, step_keys: Sequence[str]) -> None:
        self.work = work
        self.notes = work.notes
        self.checks = checks
        self.step_keys = step_keys

    def right_routes(self, stream: Iterable[Any]) -> list[dict[str, Any]]:
        routes = []
        for index, child in enumerate(stream):
            with self.notes.at(index, label=_("Another right way %(number)d") % {"number": index + 1}):
                name = self.work.words(child.value["name"], "name", _("Name"))
                with self.notes.at("moves", label=_("What is done")):
                    if not child.value["moves"]:
                        self.notes.add(_("Show how it is done: at least one action."))
                    routes.append({"name": name, "moves": self.work.moves(child.value["moves"])})
        return routes

    def wrong_routes(self, stream: Iterable[Any]) -> list[dict[str, Any]]:
        routes = []
        for index, child in enumerate(stream):
            with self.notes.at(index, label=_("Typical mistake %(number)d") % {"number": index + 1}):
                routes.append(self._mistake(child.value, _("The mistake"), _("What is done")))
        return routes

    def traps(self, stream: Iterable[Any]) -> list[dict[str, Any]]:
        """They are laid together, so that each may name the records of every one."""
        children = list(stream)
        for index, child in enumerate(children):
            with self.notes.at(index, "records", label=_("Trap %(number)d") % {"number": index + 1}):
                self.work.name_records(child.value["records"])
        traps = []
        for index, child in enumerate(children):
            with self.notes.at(index, label=_("Trap %(number)d") % {"number": index + 1}):
                traps.append(self._trap(child.value))
        return traps

    def _trap(self, value: Any) -> dict[str, Any]:
        if not len(value["records"]) and not len(value["guards"]):
            self.notes.add(_("Nothing is laid: add a record, or a check that joins a step."))
        with self.notes.at("records"):
            records = self.work.records(value["records"])
        mistake = self._mistake(value, _("The trap"), _("How one falls in"))
        return {**mistake, "records": records, "guards": self._guards(value["guards"])}

    def _guards(self, rows: Iterable[Any]) -> list[dict[str, Any]]:
        guards = []
        for index, row in enumerate(rows):
            with self.notes.at("guards", index, label=_("Guarded step")):
                step = self._step(row["step"])
                with self.notes.at("checks"):
                    if not row["checks"]:
                        self.notes.add(_("Say what must also be true: add a check."))
                        continue
                    guards += [{"step": step, "check": check} for check in self.checks.read(row["checks"])]
        return guards

    def _mistake(self, value: Any, name: str, done: str) -> dict[str, Any]:
        work = self.work
        data: dict[str, Any] = {"name": work.words(value["name"], "name", name), "expect": []}
        with self.notes.at("moves", label=done):
            data["moves"] = work.moves(value["moves"])
            if not value["moves"]:
                self.notes.add(_("Show the mistake: at least one action."))
        with self.notes.at("recover", label=_("The way back")):
            data["recover"] = work.moves(value["recover"])
        with self.notes.at("expect", label=_("What the learner is told")):
            if not value["expect"]:
                self.notes.add(_("Say what the learner is told."))
            for index, expected in enumerate(value["expect"]):
                with self.notes.at(index):
                    say = work.words(expected["say"], "say", _("Sentence"), required=False)
                    step = self._step(expected["step"])
                    data["expect"].append({"step": step, "status": expected["status"], "say_contains": say})
        return data

    def _step(self, number: int | None) -> str:
        if not 1 <= (number or 0) <= len(self.step_keys):
            self.notes.add(_("There is no such step."), "step", label=_("Step number"))
            return ""
        return self.step_keys[(number or 0) - 1]
