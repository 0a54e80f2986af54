"""The database itself refuses to change or remove a journal row."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER journal_rows_do_not_change BEFORE UPDATE ON journal_entry
       BEGIN SELECT RAISE(ABORT, 'journal rows do not change'); END""",
    """CREATE TRIGGER journal_rows_are_not_removed BEFORE DELETE ON journal_entry
       BEGIN SELECT RAISE(ABORT, 'journal rows are not removed'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION journal_rows_stay() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'journal rows do not change and are not removed'
          USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER journal_rows_stay BEFORE UPDATE OR DELETE ON journal_entry
       FOR EACH ROW EXECUTE FUNCTION journal_rows_stay()""",
]


def protect(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER journal_rows_stay ON journal_entry")
        schema_editor.execute("DROP FUNCTION journal_rows_stay()")
    else:
        schema_editor.execute("DROP TRIGGER journal_rows_do_not_change")
        schema_editor.execute("DROP TRIGGER journal_rows_are_not_removed")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
