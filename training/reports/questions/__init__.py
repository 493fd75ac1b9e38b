"""The six questions, each answered by one module here: a sentence, one picture drawn for it, and its table.

`who` who has not? · `behind` which unit is behind? · `jam` where is the bottleneck? · `ask` what do staff ask for? ·
`alone` can they do it on their own? · `track` on track for the date?

`ORDER` is how the tabs stand, by the part of the address that names the question. Every module has `KEY`, `TITLE` and
`answer(asked)`; a page, a table in a file and a sheet to sign are made of the same `Answer`.
"""

from __future__ import annotations

from types import ModuleType

from training.reports.questions import alone, ask, behind, jam, track, who

ORDER: dict[str, ModuleType] = {
    "ai-chua": who,
    "don-vi-nao-cham": behind,
    "tac-o-dau": jam,
    "can-bo-can-gi": ask,
    "tu-lam-duoc-khong": alone,
    "kip-han-khong": track,
}
