"""Three simple drawings for places that were made up: lines and planes, so that nobody takes them for photos."""

from collections.abc import Callable, Mapping
from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 1000
_TWICE = 2
"""Drawn so much larger and made smaller afterwards, which smooths the edges."""
_SKY, _SUN, _PALE = "#dbe7ee", "#e8b04a", "#f4f1ea"
_GREEN, _DARK_GREEN, _EARTH = "#7da27a", "#4c7358", "#b59a7a"
_WALL, _DARK_WALL, _DARK = "#c9776a", "#8f5149", "#33424d"
_WATER, _DARK_WATER = "#7fa9c4", "#4f7f9f"


class _Sheet:
    """Something to draw on, in points of which it is 1600 wide and 1000 high."""

    def __init__(self, ground: str) -> None:
        self.image = Image.new("RGB", (WIDTH * _TWICE, HEIGHT * _TWICE), ground)
        self.draw = ImageDraw.Draw(self.image)

    def box(self, left: int, top: int, right: int, bottom: int, colour: str, *, round_by: int = 0) -> None:
        corners = tuple(_TWICE * place for place in (left, top, right, bottom))
        self.draw.rounded_rectangle(corners, radius=_TWICE * round_by, fill=colour)

    def disc(self, x: int, y: int, radius: int, colour: str) -> None:
        self.draw.circle((_TWICE * x, _TWICE * y), _TWICE * radius, fill=colour)

    def shape(self, *points: tuple[int, int], colour: str) -> None:
        self.draw.polygon([(_TWICE * x, _TWICE * y) for x, y in points], fill=colour)

    def line(self, *points: tuple[int, int], colour: str, width: int) -> None:
        at = [(_TWICE * x, _TWICE * y) for x, y in points]
        self.draw.line(at, fill=colour, width=_TWICE * width, joint="curve")

    def tree(self, x: int, ground: int, height: int) -> None:
        self.box(x - 10, ground - height, x + 10, ground, _EARTH)
        for shift, up in ((-45, 0), (45, 0), (0, 50)):
            self.disc(x + shift, ground - height - up, 75, _GREEN if up else _DARK_GREEN)

    def written(self) -> bytes:
        """As a PNG."""
        kept = BytesIO()
        self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(kept, "PNG")
        return kept.getvalue()


def hall() -> bytes:
    """A sports hall with sun on its roof and a meter beside its door."""
    sheet = _Sheet(_SKY)
    sheet.disc(1330, 190, 90, _SUN)
    sheet.box(0, 780, WIDTH, HEIGHT, _GREEN)
    sheet.box(240, 420, 1240, 800, _WALL)
    sheet.shape((200, 430), (330, 290), (1280, 290), (1280, 430), colour=_DARK_WALL)
    for left in range(390, 1200, 140):
        sheet.shape((left, 400), (left + 40, 320), (left + 140, 320), (left + 100, 400), colour=_DARK)
    for left in range(310, 900, 150):
        sheet.box(left, 500, left + 100, 590, _PALE, round_by=6)
    sheet.box(980, 590, 1130, 800, _DARK, round_by=6)
    sheet.box(870, 640, 940, 740, _PALE, round_by=10)
    sheet.line((885, 715), (900, 680), (912, 700), (928, 660), colour=_DARK_GREEN, width=7)
    sheet.box(0, 800, WIDTH, 830, _EARTH)
    sheet.tree(1400, 800, 170)
    sheet.tree(120, 800, 130)
    return sheet.written()


def square() -> bytes:
    """A hot village square with a row of houses, trees, and cloth that gives shade."""
    sheet = _Sheet(_SKY)
    sheet.disc(270, 190, 110, _SUN)
    sheet.box(0, 700, WIDTH, HEIGHT, _PALE)
    for left, top, colour in (
        (90, 430, _WALL),
        (370, 360, _EARTH),
        (650, 450, _DARK_WALL),
        (930, 390, _WALL),
    ):
        sheet.box(left, top, left + 280, 720, colour)
        sheet.shape((left, top), (left + 140, top - 120), (left + 280, top), colour=_DARK)
        for window in (left + 45, left + 165):
            sheet.box(window, top + 60, window + 70, top + 150, _PALE, round_by=4)
        sheet.box(left + 110, 600, left + 175, 720, _DARK, round_by=4)
    for x in (560, 1040):
        sheet.box(x - 8, 560, x + 8, 880, _DARK)
    sheet.shape((560, 560), (1040, 560), (960, 650), (640, 650), colour=_SUN)
    sheet.shape((600, 900), (1000, 900), (940, 860), (660, 860), colour=_EARTH)
    for x, height in ((1320, 230), (1490, 180), (250, 210)):
        sheet.tree(x, 860, height)
    return sheet.written()


def cellar() -> bytes:
    """A basin under a street in which rain is kept, with a rule that says how high it stands."""
    sheet = _Sheet(_SKY)
    for x in range(60, WIDTH, 110):
        top = 60 + x * 7 % 180
        sheet.line((x, top), (x - 26, top + 110), colour=_DARK_WATER, width=7)
    sheet.box(0, 430, WIDTH, HEIGHT, _EARTH)
    sheet.box(0, 410, WIDTH, 450, _DARK)
    sheet.box(260, 520, 1340, 920, _PALE, round_by=18)
    sheet.box(290, 690, 1310, 890, _WATER)
    for y in (690, 760, 830):
        waves = [(x, y + (8 if x // 60 % 2 else -8)) for x in range(290, 1311, 60)]
        sheet.line(*waves, colour=_DARK_WATER, width=6)
    for x in (520, 1060):
        sheet.box(x, 440, x + 60, 600, _DARK)
        sheet.line((x + 30, 600), (x + 30, 690), colour=_DARK_WATER, width=16)
    sheet.box(770, 550, 810, 890, _WALL)
    for y in range(570, 880, 40):
        sheet.line((770, y), (795, y), colour=_PALE, width=5)
    sheet.tree(160, 415, 120)
    return sheet.written()


DRAWINGS: Mapping[str, Callable[[], bytes]] = {"hall": hall, "square": square, "cellar": cellar}
