"""Run as a program: papers' codes are tried at the public door, and something is counted by four processes at once.

DATA_DIR=… REDIS_URL=… python -m tests.ops.tries_codes 15
"""

import json
import os
import sys
from typing import Any

from tests.killed import begun, ended

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings")
AT_ONCE, EACH = 4, 50


def main(tries: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.cache import cache
    from django.db import connections
    from django.test import Client

    from training.people import throttle

    throttle.time.time = lambda: 1_800_000_100.0  # type: ignore[assignment]  # no window ends in between
    client = Client(headers={"host": "localhost"}, REMOTE_ADDR="203.0.113.9")
    statuses = [client.get("/kiem-chung/", {"code": f"{n:012}"}).status_code for n in range(tries)]
    elsewhere = Client(headers={"host": "localhost"}, REMOTE_ADDR="203.0.113.10").get("/kiem-chung/")

    def counts() -> None:
        for _n in range(EACH):
            throttle.count("at once", "me", window=600)

    before = throttle.tried("at once", "me", window=600)
    cache.close()
    connections.close_all()
    children = [begun(counts) for _child in range(AT_ONCE)]
    assert not any(ended(child) for child in children)
    counted = throttle.tried("at once", "me", window=600) - before
    return {"statuses": statuses, "elsewhere": elsewhere.status_code, "counted": counted}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
