"""Run as a program: lists are written by workers that are killed (SIGKILL), again and again.

    DATA_DIR=… python -m tests.training.reports.killed_worker 20 600

Twenty at a moment drawn from the whole time that a list takes, then one at each of its boundaries: before and after
every statement that writes, every file that is made, moved or deleted. After each death the list's address gives no
file, or the whole one. Prints what it found as JSON.
"""

import io
import json
import os
import random
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.killed import Boundary, killed_after, killed_at, writes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings")
WHERE = "xa-u-minh"


class Office:
    """An HR officer, so many people, and the lists that were asked for."""

    def __init__(self, people: int) -> None:
        from training.people import demo
        from training.people.models import Membership, OrgUnit, User, private_files
        from training.people.selectors import today
        from training.reports import lists, rollups

        lists.AT_A_TIME = 50  # a word of life, and a boundary, after every so many rows
        self.hr = demo.seed(only=frozenset({"CM-SNV-001"}), load_organisation=False)["CM-SNV-001"]
        unit = OrgUnit.objects.get(code=WHERE)
        users = [User(staff_code=f"CM-KX-{n:05}", full_name=f"Lê Văn {n}") for n in range(people)]
        for user in users:
            user.clean()  # its keys
        made = User.objects.bulk_create(users)
        Membership.objects.bulk_create(
            Membership(user=user, unit=unit, position="Chuyên viên", valid_from=today()) for user in made
        )
        rollups.fold_all()
        self.codes = sorted(user.staff_code for user in made)
        self.folder = Path(private_files().location) / "exports"
        self.temporary = set(Path(tempfile.gettempdir()).glob("openpyxl.*"))
        self.asked: list[Any] = []

    def asks(self) -> Any:
        from training.reports import api
        from training.reports.asking import asked_of

        export = api.ask_for(acting_user=self.hr, asked=asked_of(self.hr, {"don-vi": WHERE}), who="moi-nguoi")
        if export not in self.asked:
            self.asked.append(export)
        return export

    def is_left_alone(self) -> None:
        """Two silent minutes go by."""
        from django.db import connections
        from django.utils import timezone

        from training.reports.models import Export

        Export.objects.filter(beat__isnull=False).update(beat=timezone.now() - timedelta(minutes=3))
        connections.close_all()

    def check(self, export: Any) -> bool:
        """What its address gives: nothing, or all of it. Whether it is there."""
        from django.test import Client

        client = Client(headers={"host": "localhost"})
        client.force_login(self.hr)
        answer = client.get(f"/bao-cao/tep/{export.uuid}/tai/")
        export.refresh_from_db()
        if export.state == "waiting":
            assert answer.status_code == 404, answer.status_code
            return False
        assert (export.state, answer.status_code) == ("ready", 200), (export.state, answer.status_code)
        self.is_whole(b"".join(answer.streaming_content), export)  # type: ignore[attr-defined]
        return True

    def is_whole(self, content: bytes, export: Any) -> None:
        import hashlib

        import openpyxl

        assert hashlib.sha256(content).hexdigest() == export.sha256
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        found = [sheet.cell(row, 1).value for row in range(4, sheet.max_row + 1)]
        assert sorted(found) == self.codes, (len(found), len(self.codes))


def main(kills: int, people: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.db import connection

    from training.audit.models import Entry
    from training.reports import api
    from training.reports.models import Export

    office, chance = Office(people), random.Random(20261128)

    def work() -> None:
        print("finished", api.write_waiting(), file=sys.stderr)

    def finished() -> float:
        """A worker that nobody kills writes what is left; how long that took."""
        office.is_left_alone()
        began = time.monotonic()
        assert not killed_after(None, work)
        return time.monotonic() - began

    office.asks()
    finished()
    takes = finished() if office.asks() else 0.0  # the second one: everything is warm
    died: dict[str, int] = {"at a moment": 0, "at a boundary": 0}
    while died["at a moment"] < kills:
        export = office.asks()
        office.is_left_alone()
        died["at a moment"] += killed_after(
            chance.uniform(0, takes), lambda: print(api.write_waiting(), file=sys.stderr)
        )
        office.check(export)
    finished()

    def to_the_end(boundary: Boundary) -> None:
        def touched(event: str, arguments: tuple[Any, ...]) -> None:
            if event in ("open", "os.remove", "os.rename", "os.chmod") and str(office.folder) in str(arguments[0]):
                boundary(event)

        sys.addaudithook(touched)
        with connection.execute_wrapper(writes(boundary)):
            api.write_waiting()

    number, export = 0, office.asks()
    while True:
        number += 1
        office.is_left_alone()
        if not killed_at(number, to_the_end):
            break
        died["at a boundary"] += 1
        if office.check(export):
            export = office.asks()
    for one in office.asked:
        assert office.check(one)
    taken_out = Entry.objects.filter(subject="reports_people", action="exported").count()
    return {
        "died": died,
        "takes": round(takes, 2),
        "lists": len(office.asked),
        "ready": Export.objects.filter(state="ready").count(),
        "in the access log": taken_out,
        "files": len(list(office.folder.iterdir())),
        "strays": len(set(Path(tempfile.gettempdir()).glob("openpyxl.*")) - office.temporary),
        "begun": max(Export.objects.values_list("begun", flat=True)),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
