"""The database itself refuses two bookings of one unit at the same time, whoever asks and however.

PostgreSQL compares ranges of time, half open: one may begin when the other ends. `int8range` stands for "the same", so
that no extension is needed. SQLite compares the texts by which times are stored, and refuses any other way of writing
one. Both also refuse a unit that the resource does not have, and another price for what was agreed.
"""

from django.db import migrations

_CLASH = """EXISTS (SELECT 1 FROM facilities_booking AS other WHERE other.blocks AND other.resource_id = NEW.resource_id
        AND other.unit = NEW.unit AND other.held_from < NEW.held_until AND NEW.held_from < other.held_until{but})"""
_TIMES = " OR ".join(
    f"NEW.{name} IS NOT datetime(NEW.{name})" for name in ("starts_at", "ends_at", "held_from", "held_until")
)
_UNITS = "NEW.unit > (SELECT capacity FROM facilities_resource WHERE id = NEW.resource_id)"
_PRICE = """OLD.state IN ('confirmed', 'done', 'no-show') AND (NEW.price_cents IS NOT OLD.price_cents
        OR NEW.vat_points IS NOT OLD.vat_points OR NEW.rules_id IS NOT OLD.rules_id)"""


def _sqlite(name: str, on: str, when: str, says: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {on} ON facilities_booking WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
    )


SQLITE = [
    _sqlite(f"bookings_{what}_{on.lower()}", on, when, says)
    for on, but in (("INSERT", ""), ("UPDATE", " AND other.id <> NEW.id"))
    for what, when, says in (
        ("do_not_overlap", f"NEW.blocks AND {_CLASH.format(but=but)}", "bookings do not overlap"),
        ("have_times", _TIMES, "a booking has times in whole seconds of UTC"),
        ("have_units", f"NEW.blocks AND {_UNITS}", "a booking takes a unit that there is"),
    )
] + [_sqlite("bookings_keep_their_price", "UPDATE", _PRICE, "what was agreed keeps its price")]
POSTGRESQL = [
    """ALTER TABLE facilities_booking ADD CONSTRAINT bookings_do_not_overlap EXCLUDE USING gist (
       int8range(resource_id, resource_id, '[]') WITH &&, int8range(unit::bigint, unit::bigint, '[]') WITH &&,
       tstzrange(held_from, held_until) WITH &&) WHERE (blocks)""",
    """CREATE FUNCTION bookings_hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF NEW.blocks AND NEW.unit > (SELECT capacity FROM facilities_resource WHERE id = NEW.resource_id) THEN
         RAISE EXCEPTION 'a booking takes a unit that there is' USING ERRCODE = 'integrity_constraint_violation';
       END IF;
       IF TG_OP = 'UPDATE' AND OLD.state IN ('confirmed', 'done', 'no-show') AND (
         NEW.price_cents IS DISTINCT FROM OLD.price_cents OR NEW.vat_points IS DISTINCT FROM OLD.vat_points
         OR NEW.rules_id IS DISTINCT FROM OLD.rules_id) THEN
         RAISE EXCEPTION 'what was agreed keeps its price' USING ERRCODE = 'integrity_constraint_violation';
       END IF;
       RETURN NEW; END $$""",
    """CREATE TRIGGER bookings_hold BEFORE INSERT OR UPDATE ON facilities_booking
       FOR EACH ROW EXECUTE FUNCTION bookings_hold()""",
]


def protect(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER bookings_hold ON facilities_booking")
        schema_editor.execute("DROP FUNCTION bookings_hold()")
        schema_editor.execute("ALTER TABLE facilities_booking DROP CONSTRAINT bookings_do_not_overlap")
        return
    for statement in SQLITE:
        schema_editor.execute(f"DROP TRIGGER {statement.split()[2]}")


class Migration(migrations.Migration):
    dependencies = [("facilities", "0001_facilities")]
    operations = [migrations.RunPython(protect, unprotect)]
