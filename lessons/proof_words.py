"""What was tried against a lesson, in the words of the screens: moves of its solution, and the slip in each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lessons.mutants import Fate, Mutant
from lessons.spec import TaskSpec
from sandbox.definition import values
from sandbox.definition.schema import Platform, RecordField
from sandbox.spec import ActMove, AnswerMove, Move, SearchMove, SeatMove


class ProofWords:
    def __init__(self, spec: TaskSpec, platform: Platform) -> None:
        self.spec, self.platform = spec, platform
        self.language = get_language() or "vi"

    def move(self, move: Move) -> str:
        """ "Tiếp nhận · hoa_toc"."""
        if isinstance(move, ActMove):
            on = move.on if isinstance(move.on, str) else move.on.ref if move.on else ""
            return f"{self._action(move.action)} · {on}" if on else self._action(move.action)
        if isinstance(move, SeatMove):
            return _("Take the seat of %(who)s") % {"who": self._person(move.person)}
        if isinstance(move, SearchMove):
            return _("Search for “%(words)s”") % {"words": move.words}
        if isinstance(move, AnswerMove):
            return _("Answer: %(answer)s") % {"answer": move.value}
        return _("Let time pass")

    def slip(self, mutant: Mutant) -> str:
        """What is wrong in the mutant."""
        match mutant.kind:
            case "dropped":
                return _("Left out")
            case "altered":
                return self._altered(mutant)
            case "elsewhere":
                return _("Done to “%(record)s” instead") % {"record": mutant.name}
            case "swapped":
                return _("The other way round with the next action")
            case "seat":
                return _("Done from the seat of %(who)s") % {"who": self._person(mutant.name)}
        action, _space, record = mutant.name.partition(" ")
        words = {"action": self._action(action), "record": record}
        return _("“%(action)s” on “%(record)s” as well") % words if record else _("“%(action)s” as well") % words

    def outcome(self, fate: Fate) -> str:
        """What became of it."""
        if fate.verdict == "same":
            return _("The result is the same: nothing to notice.")
        if fate.verdict == "survived":
            return _("Nobody notices.")
        places = ", ".join(self.place(step, check) for step, check in fate.caught)
        if fate.refused:
            return _("The platform refuses it; not met then: %(checks)s.") % {"checks": places}
        return _("Noticed by: %(checks)s.") % {"checks": places}

    @staticmethod
    def place(step: int, check: int) -> str:
        return _("step %(step)d, check %(check)d") % {"step": step + 1, "check": check + 1}

    def _altered(self, mutant: Mutant) -> str:
        move = mutant.moves[0]
        if not isinstance(move, ActMove):
            return _("“%(value)s” instead") % {"value": self._until(mutant.value)}
        about = self.platform.record(move.action.partition(".")[0]).fields[mutant.name]
        label = about.label.into(self.language)
        if mutant.value in ("", None, []):
            return _("“%(box)s” left empty") % {"box": label}
        return _("“%(box)s”: %(value)s") % {"box": label, "value": self._shown(about, mutant.value)}

    def _until(self, value: Any) -> str:
        return {
            "reply": _("Wait for a reply"),
            "next_session": _("Go to the next office session"),
            "deadline": _("Go to the next deadline"),
        }.get(str(value), str(value))

    def _shown(self, about: RecordField, value: Any) -> str:
        if about.type == "rows":
            rows = [" – ".join(str(cell) for cell in row.values()) for row in value if isinstance(row, dict)]
            return "; ".join(rows[-1:]) if rows else ""
        if about.type in ("record", "files"):
            return ", ".join(str(one).lstrip("@") for one in (value if isinstance(value, list) else [value]))
        return values.show(about, value, self.language, self.platform)

    def _action(self, name: str) -> str:
        record_type, _dot, key = name.partition(".")
        action = self.platform.record(record_type).actions.get(key)
        return action.label.into(self.language) if action else _("Correct the entry")

    def _person(self, key: str) -> str:
        person = self.platform.people[key]
        return f"{person.title.into(self.language)} {person.name}"
