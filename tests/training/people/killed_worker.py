"""Run as a program: a roster is taken in and undone by workers that are killed (SIGKILL), again and again.

    DATA_DIR=… python -m tests.training.people.killed_worker 20 1500

Prints what it found as JSON: how often a worker was killed in each stage, and what was there after each.
"""

import json
import os
import random
import sys
import time
from datetime import timedelta
from typing import Any

from tests.killed import Boundary, killed_after, killed_at, writes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings")


def main(kills: int, people: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.files.base import ContentFile
    from django.db import connections
    from django.utils import timezone

    from training.people import demo
    from training.people.models import Membership, RosterChange, RosterImport, User
    from training.people.roster import api
    from training.people.roster.files import headings

    chance = random.Random(20260705)
    hr = demo.seed(only=frozenset({"CM-SNV-001"}), load_organisation=False)["CM-SNV-001"]
    rows = [[f"CM-KW-{n:05}", f"Lê Văn {n}", "", "xa-u-minh", "Chuyên viên", "", "", ""] for n in range(people)]
    content = "\r\n".join(";".join(row) for row in [headings(), *rows]).encode("utf-8-sig")
    file = ContentFile(content, "ds.csv")
    roster = api.hand_in(acting_user=hr, file=file, name="ds.csv")
    begun = User.objects.count()
    State = RosterImport.State
    died = {"waiting": 0, "applying": 0, "undoing": 0}
    took: dict[str, float] = {}

    def there() -> tuple[int, int]:
        users = User.objects.filter(staff_code__startswith="CM-KW-").count()
        return users, Membership.objects.filter(user__staff_code__startswith="CM-KW-").count()

    def killed(after: float | None) -> bool:
        """One worker; whether it did not come to its end."""
        RosterImport.objects.filter(pk=roster.pk, beat__isnull=False).update(
            beat=timezone.now() - api.SILENT - timedelta(1)
        )
        connections.close_all()
        return killed_after(after, lambda: print(api.work(), file=sys.stderr))

    # A stage is begun anew after each kill, so the moments move on into it; what a quick machine finishes before all
    # its kills is made up for in the next one, where the moments begin early enough for it.
    for state, action, after, target in (
        (State.WAITING, None, (0, 0), kills // 3),
        (State.APPLYING, api.confirm, (people, people), 2 * kills // 3),
        (State.UNDOING, api.take_back, (0, 0), kills),
    ):
        roster.refresh_from_db()
        if action:
            action(acting_user=hr, roster=roster)
        before, pause = there(), 0.02
        while sum(died.values()) < target:
            died_now = killed(chance.uniform(pause / 2, pause))
            roster.refresh_from_db()
            if not died_now or roster.state != state:
                break
            assert there() == before, (state, there())
            died[state] += 1
            pause = min(pause * 1.3, 0.2)
        began = time.monotonic()
        while roster.state == state:
            assert not killed(None)
            roster.refresh_from_db()
        took[state] = round(time.monotonic() - began, 2)
        assert there() == after, (state, there())
        if state == State.WAITING:
            assert RosterChange.objects.filter(roster=roster).count() == people
    return {
        "died": died,
        "at a boundary": at_every_boundary(hr),
        "took": took,
        "state": roster.state,
        "left": User.objects.count() - begun,
        "kept": there()[0],
    }


def at_every_boundary(hr: Any) -> dict[str, int]:
    """Seven people in batches of two, by workers of which each gets one statement further: checked, written, undone.
    How many died in each stage."""
    from django.core.files.base import ContentFile
    from django.db import connection, connections
    from django.utils import timezone

    from tests.training.people.roster_files import everything
    from training.people.models import RosterChange, RosterImport
    from training.people.roster import api, execute, plan, undo
    from training.people.roster.files import headings

    for module in (api, execute, plan, undo):
        module.BATCH = 2
    rows = [[f"CM-KB-{n}", f"Lê Văn {n}", "", "xa-u-minh", "Chuyên viên", "", "", ""] for n in range(7)]
    content = "\r\n".join(";".join(row) for row in [headings(), *rows]).encode("utf-8-sig")
    before = everything()
    roster = api.hand_in(acting_user=hr, file=ContentFile(content, "ds.csv"), name="ds.csv")

    def work(boundary: Boundary) -> None:
        with connection.execute_wrapper(writes(boundary)):
            api.work()

    died: dict[str, int] = {}
    State = RosterImport.State
    for state, action in ((State.READY, None), (State.DONE, api.confirm), (State.UNDONE, api.take_back)):
        if action:
            action(acting_user=hr, roster=roster)
        begun = everything()
        died[state] = 0
        while roster.state != state:
            RosterImport.objects.filter(pk=roster.pk).update(beat=timezone.now() - api.SILENT * 2)
            connections.close_all()
            died[state] += killed_at(died[state] + 1, work)
            roster.refresh_from_db()
            assert roster.state == state or everything() == begun, (state, died)
        people = {change.staff_code for change in RosterChange.objects.filter(roster=roster)}
        assert people == {row[0] for row in rows}, people
    assert everything() == before
    return died


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
