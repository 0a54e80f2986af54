"""How much is read of a file, and what its reader may use; the same for every format."""

from enum import StrEnum

MEMORY = 290 * 2**20
"""Bytes of address space of the child, its program included."""
SECONDS_OF_PROCESSOR = 12
SECONDS = 16.0
"""Of the clock, after which the child and whatever it started are ended."""
PICTURE_MEMORY = 512 * 2**20
"""The same of a child that makes pictures anew: as much as the largest photo of a telephone takes, and no more."""
CHARACTERS = 400_000
"""Of text; what comes after is not read, and that is said."""
ANSWER = 6 * CHARACTERS + 100_000
"""Bytes that are taken from the child: its characters, escaped, and what stands around them."""
TABLE_ANSWER = 80 * 2**20
"""The same of a table: its characters, escaped, and what stands around its cells."""
PICTURE_ANSWER = 12 * 2**20
"""The same of pictures: each at most so many pixels wide and high, in base 64."""
PICTURE_WIDTHS = (400, 800, 1600)
"""Pixels; a picture is made anew in each of these that are less than its own width, and in its own or the last."""
PICTURE_HEIGHT = 2000
PICTURE_SHORTEST = 150
"""Pixels of the shorter side of a picture in which there is something to see."""
PHOTO_PIXELS = 50_000_000
"""Of a JPEG, which can be unpacked smaller than it is."""
PIXELS = 25_000_000
"""Of any other picture."""
PAGES = 400
CELLS = 200_000
SHARED_STRINGS = 4_000_000
"""Characters of the table of strings in a workbook."""
ENTRIES = 4_000
"""Files in a package, such as a DOCX."""
DIRECTORY = 2 * 2**20
"""Bytes of the list of these files."""
UNPACKED = 80 * 2**20
"""Bytes that are unpacked of one package, all its parts together."""
ELEMENTS = 3_000_000
"""Of one part of a package."""
LONGEST_TOKEN = 2 * 2**20
"""Bytes of one name, tag or comment."""
NESTING = 400
"""Of elements in each other, and of parts of a mail."""
MAIL_PARTS = 200


class FileType(StrEnum):
    """What a file is by its content, whatever it is called."""

    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    XLSX = "xlsx"
    ODT = "odt"
    ODP = "odp"
    ODS = "ods"
    HTML = "html"
    MAIL = "eml"
    TEXT = "txt"


class UnreadableError(Exception):
    """A file that is not read. ``code`` says why, as a refusal does."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class EnoughError(Exception):
    """As much was read as is read of one file."""


class Gathered:
    """The text as it is found, up to the most that is read."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.left = CHARACTERS

    def add(self, piece: str) -> None:
        """Raises EnoughError when this is the last that fits."""
        self.pieces.append(piece[: self.left])
        self.left -= len(piece)
        if self.left <= 0:
            raise EnoughError

    @property
    def text(self) -> str:
        return "".join(self.pieces)
