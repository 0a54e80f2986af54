from django.db import migrations

BESIDE = {"draft": "draft", "review": "submitted", "archived": "withdrawn"}
AT_ONCE = 500


def give_lives(apps, schema_editor):
    """Every challenge that was only an item stands where its item stands; doing it again changes nothing."""
    challenge = apps.get_model("challenges", "Challenge")
    item = apps.get_model("library", "Item")
    without = item.objects.filter(kind="challenge").exclude(pk__in=challenge.objects.values("pk"))
    challenge.objects.bulk_create(
        [
            challenge(item_id=pk, state=BESIDE.get(state, "open"), since=changed_at)
            for pk, state, changed_at in without.order_by("pk").values_list("pk", "state", "changed_at")
        ],
        batch_size=AT_ONCE,
    )


class Migration(migrations.Migration):
    dependencies = [("challenges", "0001_lives")]
    operations = [migrations.RunPython(give_lives, migrations.RunPython.noop)]
