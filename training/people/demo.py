"""The demo cast: the same invented people in every demonstration. Idempotent; never used on a real site.

All share one pass phrase, which whoever runs the demo prints on the screen.
"""

import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from sandbox.definition.yamlfile import read_plain
from training.people import api, organisation
from training.people.models import OrgUnit, Role, User

DATA = Path(__file__).parent / "data" / "demo_people.yaml"
PASSWORD = "dung-la-gioi-2026"
MAIL_HOST = "camau.example"
SINCE = datetime.date(2025, 7, 1)


def people() -> list[dict[str, Any]]:
    """The rows of the data file: the named cast first, then the other learners."""
    data = read_plain(DATA)
    return [*data["cast"], *data["learners"]]


@transaction.atomic
def seed(
    *, password: str = PASSWORD, only: frozenset[str] | None = None, load_organisation: bool = True
) -> dict[str, User]:
    """Make the organisation and the people that are missing. Returns everybody by staff code.

    `only` limits it to some staff codes (tests). People who exist keep their password, posts and roles.
    """
    if load_organisation:
        organisation.load()
    rows = [row for row in people() if only is None or row["code"] in only]
    named = {code for row in rows for code in (row["unit"], *(scope for _role, scope in row.get("roles", [])))}
    units = {unit.code: unit for unit in OrgUnit.objects.filter(code__in=named)}
    everybody = {user.staff_code: user for user in User.objects.filter(staff_code__in=[r["code"] for r in rows])}
    hashed = make_password(password)  # once: hashing is slow on purpose
    for row in rows:
        if row["code"] not in everybody:
            everybody[row["code"]] = _make(row, units, hashed)
    return everybody


def _make(row: dict[str, Any], units: dict[str, OrgUnit], hashed: str) -> User:
    mail = row.get("mail", row["code"].lower())
    user = api.create_user(
        acting_user=None, staff_code=row["code"], full_name=row["name"], email=f"{mail}@{MAIL_HOST}"
    )
    user.password = hashed
    user.save(update_fields=["password"])
    api.place(
        acting_user=None,
        user=user,
        unit=units[row["unit"]],
        position=row["position"],
        is_manager=row.get("leads", False),
        valid_from=SINCE,
    )
    for role, scope in row.get("roles", []):
        api.grant_role(acting_user=None, user=user, role=Role(role), scope=units[scope], valid_from=SINCE)
    return user
