"""The state diagram of a record type as SVG: what somebody describing a module checks it by.

States stand one under the other in the order of the definition. Under each, the actions and who does them; where one
leads elsewhere, its line runs into a lane on the right and from there back to that state. Dashed: done by
colleagues or by the system only. Text can be searched and read aloud; colours say nothing that words do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from sandbox.definition.schema import Action, Module, Platform, RecordType

BOX, LABELS = 210, 250  # x of the right edge of the boxes, and where lanes may begin at the earliest
LINE, HEAD, GAP, LANE = 19, 30, 16, 12
_LETTER, _BOLD = 7.2, 8.0  # width of a letter, on the safe side

STYLE = (
    "text{font:13px 'Be Vietnam Pro','Noto Sans',sans-serif;fill:#1c2b2a}.state{font-weight:600}.note{fill:#55625f}"
    ".box{fill:#f3f6f9;stroke:#7a8783}.start{fill:#e6f0ec;stroke:#1e6a57;stroke-width:2}.final{stroke-width:3}"
    ".way{fill:none;stroke:#23527c}.theirs{stroke-dasharray:5 3}"
)


_CROWD = 3  # roles named beside an action


@dataclass(frozen=True)
class Way:
    """One action from one state to another."""

    source: str
    target: str
    label: str
    theirs: bool  # done by colleagues or by the system only


Rows = dict[str, tuple[int, list[Way]]]  # state → where it begins, and what can be done in it


def ways_of(platform: Platform, record_type: RecordType, language: str) -> list[Way]:
    """Every action from every state that it is offered in, and every effect that decides on the state instead."""
    ways = []
    for action in record_type.actions.values():
        targets = [action.to, *(effect.state for effect in action.effects if effect.state)]
        for source in [] if action.creates else action.from_:
            for target in dict.fromkeys(target or source for target in targets):
                ways.append(Way(source, target, _named(platform, action, language), action.colleague_only))
            if action.deletes:
                ways.append(Way(source, source, f"{_named(platform, action, language)} ×", action.colleague_only))
    return ways


def draw(platform: Platform, module: Module, key: str, language: str = "vi") -> str:
    """The SVG of one record type of the module."""
    record_type = module.records[key]
    ways = ways_of(platform, record_type, language)
    rows, y = {}, 20
    for state in record_type.states:
        here = [way for way in ways if way.source == state]
        rows[state] = (y, sorted(here, key=lambda way: way.target == state))
        y += HEAD + LINE * len(here) + GAP
    widest = max((len(way.label) for way in ways), default=0)
    first_lane = max(LABELS, int(40 + widest * _LETTER) + 20)
    lanes = _lanes([(rows[way.source][0], rows[way.target][0]) for way in _moving(rows)])
    shapes = [_state(record_type, state, row, language) for state, row in rows.items()]
    for way, lane in zip(_moving(rows), lanes, strict=True):
        top, here = rows[way.source]
        start, end = top + HEAD + LINE * here.index(way) + 10, rows[way.target][0] + HEAD // 2 - 2
        shapes.append(
            _line(way, start, end, first_lane + lane * LANE, 20 + _width(record_type, way.target, language))
        )
    width = first_lane + (max(lanes, default=0) + 1) * LANE + 20
    title = f"{record_type.label.into(language)} ({module.label.into(language)})"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" width="{width}" height="{y}" role="img" '
        f'aria-labelledby="t d"><title id="t">{escape(title)}</title>'
        f'<desc id="d">{escape(_told(record_type, ways, language))}</desc><style>{STYLE}</style>'
        '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#23527c"/></marker></defs>' + "".join(shapes) + "</svg>\n"
    )


def _moving(rows: Rows) -> list[Way]:
    return [way for _top, here in rows.values() for way in here if way.target != way.source]


def _named(platform: Platform, action: Action, language: str) -> str:
    """What the button says, and who has it; a crowd is counted."""
    who = [platform.roles[role].label.into(language) for role in action.by]
    crowd = f"{len(who)} roles" if language.startswith("en") else f"{len(who)} vai trò"
    return f"{action.label.into(language)} · {', '.join(who) if len(who) <= _CROWD else crowd}"


def _lanes(spans: list[tuple[int, int]]) -> list[int]:
    """For every line a lane in which it meets no other; short lines stay near."""
    taken: list[list[tuple[int, int]]] = []
    found = [0] * len(spans)
    for place in sorted(range(len(spans)), key=lambda one: abs(spans[one][1] - spans[one][0])):
        low, high = min(spans[place]), max(spans[place]) + HEAD
        free = (n for n, lane in enumerate(taken) if all(high < one or low > other for one, other in lane))
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high + LINE))
        found[place] = lane
    return found


def _state(record_type: RecordType, key: str, row: tuple[int, list[Way]], language: str) -> str:
    top, here = row
    state = record_type.states[key]
    kind = "box" + " start" * state.start + " final" * state.final
    width = _width(record_type, key, language)
    parts = [
        f'<rect class="{kind}" x="20" y="{top}" width="{width}" height="{HEAD - 4}" rx="6"/>',
        f'<text class="state" x="32" y="{top + 18}">{escape(_called(record_type, key, language))}</text>',
    ]
    for place, way in enumerate(here):
        kind, sign = ("note", "↺ ") if way.target == way.source else ("", "")
        y = top + HEAD + LINE * place + 14
        parts.append(f'<text class="{kind}" x="40" y="{y}">{sign}{escape(way.label)}</text>')
    return "".join(parts)


def _called(record_type: RecordType, key: str, language: str) -> str:
    state = record_type.states[key]
    return state.label.into(language) + (f" ({state.code})" if state.code else "")


def _width(record_type: RecordType, key: str, language: str) -> int:
    """Of the state's box."""
    return max(BOX - 20, int(24 + len(_called(record_type, key, language)) * _BOLD))


def _line(way: Way, start: int, end: int, lane: int, edge: int) -> str:
    left = int(40 + len(way.label) * _LETTER) + 6
    kind = "way theirs" if way.theirs else "way"
    return f'<path class="{kind}" marker-end="url(#a)" d="M{left} {start}H{lane}V{end}H{edge + 1}"/>'


def _told(record_type: RecordType, ways: list[Way], language: str) -> str:
    """The same in words, for whoever does not see it."""
    label = {key: state.label.into(language) for key, state in record_type.states.items()}
    return "; ".join(f"{label[way.source]} → {label[way.target]}: {way.label}" for way in ways)
