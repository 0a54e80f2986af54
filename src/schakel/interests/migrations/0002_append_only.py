"""The database itself refuses to change or remove what somebody declared."""

from django.db import migrations

TABLES = ("interests_interest", "interests_ending")


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            """CREATE FUNCTION interests_stay() RETURNS trigger LANGUAGE plpgsql AS
               $$ BEGIN RAISE EXCEPTION 'what was declared does not change and is not removed'
                  USING ERRCODE = 'integrity_constraint_violation'; END $$"""
        )
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION interests_stay()"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION interests_stay()"
            )
        return
    for table in TABLES:
        for act in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_stays_at_{act.lower()} BEFORE {act} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'what was declared does not change and is not removed'); END"
            )


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_stays ON {table}")
            schema_editor.execute(f"DROP TRIGGER {table}_is_never_emptied ON {table}")
        schema_editor.execute("DROP FUNCTION interests_stay()")
        return
    for table in TABLES:
        for act in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_stays_at_{act}")


class Migration(migrations.Migration):
    dependencies = [("interests", "0001_declared")]
    operations = [migrations.RunPython(protect, unprotect)]
