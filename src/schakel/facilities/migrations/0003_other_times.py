"""A booking can move to another time, and who booked is reminded.

The database goes on to refuse another price for what was agreed, unless the booking moves; and it moves with a higher
sequence alone, so that no calendar is left with the old time. SQLite forgets triggers when a table is made anew.
"""

from importlib import import_module

from django.conf import settings
from django.db import migrations, models

_BEFORE = import_module("schakel.facilities.migrations.0002_no_double_booking")
_AGREED = "OLD.state IN ('confirmed', 'done', 'no-show')"


def _other(name: str, differs: str) -> str:
    return f"NEW.{name} {differs} OLD.{name}"


def _moves(differs: str) -> str:
    return f"({_other('starts_at', differs)} OR {_other('ends_at', differs)})"


def _price(differs: str) -> str:
    said = " OR ".join(_other(name, differs) for name in ("price_cents", "vat_points", "rules_id"))
    return f"{_AGREED} AND ({said}) AND NOT {_moves(differs)}"


def _unseen(differs: str) -> str:
    return f"{_AGREED} AND {_moves(differs)} AND NEW.sequence <= OLD.sequence"


SQLITE = [one for one in _BEFORE.SQLITE if "bookings_keep_their_price" not in one] + [
    f"CREATE TRIGGER {name} BEFORE UPDATE ON facilities_booking WHEN {when} BEGIN SELECT RAISE(ABORT, '{says}'); END"
    for name, when, says in (
        ("bookings_keep_their_price", _price("IS NOT"), "what was agreed keeps its price"),
        ("bookings_move_with_a_sequence", _unseen("IS NOT"), "what was agreed moves with a higher sequence"),
    )
]
POSTGRESQL = f"""CREATE OR REPLACE FUNCTION bookings_hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF NEW.blocks AND NEW.unit > (SELECT capacity FROM facilities_resource WHERE id = NEW.resource_id) THEN
         RAISE EXCEPTION 'a booking takes a unit that there is' USING ERRCODE = 'integrity_constraint_violation';
       END IF;
       IF TG_OP = 'UPDATE' AND {_price("IS DISTINCT FROM")} THEN
         RAISE EXCEPTION 'what was agreed keeps its price' USING ERRCODE = 'integrity_constraint_violation';
       END IF;
       IF TG_OP = 'UPDATE' AND {_unseen("IS DISTINCT FROM")} THEN
         RAISE EXCEPTION 'what was agreed moves with a higher sequence'
           USING ERRCODE = 'integrity_constraint_violation';
       END IF;
       RETURN NEW; END $$"""  # noqa: S608 - our own names
_NAMES = [one.split()[2] for one in SQLITE]


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    _drop(schema_editor)
    for statement in SQLITE:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_BEFORE.POSTGRESQL[1].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
        return
    _drop(schema_editor)


def protect_as_before(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        return
    _drop(schema_editor)
    for statement in _BEFORE.SQLITE:
        schema_editor.execute(statement)


def nothing(apps, schema_editor):
    """Going forward there is nothing to do here."""


def _drop(schema_editor):
    for name in _NAMES:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("facilities", "0002_no_double_booking"),
        ("library", "0003_co_owners"),
        ("organisations", "0005_belonging_to_organisations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(nothing, protect_as_before),
        migrations.AddField(
            model_name="booking",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="booking",
            name="wished_ends_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="booking",
            name="wished_starts_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="booking",
            name="wished_terms",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="facility",
            name="remind_days",
            field=models.PositiveSmallIntegerField(default=2),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("wished_ends_at", None), ("wished_starts_at", None)),
                    models.Q(
                        ("state", "confirmed"),
                        ("wished_ends_at__gt", models.F("wished_starts_at")),
                        ("wished_ends_at__isnull", False),
                        ("wished_starts_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="another_time_is_asked_for_what_is_confirmed",
            ),
        ),
        migrations.RunPython(protect, unprotect),
    ]
