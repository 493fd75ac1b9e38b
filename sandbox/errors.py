"""What can go wrong in the sandbox, as types. What a learner does wrong is no exception: it is a `Refusal`."""

from __future__ import annotations


class SandboxError(Exception):
    """Anything below."""


class NotHere(SandboxError):
    """No such workspace, module, record or screen, or not for this role. The host answers 404."""


class BadScenario(SandboxError):
    """A scenario does not fit its platform. `problems` are lines for the lesson's author."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


class NotIndexed(SandboxError):
    """A list was asked to filter by something that is no indexed field, or by an operator that lists cannot use."""
