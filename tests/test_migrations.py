from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

from schakel.config.preparation import undo_migrations
from schakel.journal.models import Entry
from schakel.journal.public import record
from tests.clock import NOW

OWN = [app.label for app in apps.get_app_configs() if app.name.startswith("schakel.")]


@pytest.mark.django_db
def test_the_migrations_make_what_the_models_say():
    loader = MigrationLoader(connection)
    with translation.override(None):  # migrations hold the English words, as makemigrations writes them
        changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(
            graph=loader.graph
        )
    assert {label: changes[label] for label in OWN if label in changes} == {}


def test_every_migration_says_in_its_name_what_it_does():
    loader = MigrationLoader(None)
    assert [name for label, name in loader.disk_migrations if label in OWN and "auto_" in name] == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_migration_can_be_undone_and_done_again():
    try:
        undo_migrations()
        assert not any(table.startswith(f"{label}_") for label in OWN for table in _tables())
    finally:
        call_command("migrate", verbosity=0)
    with transaction.atomic():
        record("item.published", on="item:1", by="", at=NOW)
    with pytest.raises(DatabaseError):
        Entry.objects.all().delete()


def _tables():
    return connection.introspection.table_names()


def test_no_migration_imports_what_may_change_later():
    """A migration stands on its own: what it needs of a model it takes from `apps`."""
    for label, name in MigrationLoader(None).disk_migrations:
        if label in OWN:
            module = import_module(f"{apps.get_app_config(label).name}.migrations.{name}")
            assert not hasattr(module, "models") or module.models.__name__ == "django.db.models"
