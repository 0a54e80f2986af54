"""Makes the one style sheet of the website: ``python -m schakel.website.styles.build``."""

import argparse
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import lightningcss

from schakel.website.styles.packages import (
    SCRIPTS,
    NoPackagesError,
    are_installed,
    install_packages,
    licence_of,
    packages_named_in,
    style_sheet_of,
)
from schakel.website.styles.theme import Theme, theme_declarations
from schakel.website.styles.variables import defined_variables, settle_variables, without_comments

SOURCES = Path(__file__).parent
HUB_LAYER = SOURCES / "css"
TOKENS = HUB_LAYER / "tokens.css"
BASE = HUB_LAYER / "base.css"
MODES = HUB_LAYER / "modes.css"
STYLE_SHEET = "schakel.css"

# light-dark() and cascade layers are understood from here on; older browsers get the plain document.
BROWSERS = ["chrome >= 123", "edge >= 123", "firefox >= 120", "safari >= 17.5"]
# Classes by which the components show a state in their own documentation; a real page is really hovered.
SHOWN_STATE = re.compile(
    r"\.((?:utrecht|nl)-[\w-]*--(?:test-)?(?:hover|active|focus|focus-visible|pressed|busy))\b"
)
NO_SCRIPT = "/* This was not installed when the styles were built; every page works without it. */\n"


def build_styles(root: Path, out: Path) -> None:
    """Write schakel.css, the scripts of others and the licences of what they are made of into `out`.

    `root` holds package.json and package-lock.json. Does nothing when `out` is newer than everything it is
    made from. Without the packages (no npm, no network) it warns and writes the hub's own layer only.
    """
    if _is_fresh(root, out):
        return
    packages = _installed_packages(root)
    out.mkdir(parents=True, exist_ok=True)
    for name, (package, source) in SCRIPTS.items():
        (out / name).parent.mkdir(exist_ok=True)
        _write(out / name, _script(root, package, source) if packages else NO_SCRIPT)
    _copy_licences(root, packages, out / "LICENSES")
    # The style sheet last: its date says that all of it is there.
    _write(out / STYLE_SHEET, style_sheet(component_sheets(root, packages)))
    if packages is None:
        # Dated before everything else, so that the next build tries again.
        os.utime(out / STYLE_SHEET, (0, 0))


def style_sheet(components: Iterable[str], *, theme: Theme | None = None) -> str:
    """The whole style sheet, minified; raises UnreadableThemeError for a theme that people cannot read."""
    colours = f".schakel-theme {{\n{theme_declarations(theme or Theme())}\n}}\n"
    tokens = colours + TOKENS.read_text(encoding="utf-8")
    parts = {
        "tokens": tokens,
        "base": BASE.read_text(encoding="utf-8"),
        "components": "\n".join(components),
        "hub": "\n".join(sheet.read_text(encoding="utf-8") for sheet in hub_sheets()),
        "modes": MODES.read_text(encoding="utf-8"),
    }
    layered = f"@layer {', '.join(parts)};\n" + "\n".join(
        f"@layer {layer} {{\n{without_comments(css)}\n}}" for layer, css in parts.items()
    )
    settled = settle_variables(layered, always_set=frozenset(defined_variables(without_comments(tokens))))
    return lightningcss.process_stylesheet(
        settled,
        filename=STYLE_SHEET,
        unused_symbols=set(SHOWN_STATE.findall(settled)),
        browsers_list=BROWSERS,
        minify=True,
    )


def hub_sheets() -> list[Path]:
    """The style sheets of the hub's own layer, in the order of their names."""
    return sorted(sheet for sheet in HUB_LAYER.glob("*.css") if sheet not in {TOKENS, BASE, MODES})


def component_sheets(root: Path, packages: list[str] | None) -> list[str]:
    sheets = (style_sheet_of(root, package) for package in packages or [])
    return [sheet for sheet in sheets if sheet is not None]


def _installed_packages(root: Path) -> list[str] | None:
    """The names of the packages, installed when they were not; None when that is not possible."""
    try:
        if not are_installed(root):
            install_packages(root)
    except NoPackagesError as reason:
        sys.stderr.write(f"Styles: {reason}. Only the hub's own layer is written; the pages stay usable.\n")
        return None
    return packages_named_in(root / "package.json")


def _script(root: Path, package: str, source: str) -> str:
    return (root / "node_modules" / package / source).read_text(encoding="utf-8")


def _copy_licences(root: Path, packages: list[str] | None, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for package in packages or []:
        if licence := licence_of(root, package):
            name = package.removeprefix("@").replace("/", "--")
            _write(folder / f"{name}.txt", licence.read_text(encoding="utf-8"))


def _write(path: Path, text: str) -> None:
    """Put the text in place in one step, so that a server never sends half a file."""
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def _is_fresh(root: Path, out: Path) -> bool:
    made = out / STYLE_SHEET
    if not all((out / name).exists() for name in (STYLE_SHEET, *SCRIPTS)):
        return False
    chosen = [root / "package.json", root / "package-lock.json"]
    sources = [*chosen, *SOURCES.glob("*.py"), *HUB_LAYER.glob("*.css")]
    return all(source.stat().st_mtime < made.stat().st_mtime for source in sources)


def main() -> None:
    package = SOURCES.parent
    parser = argparse.ArgumentParser(prog="python -m schakel.website.styles.build", description=__doc__)
    built = package / "static" / "schakel" / "built"
    parser.add_argument("--root", type=Path, default=package.parents[2], help="folder of package-lock.json")
    parser.add_argument("--out", type=Path, default=built, help="folder to write into")
    arguments = parser.parse_args()
    build_styles(arguments.root, arguments.out)
    sys.stdout.write(f"Styles are in {arguments.out}\n")


if __name__ == "__main__":
    main()
