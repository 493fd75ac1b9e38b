"""What was asked for before: its words to search in, how many are behind it, and since when it waits."""

from django.db import migrations


def fill(apps, schema_editor):
    from training.people.names import fold

    need = apps.get_model("feedback", "Need")
    for one in need.objects.filter(words="").order_by("pk").iterator(chunk_size=500):
        one.words = fold(f"{one.work} {one.wish}")
        one.voices, one.weight = one.affected, one.times * one.minutes * one.affected
        one.save(update_fields=["words", "voices", "weight"])


class Migration(migrations.Migration):
    dependencies = [("feedback", "0004_needs_joined_and_on_the_board")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
