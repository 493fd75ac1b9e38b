"""The demonstration's past is earned through the same doors, on days of the last weeks."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from lessons.models import LessonPage
from training.management.commands.seed_demo import Command
from training.people import api as people
from training.people.models import OrgUnit, User
from training.progress import rebuild
from training.progress.models import Completion, Mastery
from training.progress.tasks import verify_completions


def staff(unit: OrgUnit, number: int) -> list[User]:
    made = []
    for place in range(number):
        user = people.create_user(acting_user=None, staff_code=f"D-{place}", full_name=f"Lê Văn {place}")
        people.place(acting_user=None, user=user, unit=unit, position="Chuyên viên")
        made.append(user)
    return made


@pytest.mark.thorough
def test_the_past_is_mixed_and_every_bit_of_it_holds(l05: LessonPage, dat_mui: OrgUnit) -> None:
    dice, learners = random.Random(7), staff(dat_mui, 14)
    for user in learners:
        Command().do_lesson(user, l05.live_task, dice)
    assert set(Mastery.objects.values_list("status", flat=True)) == {"assisted", "unaided", "retained"}
    assert Completion.objects.filter(at__gte=timezone.now() - timedelta(hours=1)).count() == 0
    assert verify_completions()["broken"] == 0
    assert list(rebuild.differences([user.pk for user in learners], mend=False)) == []
