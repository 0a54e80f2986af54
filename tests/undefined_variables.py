"""A template that names a variable that is not there fails, instead of showing nothing."""

import inspect
from pathlib import Path
from typing import Self

PROJECT = Path(__file__).resolve().parent.parent


class UndefinedTemplateVariableError(AssertionError):
    """A template of ours names a variable that is not there."""


class UndefinedVariable(str):
    """What Django puts in the place of an undefined variable; using it fails, in templates of our own."""

    __slots__ = ()

    def __new__(cls) -> Self:
        return super().__new__(cls, "%s")

    def __mod__(self, variable: object) -> str:
        template = _template_being_rendered()
        if template is None or _is_ours(template):
            raise UndefinedTemplateVariableError(f"{variable} is undefined in {template or 'a template'}")
        return ""


def _template_being_rendered() -> str | None:
    frame = inspect.currentframe()
    while frame is not None:
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if origin is not None:
            return str(origin)
        frame = frame.f_back
    return None


def _is_ours(template: str) -> bool:
    path = Path(template)
    return not path.is_absolute() or (path.is_relative_to(PROJECT) and "site-packages" not in path.parts)
