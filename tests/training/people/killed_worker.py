"""Run as a program: a roster is taken in and undone by workers that are killed (SIGKILL), again and again.

    DATA_DIR=… python -m tests.training.people.killed_worker 20 1500

Prints what it found as JSON: how often a worker was killed in each stage, and what was there after each.
"""

import json
import os
import random
import signal
import sys
import time
from datetime import timedelta
from typing import Any

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
    hr = demo.seed(only=frozenset({"CM-SNV-001"}))["CM-SNV-001"]
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

    def worked(kill_after: float | None) -> bool:
        """One worker; whether it came to its end."""
        RosterImport.objects.filter(pk=roster.pk, beat__isnull=False).update(
            beat=timezone.now() - api.SILENT - timedelta(1)
        )
        connections.close_all()
        child = os.fork()
        if child == 0:
            try:
                api.work()
            finally:
                os._exit(0)
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        return os.WIFEXITED(status)

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
            done = worked(chance.uniform(pause / 2, pause))
            roster.refresh_from_db()
            if done or roster.state != state:
                break
            assert there() == before, (state, there())
            died[state] += 1
            pause = min(pause * 1.3, 0.2)
        began = time.monotonic()
        while roster.state == state:
            assert worked(None)
            roster.refresh_from_db()
        took[state] = round(time.monotonic() - began, 2)
        assert there() == after, (state, there())
        if state == State.WAITING:
            assert RosterChange.objects.filter(roster=roster).count() == people
    return {
        "died": died,
        "took": took,
        "state": roster.state,
        "left": User.objects.count() - begun,
        "kept": there()[0],
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
