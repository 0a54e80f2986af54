"""What is made from sources of ours before it can be used: the style sheet and the compiled translations."""

import os
from pathlib import Path

from django.utils.translation.reloader import translation_file_changed

from schakel.config.places import PACKAGE, checkout
from schakel.config.terminal import warn

STYLES = PACKAGE / "website" / "static" / "schakel" / "built"
_PLACES_OF_TRANSLATIONS = ("locale/*/LC_MESSAGES/*.po", "*/locale/*/LC_MESSAGES/*.po")


def build_styles() -> None:
    """The style sheet; a hub without it is plain and works, so that what goes wrong is only a warning."""
    try:
        # An installed hub has its styles built and comes without what builds them.
        from schakel.website.styles.build import build_styles as build  # noqa: PLC0415
    except ImportError as error:
        warn(f"the styles were not built ({error})")
        return
    build(checkout(), STYLES)


def untranslated(package: Path = PACKAGE) -> list[Path]:
    """The translations whose compiled form is missing or older than they are."""
    found = [path for place in _PLACES_OF_TRANSLATIONS for path in sorted(package.glob(place))]
    return [path for path in found if _is_older(path.with_suffix(".mo"), path)]


def _is_older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def compile_translations(package: Path = PACKAGE) -> None:
    """Compile what is not compiled; a server that runs meanwhile never reads half a file."""
    for path in untranslated(package):
        from babel.messages.mofile import write_mo  # noqa: PLC0415 - an installed hub has them compiled
        from babel.messages.pofile import read_po  # noqa: PLC0415

        with path.open("rb") as source:
            catalogue = read_po(source, locale=path.parts[-3], abort_invalid=True)
        partial = path.with_suffix(f".{os.getpid()}.partial")
        with partial.open("wb") as compiled:
            write_mo(compiled, catalogue)
        partial.replace(path.with_suffix(".mo"))
        # A catalogue that was read in this process before is read again: what is made next is written with it.
        translation_file_changed(None, path.with_suffix(".mo"))
