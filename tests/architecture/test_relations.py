"""What no import shows: the database's own relations point downwards too, and leave no way back up."""

import re
from collections.abc import Iterable, Iterator

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests.architecture.project import layers, own_files

_BY_NAME = re.compile(r"\bapps\.get_model\(")


def own_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("schakel.")
    ]


def package_of(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def leaks(found: Iterable[type[models.Model]], order: list[str]) -> Iterator[str]:
    """Relations that point upwards, or that give the lower model an attribute that leads up."""
    package_of_label = {app.label: app.name.removeprefix("schakel.") for app in apps.get_app_configs()}
    for model in found:
        own = package_of_label[model._meta.app_label]
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            if field.remote_field is None:
                continue
            target = field.remote_field.model
            label = target.split(".")[0] if isinstance(target, str) else target._meta.app_label
            other = package_of_label.get(label, label)
            if other == own or other not in order:
                continue
            if order.index(other) < order.index(own):
                yield f"{model.__name__}.{field.name} points up, from {own} to {other}"
            elif not str(field.remote_field.related_name or "").endswith("+"):
                yield f"{model.__name__}.{field.name} lets {other} reach up to {own}: give it related_name='+'"


def test_relations_point_downwards_and_leave_no_way_back():
    assert list(leaks(own_models(), layers())) == []


def test_every_model_is_in_a_package_with_a_place():
    assert {package_of(model) for model in own_models()} <= set(layers())


@isolate_apps("schakel.journal", "schakel.library", "schakel.organisations")
def test_a_relation_upwards_is_caught():
    class Upwards(models.Model):
        item = models.ForeignKey("library.Item", on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "journal"

    assert list(leaks([Upwards], layers())) == ["Upwards.item points up, from journal to library"]


@isolate_apps("schakel.journal", "schakel.library", "schakel.organisations")
@pytest.mark.parametrize("related_name", [None, "things"])
def test_a_relation_that_can_be_followed_back_is_caught(related_name):
    class Downwards(models.Model):
        owner = models.ForeignKey(
            "organisations.Organisation", on_delete=models.CASCADE, related_name=related_name
        )

        class Meta:
            app_label = "library"

    assert list(leaks([Downwards], layers())) == [
        "Downwards.owner lets organisations reach up to library: give it related_name='+'"
    ]


def test_models_are_not_reached_by_name():
    """A name in a text is an import that nobody sees; migrations have no other way."""
    found = [
        str(path)
        for path in own_files(".py")
        if "migrations" not in path.parts
        and path.name != "test_relations.py"
        and _BY_NAME.search(path.read_text("utf-8"))
    ]
    assert found == []
