"""What was frozen so far counts as published: which of it was a mere trial was not kept. The reading that this house
planted becomes one that nobody does of their own work."""

from django.db import migrations
from django.db.models import F

REVIEW, READING = "Duyệt bài học", "Đọc duyệt"


def published(apps, schema_editor):
    apps.get_model("lessons", "Task").objects.update(published_at=F("created_at"))


def by_colleagues(apps, schema_editor):
    planted = apps.get_model("wagtailcore", "WorkflowTask").objects.filter(
        workflow__name=REVIEW, task__name=READING, task__content_type__model="groupapprovaltask"
    )
    for step in planted:
        before = apps.get_model("wagtailcore", "GroupApprovalTask").objects.get(pk=step.task_id)
        kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
            app_label="lessons", model="peerreading"
        )
        after = apps.get_model("lessons", "PeerReading").objects.create(name=READING, content_type=kind)
        after.groups.set(before.groups.all())
        step.task_id = after.pk
        step.save()
        before.active = False
        before.save()


class Migration(migrations.Migration):
    dependencies = [
        ("lessons", "0007_published_tasks_and_peer_reading"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(published, migrations.RunPython.noop),
        migrations.RunPython(by_colleagues, migrations.RunPython.noop),
    ]
