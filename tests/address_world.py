"""What the addresses of the role matrix lead to: something of Mai's in every part of the product, and what stands
beside it. `addresses` is what the words in braces stand for.
"""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lessons.models import LessonPage
from tests.lesson_world import finish, l05, planted, started
from training.assignments.models import Assignment
from training.feedback import api as feedback
from training.feedback.letters import letter_of
from training.feedback.models import Reply
from training.hall import api as halls
from training.people.changes import api as changes
from training.people.models import OrgUnit
from training.people.roster import api as rosters
from training.people.selectors import today
from training.practice.models import Attempt, Exploration
from training.recognition import api as recognition
from training.reminders.letters import token_of
from training.reports import api as reports
from training.reports.asking import asked_of
from training.studio import api as studio

__all__ = ["addresses", "l05", "planted", "started"]


@pytest.fixture
def addresses(started: Attempt, mai, trainer, hr, client_of) -> dict[str, str]:
    """One finished attempt of Mai's, one that is open, and her free exploration."""
    finish(client_of(mai), started)
    client_of(mai).post("/bai-tap/bat-dau/L05/")
    opened = Attempt.objects.get(state=Attempt.State.OPEN)
    client_of(mai).post("/kham-pha/bat-dau/", {"person": "lam_my_duyen"})
    free = Exploration.objects.get(user=mai)
    said = spoken(mai, opened, client_of)
    lesson = LessonPage.objects.get(code="L05")
    sketch = studio.begin(acting_user=mai, course=None, start_from=lesson)
    said |= {"sketch": str(sketch.uuid), "page": str(lesson.pk)}
    said["recording"] = str(studio.record(sketch=sketch, kind="first").uuid)
    paper = recognition.issue(user=mai)
    said["token"] = recognition.release(user=mai, paper=paper).token
    return said | {
        "open": str(opened.uuid),
        "done": str(started.uuid),
        "free": str(free.uuid),
        "nobody": str(uuid.uuid4()),
        "mai": str(mai.uuid),
        "paper": paper.code,
        "hall": sat_down(mai, trainer),
        "roster": handed_in(hr),
        "export": written(hr),
        "letter": token_of(mai),
        "changed": renamed(hr),
    }


def written(hr) -> str:
    """A file of the reports that the province's HR officer asked for."""
    export = reports.ask_for(acting_user=hr, asked=asked_of(hr, {}), who="moi-nguoi")
    reports.write_waiting()
    return str(export.uuid)


def renamed(hr) -> str:
    """A change of another commune's name, to come."""
    what = {"unit": OrgUnit.objects.get(code="xa-u-minh"), "name": "Xã U Minh Hạ", "short_name": ""}
    day = today() + datetime.timedelta(days=3)
    return str(changes.change(acting_user=hr, kind="rename", day=day, act="Nghị quyết", **what).uuid)


def handed_in(hr) -> str:
    """A roster file of the province's HR officer."""
    file = SimpleUploadedFile("ds.csv", b"x")
    return str(rosters.hand_in(acting_user=hr, file=file, name="ds.csv").uuid)


def sat_down(mai, trainer) -> str:
    """A hall of the trainer's in which Mai sits and lets them look."""
    hall = halls.open_hall(acting_user=trainer, lesson_code="L05", mode="guided")
    halls.join(acting_user=mai, code=hall.code, let_look=True)
    return str(hall.uuid)


def spoken(mai, opened: Attempt, client_of) -> dict[str, str]:
    """What Mai has sent, what trainers answered somebody before, and what her commune is asked for."""
    letter = letter_of(opened, "vi")
    stuck = feedback.send_stuck(attempt=opened, letter=letter, note="", request_key="matrix")
    sizes = {"work": "Vào sổ", "times": 5, "minutes": 4, "affected": 3, "wish": "Một lần."}
    need = feedback.send_need(acting_user=mai, request_key="matrix", **sizes)
    reply = Reply.objects.create(lesson_code="L05", step="x", check_key="0" * 16, text_vi="…", author=mai)
    asked = Assignment.objects.create(
        code="L05", unit=OrgUnit.objects.get(code="xa-dat-mui"), due=today(), given_by=mai
    )
    return {
        "stuck": str(stuck.uuid),
        "state": stuck.check_key,
        "need": str(need.uuid),
        "reply": str(reply.pk),
        "assignment": str(asked.uuid),
    }
