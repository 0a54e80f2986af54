from dataclasses import replace

import pytest

from schakel.website.styles.colours import Colour, colour_of, contrast
from schakel.website.styles.theme import (
    CALM,
    DEMANDS,
    SLOTS,
    Theme,
    UnreadableThemeError,
    colours_of,
    demanded_pairs,
    parse_colour,
    roles_of,
    shortfalls_of,
    theme_declarations,
)

TWELVE_HUES = range(0, 360, 30)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(Colour(0, 0, 0), Colour(255, 255, 255)) == pytest.approx(21)
    assert contrast(Colour(118, 118, 118), Colour(255, 255, 255)) == pytest.approx(4.54, abs=0.01)
    assert contrast(Colour(12, 34, 56), Colour(12, 34, 56)) == 1


def test_a_colour_without_chroma_is_grey_of_that_lightness() -> None:
    assert str(colour_of(lightness=1, chroma=0, hue=200)) == "#ffffff"
    assert str(colour_of(lightness=0, chroma=0, hue=200)) == "#000000"
    grey = colour_of(lightness=0.5, chroma=0, hue=200)
    assert grey.red == grey.green == grey.blue


def test_red_of_the_screen_is_found_from_its_oklch() -> None:
    assert str(colour_of(lightness=0.62796, chroma=0.25768, hue=29.2339)) == "#ff0000"


def test_chroma_gives_way_where_a_screen_cannot_show_it_and_contrast_stays() -> None:
    paper = colour_of(lightness=0.985, chroma=0, hue=0)
    vivid = colour_of(lightness=0.4, chroma=0.4, hue=198)
    grey = colour_of(lightness=0.4, chroma=0, hue=198)
    assert vivid != grey
    assert contrast(vivid, paper) == pytest.approx(contrast(grey, paper), rel=0.12)


@pytest.mark.parametrize("hue", TWELVE_HUES)
def test_every_pair_is_legible_for_every_hue(hue: int) -> None:
    assert shortfalls_of(Theme(hue=hue)) == ()


@pytest.mark.parametrize("paper_hue", TWELVE_HUES)
def test_every_pair_is_legible_on_every_paper(paper_hue: int) -> None:
    assert shortfalls_of(Theme(paper_hue=paper_hue)) == ()


def test_pairs_cover_both_schemes_and_every_role_plain_and_inverse() -> None:
    fronts = {front for front, _, _ in demanded_pairs(Theme())}
    for scheme in ("light", "dark"):
        for role in roles_of(Theme()):
            assert f"{scheme}:{role}-color-document" in fronts
            assert f"{scheme}:{role}-inverse-color-document" in fronts


def test_text_that_is_read_is_held_to_seven_to_one() -> None:
    demanded = {(front, back): ratio for front, back, ratio in DEMANDS}
    assert demanded["color-document", "bg-document"] == 7
    assert demanded["color-subtle", "bg-document"] == 7
    assert demanded["border-default", "bg-document"] == 3


def test_a_ladder_with_faint_text_is_refused_and_the_pair_is_named() -> None:
    rungs = list(CALM.light)
    rungs[SLOTS.index("color-document")] = 0.6
    faint = Theme(ladder=replace(CALM, light=tuple(rungs)))
    with pytest.raises(
        UnreadableThemeError, match=r"light:default-color-document on light:default-bg-document"
    ):
        theme_declarations(faint)


def test_one_own_colour_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(UnreadableThemeError, match="light:action-1-color-default"):
        theme_declarations(Theme(colours={"light:action-1-color-default": "#66aaaa"}))


def test_an_own_colour_that_can_be_read_is_taken() -> None:
    assert "#003366" in theme_declarations(Theme(colours={"light:action-1-color-default": "#003366"}))


@pytest.mark.parametrize("text", ["red", "#fff", "#12345g", ""])
def test_what_is_not_a_colour_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # parse_colour's own and int()'s both say what is wrong
        parse_colour(text)


def test_each_colour_is_written_once_for_light_and_dark() -> None:
    declarations = theme_declarations(Theme()).splitlines()
    assert len(declarations) == len(roles_of(Theme())) * 2 * len(SLOTS)
    assert len(colours_of(Theme())) == 2 * len(declarations)
    assert all("light-dark(#" in declaration for declaration in declarations)
