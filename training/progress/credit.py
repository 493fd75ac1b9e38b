"""What a finished attempt is worth, from its facts alone. A pure function, asked once: when the completion is made.

* *unaided*: without the guide's instructions (làm theo gives them) and without any rung of the ladder of help
* M1: finished, in whatever way. M2: unaided, and no step was ever broken. M3: the same with the traps laid.

M4 (teaches others) is no property of one attempt: `progress.mastery` adds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Ways of practising in which nobody tells what to do next (`practice.models.Attempt.Mode`).
ON_ONES_OWN = frozenset({"alone", "traps"})


@dataclass(frozen=True)
class Credit:
    aided: bool
    level: int  # 1–3


def credit_of(*, mode: str, hints: Mapping[str, int], aided: bool, faults: int) -> Credit:
    """`hints`: step → highest rung taken. `aided`: a step was done for them. `faults`: how often a step broke."""
    unaided = mode in ON_ONES_OWN and not hints and not aided
    if not unaided or faults:
        return Credit(aided=not unaided, level=1)
    return Credit(aided=False, level=3 if mode == "traps" else 2)
