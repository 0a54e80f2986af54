import json
import re
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest

from schakel.website.styles import build
from schakel.website.styles.build import build_styles, component_sheets, hub_sheets, style_sheet
from schakel.website.styles.packages import (
    NoPackagesError,
    are_installed,
    install_packages,
    packages_named_in,
)
from schakel.website.styles.variables import (
    declarations_in,
    settle_variables,
    unresolved_variables,
    used_variables,
)

PACKAGE = Path(build.__file__).resolve().parents[2]
ROOT = PACKAGE.parents[1]
MOST_BYTES = 30_000
CLASS_ATTRIBUTE = re.compile(r"class=\"([^\"]*)\"")


@pytest.fixture(scope="module")
def packages() -> list[str]:
    if not are_installed(ROOT):
        try:
            install_packages(ROOT)
        except NoPackagesError as reason:
            pytest.skip(f"the packages of the style sheet cannot be installed here: {reason}")
    return packages_named_in(ROOT / "package.json")


@pytest.fixture(scope="module")
def built(packages: list[str]) -> str:
    return style_sheet(component_sheets(ROOT, packages))


def classes_in_css(css: str) -> set[str]:
    return set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", css))


def classes_in_templates() -> dict[str, str]:
    """Each class that a template or tag writes, and where; JOINT stands for what is filled in later."""
    found = {}
    sources = [*PACKAGE.rglob("templates/**/*.html"), PACKAGE / "website" / "templatetags" / "nlds.py"]
    for source in sources:
        for attribute in CLASS_ATTRIBUTE.findall(_without_tags_inside(source.read_text(encoding="utf-8"))):
            for name in attribute.split():
                found[name] = str(source.relative_to(PACKAGE))
    return found


def _without_tags_inside(text: str) -> str:
    """Template tags become a space where they stand between classes and a joint where they complete one."""
    text = re.sub(
        r"{%\s*(?:if|elif|else|endif|for|endfor|with|endwith|block|endblock|comment)[^%]*%}", " ", text
    )
    return re.sub(r"{[{%].*?[%}]}|{}", "JOINT", text)


def is_among(known: set[str], name: str) -> bool:
    start, joint, _ = name.partition("JOINT")
    return any(one.startswith(start) for one in known) if joint else name in known


def test_the_lock_holds_no_address_and_an_integrity_for_every_package() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {path: entry for path, entry in lock["packages"].items() if path}
    assert packages
    for path, entry in packages.items():
        assert "resolved" not in entry, path
        assert entry["integrity"].startswith("sha512-"), path
    assert "://" not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_every_version_is_exact() -> None:
    named = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    for name, version in (named["dependencies"] | named["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name


def test_every_package_of_the_styles_has_a_style_sheet(packages: list[str]) -> None:
    styles = [name for name in packages if name.endswith("-css")]
    assert len(component_sheets(ROOT, styles)) == len(styles)


def test_every_variable_that_is_used_is_set(built: str) -> None:
    assert used_variables(built)
    assert unresolved_variables(built) == set()


def test_every_class_in_a_template_is_in_the_style_sheet(built: str) -> None:
    known = classes_in_css(built)
    used = classes_in_templates()
    assert {"sk-card", "utrecht-button--primary-action"} <= used.keys()
    assert {name: where for name, where in used.items() if not is_among(known, name)} == {}


def test_the_whole_style_sheet_is_small(built: str) -> None:
    assert len(brotli.compress(built.encode())) <= MOST_BYTES


def test_colours_stand_in_the_theme_only() -> None:
    for sheet in hub_sheets():
        css = sheet.read_text(encoding="utf-8")
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", css), sheet.name


def test_no_template_holds_a_style_or_a_script_of_its_own() -> None:
    for template in PACKAGE.rglob("templates/**/*.html"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text), template
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)", text), template


def test_the_styles_ask_nothing_of_others(built: str) -> None:
    assert "@import" not in built
    assert "://" not in built
    assert not re.search(r"url\((?!\"?data:)", built)


def test_reduced_motion_has_nothing_to_reduce() -> None:
    for sheet in hub_sheets():
        assert not re.search(r"\b(?:transition|animation)\s*:", sheet.read_text(encoding="utf-8")), sheet.name


def test_without_packages_the_hubs_own_layer_is_whole() -> None:
    css = style_sheet([])
    assert ".sk-card" in css
    assert unresolved_variables(css) == set()


def test_without_packages_the_build_warns_and_writes_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "package.json").write_text('{"dependencies": {"a-css": "1.0.0"}}')
    (tmp_path / "package-lock.json").write_text(
        '{"lockfileVersion": 3, "packages": {"": {}, "node_modules/a-css": {"integrity": "sha512-x"}}}'
    )
    monkeypatch.setattr("schakel.website.styles.packages.shutil.which", lambda _: "/bin/false")
    build_styles(tmp_path, tmp_path / "out")
    assert "hub's own layer" in capsys.readouterr().err
    assert ".sk-card" in (tmp_path / "out" / "schakel.css").read_text()
    assert (tmp_path / "out" / "htmx.min.js").exists()
    assert (tmp_path / "out" / "schakel.css").stat().st_mtime == 0


@pytest.mark.usefixtures("packages")
def test_a_fresh_style_sheet_is_left_alone_and_a_changed_lock_makes_a_new_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    build_styles(ROOT, out)
    made = (out / "schakel.css").stat().st_mtime_ns
    build_styles(ROOT, out)
    assert (out / "schakel.css").stat().st_mtime_ns == made
    (out / "htmx.min.js").unlink()
    build_styles(ROOT, out)
    assert (out / "schakel.css").stat().st_mtime_ns != made


def test_the_licences_go_along(packages: list[str], tmp_path: Path) -> None:
    build_styles(ROOT, tmp_path)
    licences = {path.name for path in (tmp_path / "LICENSES").iterdir()}
    assert "htmx.org.txt" in licences
    assert len(licences) == len(packages)


@pytest.mark.parametrize(
    ("css", "settled"),
    [
        ("a{color:var(--b,red)}", "a{color:red}"),
        ("a{color:var(--b)}", "a{}"),
        ("a{--b:blue;color:var(--b,red)}", "a{--b:blue;color:var(--b,red)}"),
        ("a{--b:var(--c);color:var(--b,red)}", "a{;color:red}"),
        ("a{margin:calc(var(--b,1) * var(--c,2px))}", "a{margin:calc(1 * 2px)}"),
        ("a{color:var(--b,var(--c,var(--d,red)))}", "a{color:red}"),
        ("a{--b:blue}", "a{}"),
        ('a{content:";}{var(--x)"}', 'a{content:";}{var(--x)"}'),
    ],
)
def test_a_variable_that_nobody_sets_gives_way_to_its_fallback_or_falls_away(css: str, settled: str) -> None:
    assert settle_variables(css) == settled


def test_a_variable_that_always_holds_needs_no_fallback() -> None:
    assert settle_variables("a{color:var(--b,red)}", always_set=frozenset({"--b"})) == "a{color:var(--b)}"


def test_declarations_are_found_among_selectors_and_rules() -> None:
    css = '@media (width<40rem){a:hover{color:red;background:url("x;y")}}@layer a,b;'
    assert [(one.name, one.value) for one in declarations_in(css)] == [
        ("color", "red"),
        ("background", 'url("x;y")'),
    ]
