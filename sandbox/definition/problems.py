"""`ValueProblem`: why a typed value cannot be taken, as a sentence in both languages."""

from __future__ import annotations

from sandbox.definition.schema import Text


class ValueProblem(Exception):
    """`code` for programs, `say` for people; `offers` are the ways of writing it that a screen may propose."""

    def __init__(self, code: str, say: Text, offers: tuple[str, ...] = ()) -> None:
        super().__init__(say.en)
        self.code = code
        self.say = say
        self.offers = offers


def problem(code: str, vi: str, en: str, *, offers: tuple[str, ...] = ()) -> ValueProblem:
    return ValueProblem(code, Text(vi=vi, en=en), offers)
