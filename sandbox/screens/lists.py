"""The list of a record type: tabs with counts, search, filters, sorted columns, pages. All of it in the address.

Query: `tab` a view, `q` search, `loc-<field>` a filter (a date: `tu-<field>`, `den-<field>`), `xep` the sort
("field" or "-field"), `trang` the page. Anything unknown in the address falls back to what a fresh list shows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sandbox import selectors
from sandbox.definition import values
from sandbox.definition.schema import RecordField, RecordType, View
from sandbox.screens import paths
from sandbox.screens.cells import Shown, linked, record_title, shown, state_badge
from sandbox.screens.chrome import Tab, framed
from sandbox.screens.controls import Option, as_option
from sandbox.screens.flags import Flag, flags_of
from sandbox.screens.sight import Screen, Sight, at_id
from sandbox.selectors import RecordView

PAGE = 25
MAX_PAGE = 100_000
TABULAR = {"number", "money", "date", "datetime"}


@dataclass(frozen=True)
class Head:
    id: str
    at: str
    label: str
    number: bool
    url: str = ""  # "" : this column does not sort
    sorted: str = ""  # ascending · descending · ""
    spot: bool = False


@dataclass(frozen=True)
class Cell:
    label: str
    value: Shown
    tabular: bool
    number: bool
    main: bool  # carries the link to the record
    state: bool  # says the state of the record, without its code: lists are narrow
    flags: list[Flag] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    id: str
    url: str
    name: str
    cells: list[Cell]
    spot: bool


@dataclass(frozen=True)
class Filter:
    name: str
    label: str
    options: list[Option] = field(default_factory=list)  # empty: a date, from–to
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class Wanted:
    """What the address asks of the list, as far as the definition knows it."""

    view: str
    search: str
    sort: str
    page: int
    filters: dict[str, Any]
    typed: dict[str, str]  # as they stand in the address


def list_screen(sight: Sight, module: str, type_key: str) -> Screen:
    record_type = sight.record_type(type_key)
    views = paths.views_for(record_type, sight.role)
    wanted = read_query(sight, type_key, record_type, views)
    view = record_type.views.get(wanted.view)
    page = selectors.page(
        sight.workspace,
        type_key,
        view=wanted.view or None,
        search=wanted.search,
        filters=wanted.filters,
        sort=wanted.sort or None,
        offset=(wanted.page - 1) * PAGE,
        limit=PAGE,
    )
    visible = paths.visible_records(sight.platform.modules[module], sight.role)
    counts = selectors.counts_of(sight.workspace, [key for key, _type in visible])
    shown_rows = rows(sight, type_key, record_type, view, page.rows)
    context: dict[str, Any] = {
        "heading": sight.say(record_type.label),
        "explains": sight.say(sight.platform.modules[module].explains),
        "siblings": sibling_tabs(sight, visible, type_key, counts),
        "tabs": [view_tab(sight, type_key, key, one, wanted.view, counts[type_key]) for key, one in views],
        "view_label": sight.say(view.label) if view else "",
        "heads": heads(sight, type_key, record_type, view, wanted, any(row.spot for row in shown_rows)),
        "rows": shown_rows,
        "total": page.total,
        "first": (wanted.page - 1) * PAGE + 1,
        "last": (wanted.page - 1) * PAGE + len(page.rows),
        "pages": pages(sight, type_key, wanted, page.total),
        "filters": filter_forms(sight, record_type, wanted),
        "wanted": wanted,
        "narrowed": bool(wanted.search or wanted.filters),
        "form_url": sight.links.screen(paths.list_path(sight.platform, type_key)),
        "clear_url": sight.url(paths.list_path(sight.platform, type_key), tab=wanted.view),
        "empty": sight.say(view.empty) if view else "",
        "creations": creations(sight, type_key),
    }
    return framed(sight, "sandbox/list.html", context["heading"], context, module=module)


def read_query(sight: Sight, type_key: str, record_type: RecordType, views: list[tuple[str, View]]) -> Wanted:
    query = sight.query
    known = [key for key, _view in views]
    view = query.get("tab", "") if query.get("tab") in known else (known[0] if known else "")
    sort = query.get("xep", "")
    if sort.removeprefix("-") not in record_type.index:
        sort = ""
    number = query.get("trang", "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    filters: dict[str, Any] = {}
    typed: dict[str, str] = {}
    for name in record_type.filters:
        spec = record_type.fields[name]
        if spec.type in ("date", "datetime"):
            limits = {
                operator: day
                for prefix, operator in (("tu", "at_least"), ("den", "at_most"))
                if (day := read_day(sight, spec, f"{prefix}-{name}", typed))
            }
            if limits:
                filters[name] = limits
        elif (value := query.get(f"loc-{name}", "")) and value in filter_values(sight, spec):
            filters[name], typed[f"loc-{name}"] = value, value
    search = query.get("q", "").replace("\x00", "").strip()[:100]
    return Wanted(view, search, sort, min(max(page, 1), MAX_PAGE), filters, typed)


def read_day(sight: Sight, spec: RecordField, name: str, typed: dict[str, str]) -> str:
    """A day of the address in stored form; what cannot be read filters nothing but stays in its box."""
    raw = sight.query.get(name, "").strip()[:20]
    if not raw:
        return ""
    typed[name] = raw
    try:
        day = values.parse(spec.model_copy(update={"type": "date"}), raw, today=sight.today)
    except values.ValueProblem:
        return ""
    return str(day or "")


def filter_values(sight: Sight, spec: RecordField) -> dict[str, str]:
    """Values that a filter offers, with their words."""
    if spec.type in ("choice", "choices"):
        return {one: values.show(spec, one, sight.language, sight.platform) for one in spec.options}
    if spec.type in ("unit", "units"):
        units = sight.platform.units.items()
        return {key: sight.say(unit.label) for key, unit in units if unit.own or not spec.own_units}
    if spec.type in ("person", "people"):
        people = sight.platform.people.items()
        return {key: one.name for key, one in people if not spec.roles or one.role in spec.roles}
    return {}


def filter_forms(sight: Sight, record_type: RecordType, wanted: Wanted) -> list[Filter]:
    forms = []
    for name in record_type.filters:
        spec = record_type.fields[name]
        label = sight.say(spec.label)
        if spec.type in ("date", "datetime"):
            typed = wanted.typed
            forms.append(Filter(name, label, [], typed.get(f"tu-{name}", ""), typed.get(f"den-{name}", "")))
        elif offered := filter_values(sight, spec):
            chosen = wanted.typed.get(f"loc-{name}", "")
            forms.append(Filter(name, label, [as_option(key, words, chosen) for key, words in offered.items()]))
    return forms


def list_url(sight: Sight, type_key: str, wanted: Wanted, **changed: str) -> str:
    query = {"tab": wanted.view, "q": wanted.search, "xep": wanted.sort, **wanted.typed, **changed}
    return sight.url(paths.list_path(sight.platform, type_key), **query)


def view_url(sight: Sight, type_key: str, key: str) -> str:
    return sight.url(paths.list_path(sight.platform, type_key), tab=key)


def view_tab(sight: Sight, type_key: str, key: str, view: View, current: str, counts: dict[str, int]) -> Tab:
    return Tab(
        id=at_id("tab", type_key, key),
        at=f"{type_key}.{key}",
        label=sight.say(view.label),
        url=view_url(sight, type_key, key),
        current=key == current,
        count=counts.get(key, 0),
        tone=view.tone,
        spot=sight.spot.on(type_key, key),
    )


def sibling_tabs(
    sight: Sight, records: list[tuple[str, RecordType]], type_key: str, counts: dict[str, dict[str, int]]
) -> list[Tab]:
    """Record types of one module, where there is more than one, with what waits in each."""
    if len(records) < 2:
        return []
    return [
        Tab(
            id=at_id("rec", key),
            at=key,
            label=sight.say(one.label),
            url=sight.url(paths.list_path(sight.platform, key)),
            current=key == type_key,
            count=counts[key].get(selectors.counted_tabs(one, sight.role)[0]) or None,
            spot=sight.spot.record_type == key and key != type_key,
        )
        for key, one in records
    ]


def columns_of(record_type: RecordType, view: View | None) -> list[str]:
    return view.columns if view else [record_type.title]


def main_column(record_type: RecordType, columns: list[str]) -> str:
    """The column that carries the link: the title, else a key field, else the first."""
    for name in (record_type.title, *record_type.key_fields):
        if name in columns:
            return name
    return columns[0]


def heads(
    sight: Sight, type_key: str, record_type: RecordType, view: View | None, wanted: Wanted, row_marked: bool
) -> list[Head]:
    columns = columns_of(record_type, view)
    main = main_column(record_type, columns)
    current = wanted.sort or (view.sort if view else "")
    inside = sight.spot.record_type == type_key and sight.spot.name not in (*columns, *record_type.views)
    found = []
    for name in columns:
        spec = record_type.fields.get(name)
        order = "descending" if current == f"-{name}" else "ascending" if current == name else ""
        sorts = name in record_type.index
        found.append(
            Head(
                id=at_id("col", type_key, name),
                at=f"{type_key}.{name}",
                label=sight.say(spec.label) if spec else "",
                number=bool(spec and spec.type in ("number", "money")),
                url=list_url(sight, type_key, wanted, xep=f"-{name}" if order == "ascending" else name)
                if sorts
                else "",
                sorted=order,
                spot=not row_marked and (sight.spot.on(type_key, name) or (inside and name == main)),
            )
        )
    return found


def rows(
    sight: Sight, type_key: str, record_type: RecordType, view: View | None, found: list[RecordView]
) -> list[Row]:
    columns = columns_of(record_type, view)
    main = main_column(record_type, columns)
    shown_fields = record_type.model_copy(
        update={"fields": {name: record_type.fields[name] for name in columns if name in record_type.fields}}
    )
    others = linked(sight, shown_fields, [record.data for record in found])
    made = []
    for record in found:
        flags = flags_of(sight, record_type, record)
        cells = []
        for name in columns:
            spec = record_type.fields.get(name)
            value = (
                shown(sight, type_key, name, record.data.get(name), others)
                if spec
                else Shown("badge", badge=replace(state_badge(sight, record_type, record.state), code=""))
            )
            cells.append(
                Cell(
                    label=sight.say(spec.label) if spec else "",
                    value=value,
                    tabular=bool(spec and spec.type in TABULAR),
                    number=bool(spec and spec.type in ("number", "money")),
                    main=name == main,
                    state=spec is None,
                    flags=[flag for flag in flags if (flag.field if flag.field in columns else main) == name],
                )
            )
        made.append(
            Row(
                id=at_id("row", str(record.rid)),
                url=sight.record_url(type_key, record.rid),
                name=record_title(sight, record),
                cells=cells,
                spot=sight.spot.row(type_key, record.rid),
            )
        )
    return made


def pages(sight: Sight, type_key: str, wanted: Wanted, total: int) -> dict[str, Any]:
    last = max(1, -(-total // PAGE))
    return {
        "number": wanted.page,
        "last": last,
        "previous": list_url(sight, type_key, wanted, trang=str(min(wanted.page - 1, last)))
        if wanted.page > 1
        else "",
        "next": list_url(sight, type_key, wanted, trang=str(wanted.page + 1)) if wanted.page < last else "",
    }


def creations(sight: Sight, type_key: str) -> list[dict[str, Any]]:
    """Buttons that make a new record of this type."""
    return [
        {
            "id": at_id("act", type_key, offer.key),
            "at": f"{type_key}.{offer.key}",
            "label": sight.say(offer.action.label),
            "url": sight.url(paths.form_path(sight.platform, type_key, None, offer.key)),
            "primary": offer.action.primary,
            "spot": sight.spot.on(type_key, offer.key),
        }
        for offer in selectors.creations(sight.workspace, type_key)
        if offer.allowed
    ]
