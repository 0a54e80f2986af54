"""Bringing the database up to date, and taking away what the migrations made."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState


@contextmanager
def new_models_alone() -> Iterator[None]:
    """While migrating here, a model that is new is made alone.

    Django makes whatever the new model is related to again with it, in the end nearly every model for every table:
    half of the time that a new hub takes for its database. A model that was never there changes no other, and the
    relations to it find their way as they do when a program starts (docs/adr/0017-new-models-alone.md).
    """
    original = ProjectState.add_model

    def add_model(self: ProjectState, model_state: ModelState) -> None:
        made = self.__dict__.pop("apps", None)  # without them it is noted and nothing is made
        original(self, model_state)
        if made is None:
            return
        self.apps = made
        if model_state.name_lower in made.all_models[model_state.app_label]:
            self.reload_model(model_state.app_label, model_state.name_lower)
        else:
            made.render_multiple([model_state])

    # A method is replaced on purpose, and put back: that is what the two silenced checks are about.
    ProjectState.add_model = add_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = original  # type: ignore[method-assign]


def database_is_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    with new_models_alone():
        call_command("migrate", interactive=False, verbosity=0)


def undo_migrations() -> None:
    """Take away everything of the hub that its migrations made, and what other packages hang on that.

    In one plan: planning for each capability anew takes three times as long as undoing.
    """
    executor = MigrationExecutor(connection)
    own = {app.label for app in apps.get_app_configs() if app.name.startswith("schakel.")}
    with new_models_alone():
        executor.migrate([(label, None) for label in sorted(own & executor.loader.migrated_apps)])
