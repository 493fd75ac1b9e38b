"""What tests stand on, planted once in each process and never again.

A world is a database of its own: a copy of another one (of the migrated one, where nothing else is said) with what
its function plants. A test says by one of its fixtures which world it stands on; before it begins, the connection
goes there, and what the test does is rolled back in the end. A test that commits (`django_db(transaction=True)`) gets
a copy for itself, thrown away afterwards: nothing is emptied or loaded again, and no order of tests matters.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

__all__ = ["World"]


class World:
    """`made` is what planting returned: read it, never change it."""

    all: ClassVar[dict[str, World]] = {}  # by the name of their fixtures
    guests: ClassVar[dict[str, tuple[Callable[[], Any], World]]] = {}  # by the name of theirs: planting, and on what

    def __init__(self, name: str, plant: Callable[[], Any], on: World | None = None) -> None:
        self.name, self.plant, self.on = name, plant, on
        self.database = self.made = None
        self.guested: dict[str, World] = {}
        self.has_guest = False
        self.wanted = 0  # tests that stand on it, or on a world made of it
        self.all.setdefault(name, self)

    def with_guest(self, guest: str) -> World:
        if guest not in self.guested:
            self.guested[guest] = World(f"{self.name} {guest}", self.guests[guest][0], on=self)
            self.guested[guest].has_guest = True
        return self.guested[guest]

    def fixture(self) -> Any:
        """The fixture that says so. Its value is what planting returned."""

        @pytest.fixture(scope="module", name=self.name)
        def standing(django_db_setup: None) -> Any:
            world = World.all[self.name]  # a module may have been imported twice
            assert _here.world is not None
            assert world in _here.world.ancestry, f"{world.name} was not seen before the test began"
            return world.made

        return standing

    @property
    def ancestry(self) -> list[World]:
        return [self, *(self.on.ancestry if self.on else [])]


class _Here:
    """Where the connection of this process stands."""

    def __init__(self) -> None:
        self.blocker: Any = None
        self.migrated = ""  # the name of the database as migrations leave it; empty before there is one
        self.world: World | None = None
        self.alone = False  # in a copy for one test
        self.copies: list[str] = []
        self.alones = 0

    def go(self, world: World | None, alone: bool) -> None:
        if not self.migrated:  # the first test that needs a database: `begin` takes it there
            self.world, self.alone = world, alone
            return
        if connection.in_atomic_block:  # a module's own fixture stands open
            covered = [None, *(self.world.ancestry if self.world else [])]
            assert not alone, "a test that commits cannot share a module with what a module's fixture keeps open"
            while world is not None and world not in covered:
                assert world.has_guest, f"{world.name} is asked for while {self.world and self.world.name} is open"
                world = world.on
            return
        if (world, alone) == (self.world, self.alone) and not alone:
            return
        self._leave_copy()
        source = self._planted(world)
        if alone:  # under a name of its own: a server's thread may still hold, and tidy up after, the copy before it
            self.alones += 1
            source, name = f"{self.migrated}_alone_{self.alones}", source
            copy(name, source)
        self._connect(source)
        self.world, self.alone = world, alone

    def _planted(self, world: World | None) -> str:
        if world is None:
            return self.migrated
        if world.database is None:
            source = self._planted(world.on)
            name = f"{self.migrated}_{len(self.copies)}"
            copy(source, name)
            self.copies.append(name)
            self._connect(name)
            with self.blocker.unblock(), transaction.atomic():
                world.made = world.plant()
            world.database = name
        return world.database

    def _leave_copy(self) -> None:
        if self.alone:
            name = connection.settings_dict["NAME"]
            self._connect(self.migrated)
            drop(name)
            self.alone = False

    @staticmethod
    def _connect(name: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = name  # one dictionary for the connections of all threads

    def begin(self) -> None:
        world, alone = self.world, self.alone
        self.migrated, self.world, self.alone = connection.settings_dict["NAME"], None, False
        self.go(world, alone)

    def end(self) -> None:
        self._leave_copy()
        self._connect(self.migrated)
        for name in self.copies:
            drop(name)
        self.migrated, self.world = "", None


_here = _Here()


@contextlib.contextmanager
def worlds(blocker: Any) -> Iterator[None]:
    """Round the whole run, where the migrated database is there."""
    _here.blocker = blocker
    if hasattr(connection, "_test_serialized_contents"):
        del connection._test_serialized_contents  # nobody is to load again what every copy holds
    _here.begin()
    yield
    _here.end()


def copy(source: str, target: str) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        drop(target)
        with contextlib.closing(sqlite3.connect(source)) as one, contextlib.closing(sqlite3.connect(target)) as other:
            other.execute("PRAGMA synchronous=OFF")
            one.backup(other)
    else:
        _say(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)', f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def drop(name: str) -> None:
    if connection.vendor == "sqlite":
        for end in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name + end)
    else:
        _say(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _say(*statements: str) -> None:
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def world_of(item: pytest.Item) -> World | None:
    """The world that the test's fixtures name, with its guests."""
    names = set(getattr(item, "fixturenames", ()))
    if "request" in names and (called := getattr(item, "callspec", None)):  # fixtures that a parameter names
        names |= {value for value in called.params.values() if isinstance(value, str) and value in World.guests}
    guests = [guest for guest in World.guests if guest in names]
    asked = [World.all[name] for name in names & World.all.keys()] + [World.guests[guest][1] for guest in guests]
    world = max(asked, key=lambda one: len(one.ancestry), default=None)
    assert all(one in world.ancestry for one in asked if world), f"worlds apart: {[one.name for one in asked]}"
    for guest in guests:
        assert world is not None
        world = world.with_guest(guest)
    return world


def count_worlds(items: list[pytest.Item]) -> None:
    for item in items:
        world = world_of(item)
        for one in world.ancestry if world else ():
            one.wanted += 1


def take_to_its_world(item: pytest.Item) -> None:
    """Before anything of the test begins: its fixtures, and those of its module."""
    names = set(getattr(item, "fixturenames", ()))
    mark = item.get_closest_marker("django_db")
    if not mark and not names & {"db", "transactional_db", "live_server", "django_db_setup"}:
        return
    world = world_of(item)
    few = 4 if connection.vendor == "sqlite" else 12
    while world is not None and world.has_guest and world.wanted < few:  # their fixtures let them in
        world = world.on
    commits = bool(mark and mark.kwargs.get("transaction")) or bool(names & {"transactional_db", "live_server"})
    _here.go(world, commits)


def never_empty_tables() -> None:
    """What Django does after a test that commits is of no use to a copy that is thrown away."""
    TransactionTestCase._fixture_teardown = lambda self: None  # type: ignore[method-assign]
