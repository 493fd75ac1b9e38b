"""Attempts begun before get their frontier, and their steps the help that had been taken on them by then.

What a step took in minutes is not known of those: it stays empty and is left out of medians.
"""

from django.db import migrations


def frontiers(apps, schema_editor):
    Standing = apps.get_model("progress", "Standing")
    rows = []
    for row in Standing.objects.only("pk", "steps").iterator(chunk_size=500):
        row.frontier = next((step["key"] for step in row.steps if not step.get("recorded")), "")
        rows.append(row)
        if len(rows) == 500:
            Standing.objects.bulk_update(rows, ["frontier"])
            rows = []
    Standing.objects.bulk_update(rows, ["frontier"])


def rungs(apps, schema_editor):
    HelpUse, StepResult = apps.get_model("practice", "HelpUse"), apps.get_model("progress", "StepResult")
    for use in HelpUse.objects.order_by("rung").iterator(chunk_size=500):
        StepResult.objects.filter(attempt=use.attempt_id, step=use.step, at__gte=use.at).update(rung=use.rung)


class Migration(migrations.Migration):
    dependencies = [("progress", "0004_wrong_states_and_passing"), ("practice", "0003_modes_and_demonstrations")]

    operations = [
        migrations.RunPython(frontiers, migrations.RunPython.noop),
        migrations.RunPython(rungs, migrations.RunPython.noop),
    ]
