"""The database itself writes down of whom something changed: whichever door, bulk statement or console wrote it.

Posts, results, attempts and the organisation belong to packages that know nothing of reports, and rosters change
thousands of rows with one statement that no signal of Django sees. A trigger adds one row to `reports_change` in the
same transaction: an insertion, so that writers never wait for each other, and nothing is counted before it is kept.

Made after `migrate` and taken away before it (`apps`): SQLite makes a table anew to change it, and would lose them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections

_BOTH = ("INSERT", "UPDATE", "DELETE")
_MEMBERS = "SELECT user_id FROM people_membership WHERE unit_id = {row}.id"
_OF_ATTEMPT = "SELECT user_id FROM practice_attempt WHERE id = {row}.attempt_id AND NOT trial"


@dataclass(frozen=True)
class Watched:
    """A table, what happens to it, and whom it concerns; `changed`: of an update, only one of these columns."""

    table: str
    whom: str
    on: tuple[str, ...] = _BOTH
    changed: tuple[str, ...] = ()


WATCHED = (
    Watched("people_membership", "SELECT {row}.user_id"),
    Watched("people_user", "SELECT {row}.id", ("UPDATE", "DELETE"), ("is_active",)),
    Watched("people_orgunit", _MEMBERS, ("UPDATE",), ("path", "valid_to", "valid_from")),
    Watched("progress_mastery", "SELECT {row}.user_id"),
    Watched("progress_standing", _OF_ATTEMPT, _BOTH, ("frontier",)),
    Watched("progress_wrongstate", _OF_ATTEMPT, ("INSERT",)),
    Watched("practice_attempt", "SELECT {row}.user_id", ("UPDATE", "DELETE"), ("state", "trial")),
)


def install(using: str = "default") -> None:
    """Make those that are missing, of the tables that are there."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if "reports_change" not in tables:
        return
    with connection.cursor() as cursor:
        there = _there(cursor, connection.vendor)
        for name, one, event in _named():
            if name not in there and one.table in tables:
                for statement in _statements(connection.vendor, name, one, event):
                    cursor.execute(statement)


def remove(using: str = "default") -> None:
    """Take them away."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = _there(cursor, connection.vendor)
        for name, one, _event in _named():
            if name in there:
                on = f" ON {one.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {name}{on}")


def _there(cursor: Any, vendor: str) -> set[str]:
    if vendor == "postgresql":
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'reports\\_%'")
    else:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return {row[0] for row in cursor.fetchall()}


def _named() -> Iterator[tuple[str, Watched, str]]:
    for one in WATCHED:
        for event in one.on:
            yield f"reports_{one.table}_{event.lower()}", one, event


def _rows(event: str) -> tuple[str, ...]:
    return {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}[event]


def _when(one: Watched, event: str, differs: str) -> str:
    if event != "UPDATE" or not one.changed:
        return ""
    return f" WHEN ({' OR '.join(differs.format(name=name) for name in one.changed)})"


def _statements(vendor: str, name: str, one: Watched, event: str) -> Iterator[str]:
    adds = " ".join(f"INSERT INTO reports_change (user_id) {one.whom.format(row=row)};" for row in _rows(event))
    if vendor != "postgresql":
        when = _when(one, event, "OLD.{name} IS NOT NEW.{name}")
        yield f"CREATE TRIGGER {name} AFTER {event} ON {one.table} FOR EACH ROW{when} BEGIN {adds} END"
        return
    when = _when(one, event, "OLD.{name} IS DISTINCT FROM NEW.{name}")
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {adds} RETURN NULL; END$$"
    )
    yield f"CREATE TRIGGER {name} AFTER {event} ON {one.table} FOR EACH ROW{when} EXECUTE FUNCTION {name}()"
