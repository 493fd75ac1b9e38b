"""What learners had completed before there were summaries gets its `Mastery`, so that no report is empty meanwhile.

`manage.py rebuild_summaries` would make the same rows; a migration must not depend on somebody calling it.
"""

from itertools import groupby

from django.db import migrations

from training.progress.mastery import mastery_of


def fold(apps, schema_editor):
    Completion, Mastery = apps.get_model("progress", "Completion"), apps.get_model("progress", "Mastery")
    done = Completion.objects.defer("evidence").order_by("user_id", "lesson_code", "number")
    rows = []
    for (user, code), completions in groupby(done.iterator(), key=lambda one: (one.user_id, one.lesson_code)):
        values = mastery_of(list(completions), [], 0)
        if values:
            rows.append(Mastery(user_id=user, lesson_code=code, **vars(values)))
    Mastery.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("progress", "0002_mastery_and_its_facts")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
