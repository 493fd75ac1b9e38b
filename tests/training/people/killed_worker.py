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

from tests.killed import killed_after

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
        "took": took,
        "state": roster.state,
        "left": User.objects.count() - begun,
        "kept": there()[0],
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
