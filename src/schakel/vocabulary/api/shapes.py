"""Themes as programs get them."""

from typing import ClassVar

from pydantic import Field

from schakel.api.public import Chosen, Listed, NextAddress, Shape, Sparse
from schakel.vocabulary.public import Theme, WholeTheme


class LabelShape(Shape):
    """What people call a theme."""

    language: str
    text: str
    is_preferred: bool


class ThemeShape(Sparse):
    """A subject the hub recognises."""

    label: str
    broader: str | None = Field(description="The theme above it; null at the top.")
    is_challenge: bool = Field(description="Whether it is one of the societal challenges on top.")


class WholeThemeShape(ThemeShape):
    """A subject the hub recognises, with its names and what is around it."""

    labels: list[LabelShape]
    narrower: list[str]
    related: list[str]


class ThemesShape(Shape):
    """A part of the list of themes."""

    items: list[ThemeShape]
    next: NextAddress


class ThemesAsked(Listed):
    """Which themes are wanted."""

    of: ClassVar[type[Sparse]] = ThemeShape


class ThemeAsked(Chosen):
    """How one theme is wanted."""

    of: ClassVar[type[Sparse]] = WholeThemeShape


def theme_shape(theme: Theme) -> ThemeShape:
    return ThemeShape(
        id=theme.notation, label=theme.label, broader=theme.broader or None, is_challenge=theme.is_challenge
    )


def whole_theme_shape(found: WholeTheme) -> WholeThemeShape:
    return WholeThemeShape(
        id=found.theme.notation,
        label=found.theme.label,
        broader=found.theme.broader or None,
        is_challenge=found.theme.is_challenge,
        labels=[
            LabelShape(language=language, text=text, is_preferred=is_preferred)
            for language, text, is_preferred in found.labels
        ],
        narrower=list(found.narrower),
        related=list(found.related),
    )
