"""The sentences of the screens, read from their catalogues: in English as they are written, and translated."""

import re

from tests.architecture.project import ROOT

CATALOGUES = sorted((ROOT / "src" / "schakel").glob("*/locale/nl/LC_MESSAGES/django.po"))
_ENTRY = re.compile(
    r"^msgid (?P<english>{0})(?:msgid_plural (?P<several>{0}))?(?P<dutch>(?:msgstr(?:\[\d\])? {0})+)".format(
        r'(?:"(?:[^"\\]|\\.)*"\s*)+'
    ),
    re.MULTILINE,
)
_PIECE = re.compile(r'"((?:[^"\\]|\\.)*)"')


def sentences() -> list[tuple[str, str]]:
    """Every sentence in English with its translation; of those with a plural both forms."""
    found = []
    for catalogue in CATALOGUES:
        for entry in _ENTRY.finditer(catalogue.read_text(encoding="utf-8")):
            english = [entry["english"], *([entry["several"]] if entry["several"] else [])]
            dutch = re.split(r"msgstr(?:\[\d\])? ", entry["dutch"])[1:]
            found += [(_joined(one), _joined(other)) for one, other in zip(english, dutch, strict=True)]
    return [(english, dutch) for english, dutch in found if english]


def _joined(quoted: str) -> str:
    return "".join(_PIECE.findall(quoted)).replace('\\"', '"').replace("\\n", "\n")
