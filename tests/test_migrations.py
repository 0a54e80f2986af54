from contextlib import nullcontext
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

from schakel.config.migrating import models_made_alone

OWN = [app.label for app in apps.get_app_configs() if app.name.startswith("schakel.")]
IN_MEMORY = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


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


@pytest.mark.django_db
@pytest.mark.parametrize("app", ["facilities", "introductions"])
def test_models_that_are_made_alone_give_the_same_tables(app):
    quickly = _tables_of(app, within=models_made_alone())
    assert any(name.startswith(f"{app}_") for name, _ in quickly)
    assert quickly == _tables_of(app, within=nullcontext())


@pytest.mark.django_db
def test_made_alone_all_models_give_the_same_tables():
    assert _tables_of(*OWN, within=models_made_alone()) == _tables_of(*OWN, within=nullcontext())


def _tables_of(*labels, within):
    """Everything in a database of its own in which what these apps need was migrated."""
    in_memory = connections.configure_settings({"default": {}, "alone": IN_MEMORY})["alone"]
    alone = DatabaseWrapper(in_memory, "alone")
    connections["alone"] = alone
    try:
        executor = MigrationExecutor(alone)
        leaves = [leaf for label in labels for leaf in executor.loader.graph.leaf_nodes(label)]
        with within:
            executor.migrate(leaves)
        with alone.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master ORDER BY name")
            return cursor.fetchall()
    finally:
        alone.close()
        del connections["alone"]


def test_no_migration_imports_what_may_change_later():
    """A migration stands on its own: what it needs of a model it takes from `apps`."""
    for label, name in MigrationLoader(None).disk_migrations:
        if label in OWN:
            module = import_module(f"{apps.get_app_config(label).name}.migrations.{name}")
            assert not hasattr(module, "models") or module.models.__name__ == "django.db.models"
