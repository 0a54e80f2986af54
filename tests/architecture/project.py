"""The project's own files and what pyproject.toml says of them."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS: list[dict[str, Any]] = PYPROJECT["tool"]["importlinter"]["contracts"]
# What is made from the sources or belongs to one machine.
_NOT_OURS = {
    ".git",
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    "__pycache__",
    "built",
    "dist",
    "mutants",
    "node_modules",
    "var",
}


def contract(identifier: str) -> dict[str, Any]:
    return next(found for found in CONTRACTS if found["id"] == identifier)


def layers() -> list[str]:
    """The packages of Schakel from the top down, as the import contract orders them."""
    return [name.strip() for layer in contract("order")["layers"] for name in layer.split("|")]


def own_files(*suffixes: str) -> Iterator[Path]:
    """The files of the project, of any of these suffixes (none: all)."""
    folders = [ROOT]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if path.name in _NOT_OURS or path.is_symlink():
                continue
            if path.is_dir():
                folders.append(path)
            elif not suffixes or path.suffix in suffixes:
                yield path
