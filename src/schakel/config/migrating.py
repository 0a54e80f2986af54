"""Bringing the database up to date, and taking away what the migrations made."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState


@contextmanager
def models_made_alone() -> Iterator[None]:
    """While the tables of a new hub are made, a model that is new or changes is made alone.

    Django makes whatever a model is related to again with it, in the end nearly every model for every change: most of
    the time that a new hub takes for its database. Others go on knowing the model as it was, of which they need no more
    than its table and its key; before a migration that works with rows, Django makes all of them again
    (docs/adr/0017-new-models-alone.md).
    """
    add_model, reload_model = ProjectState.add_model, ProjectState.reload_model

    def add_alone(self: ProjectState, model_state: ModelState) -> None:
        made = self.__dict__.pop("apps", None)  # without them it is noted and nothing is made
        add_model(self, model_state)
        if made is not None:
            self.apps = made
            self.reload_model(model_state.app_label, model_state.name_lower)

    def reload_alone(
        self: ProjectState,
        app_label: str,
        model_name: str,
        delay: bool = False,  # noqa: ARG001 - as Django calls it
    ) -> None:
        if "apps" not in self.__dict__:
            return
        if model_name in self.apps.all_models[app_label]:
            self.apps.unregister_model(app_label, model_name)
            # So Django says that others are not as they would be, and makes them when they are needed.
            self.is_delayed = True
        self.apps.render_multiple([self.models[app_label, model_name]])

    # Methods are replaced on purpose, and put back: that is what the four silenced checks are about.
    ProjectState.add_model = add_alone  # type: ignore[method-assign]
    ProjectState.reload_model = reload_alone  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = add_model  # type: ignore[method-assign]
        ProjectState.reload_model = reload_model  # type: ignore[method-assign]


def database_is_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    """Bring the database up to date; a hub in use goes every step as Django goes it."""
    with models_made_alone() if _is_new() else nullcontext():
        call_command("migrate", interactive=False, verbosity=0)


def _is_new() -> bool:
    own = _own_labels()
    return not any(label in own for label, _ in MigrationRecorder(connection).applied_migrations())


def _own_labels() -> set[str]:
    return {app.label for app in apps.get_app_configs() if app.name.startswith("schakel.")}


def undo_migrations() -> None:
    """Take away everything of the hub that its migrations made, and what other packages hang on that.

    In one plan: planning for each capability anew takes three times as long as undoing.
    """
    executor = MigrationExecutor(connection)
    with models_made_alone():
        executor.migrate([(label, None) for label in sorted(_own_labels() & executor.loader.migrated_apps)])
