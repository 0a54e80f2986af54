"""Whoever works for the hub keeps what they could do: as adviser and as editor, each of which can be taken now."""

from django.db import migrations
from django.utils import timezone

ALL_ROUND = ("adviser", "editor")


def name_roles(apps, schema_editor):
    person, hub_role = (apps.get_model("accounts", name) for name in ("Person", "HubRole"))
    now = timezone.now()
    without = person.objects.filter(is_hub_staff=True, hub_roles=None).order_by("pk")
    hub_role.objects.bulk_create(
        [hub_role(person=one, role=role, given_at=now) for one in without for role in ALL_ROUND],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_hub_roles")]
    operations = [migrations.RunPython(name_roles, migrations.RunPython.noop)]
