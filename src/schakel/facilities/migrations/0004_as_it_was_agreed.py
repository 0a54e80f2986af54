"""Until when cancelling is free stays as it was when somebody booked; and what is over keeps the unit that it had.

The database refuses another hour for what was agreed, as it does for the price. A unit that a resource does not have is
refused where a booking takes it: fewer units than there once were do not stand in the way of settling what is over.
SQLite forgets triggers when a table is made anew.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

_BEFORE = import_module("schakel.facilities.migrations.0003_other_times")
_AGREED = "OLD.state IN ('confirmed', 'done', 'no-show')"
_UNITS = "NEW.blocks AND NEW.unit > (SELECT capacity FROM facilities_resource WHERE id = NEW.resource_id)"


def _any_other(names: tuple[str, ...], differs: str) -> str:
    return " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in names)


def _takes_anew(differs: str) -> str:
    return f"({_any_other(('unit', 'resource_id', 'blocks', 'held_from', 'held_until'), differs)})"


def _unseen(differs: str) -> str:
    moves = _any_other(("starts_at", "ends_at"), differs)
    return f"{_AGREED} AND ({moves}) AND NEW.sequence <= OLD.sequence"


def _agreed(differs: str) -> str:
    said = _any_other(("price_cents", "vat_points", "rules_id", "cancel_hours"), differs)
    moves = _any_other(("starts_at", "ends_at"), differs)
    return f"{_AGREED} AND ({said}) AND NOT ({moves})"


def _trigger(name: str, on: str, when: str, says: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {on} ON facilities_booking WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
    )


_NEWER = [
    _trigger(
        "bookings_have_units_update",
        "UPDATE",
        f"{_UNITS} AND {_takes_anew('IS NOT')}",
        "a booking takes a unit that there is",
    ),
    _trigger("bookings_keep_their_price", "UPDATE", _agreed("IS NOT"), "what was agreed keeps its price"),
]
_NAMES = {one.split()[2] for one in _NEWER}
SQLITE = [one for one in _BEFORE.SQLITE if one.split()[2] not in _NAMES] + _NEWER
POSTGRESQL = f"""CREATE OR REPLACE FUNCTION bookings_hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF {_UNITS} AND (TG_OP = 'INSERT' OR {_takes_anew("IS DISTINCT FROM")}) THEN
         RAISE EXCEPTION 'a booking takes a unit that there is' USING ERRCODE = 'integrity_constraint_violation';
       END IF;
       IF TG_OP = 'UPDATE' AND {_agreed("IS DISTINCT FROM")} THEN
         RAISE EXCEPTION 'what was agreed keeps its price' USING ERRCODE = 'integrity_constraint_violation';
       END IF;
       IF TG_OP = 'UPDATE' AND {_unseen("IS DISTINCT FROM")} THEN
         RAISE EXCEPTION 'what was agreed moves with a higher sequence'
           USING ERRCODE = 'integrity_constraint_violation';
       END IF;
       RETURN NEW; END $$"""  # noqa: S608 - our own names


def fill(apps, schema_editor):
    """What was booked before has the hour that its facility has now: another was never written down.

    On SQLite the triggers of before are gone here: they would refuse to touch what has a unit that is there no more.
    """
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE facilities_booking DISABLE TRIGGER bookings_hold")
    else:
        _drop(schema_editor)
    booking = apps.get_model("facilities", "Booking").objects.order_by()
    facility = apps.get_model("facilities", "Facility").objects.filter(resources=OuterRef("resource"))
    booking.update(cancel_hours=Subquery(facility.order_by().values("cancel_hours")[:1]))
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE facilities_booking ENABLE TRIGGER bookings_hold")


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    _drop(schema_editor)
    for statement in SQLITE:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_BEFORE.POSTGRESQL)
        return
    _drop(schema_editor)


def protect_as_before(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        return
    _drop(schema_editor)
    for statement in _BEFORE.SQLITE:
        schema_editor.execute(statement)


def nothing(apps, schema_editor):
    """This way there is nothing to do here."""


def _drop(schema_editor):
    for statement in SQLITE:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {statement.split()[2]}")


class Migration(migrations.Migration):
    dependencies = [("facilities", "0003_other_times")]
    operations = [
        migrations.RunPython(nothing, protect_as_before),
        migrations.AddField(
            model_name="booking", name="cancel_hours", field=models.PositiveSmallIntegerField(null=True)
        ),
        migrations.RunPython(fill, nothing),
        migrations.AlterField(
            model_name="booking", name="cancel_hours", field=models.PositiveSmallIntegerField()
        ),
        migrations.RunPython(protect, unprotect),
    ]
