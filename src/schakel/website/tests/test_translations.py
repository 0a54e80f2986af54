"""Every word of the public pages is there in Dutch."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2]
CAPABILITIES = (
    "accounts",
    "api",
    "challenges",
    "documents",
    "imports",
    "introductions",
    "library",
    "matching",
    "messages",
    "organisations",
    "vocabulary",
    "website",
)
KEYWORDS = {
    "_": None,
    "_p": ((1, "c"), 2),
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
_BLANKS = re.compile(r"%\((\w+)\)s")


def sources(capability):
    for path in sorted((PACKAGE / capability).rglob("*")):
        if path.suffix in (".py", ".html") and not {"tests", "migrations"} & set(path.parts):
            yield path


def messages_in(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        # The code that Django makes of a template is not indented as Python wants it.
        text = "\n".join(line.lstrip() for line in templatize(text).split("\n"))
    for _, message, _, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        yield context, message if isinstance(message, tuple) else (message,)


def translations_of(capability):
    path = PACKAGE / capability / "locale" / "nl" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return [message for message in read_po(file, locale="nl") if message.id]


@pytest.fixture(scope="module")
def dutch():
    return {
        (message.context, message.id if isinstance(message.id, tuple) else (message.id,)): message
        for capability in CAPABILITIES
        for message in translations_of(capability)
    }


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_every_text_on_the_screens_has_a_dutch_one(dutch, capability):
    missing = {
        words
        for path in sources(capability)
        for context, words in messages_in(path)
        if (context, words) not in dutch
    }
    assert missing == set()


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_no_dutch_text_is_empty_or_uncertain(capability):
    unfinished = [
        message.id
        for message in translations_of(capability)
        if message.fuzzy or not all(_forms(message.string))
    ]
    assert unfinished == []


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_a_dutch_text_has_the_same_blanks(capability):
    different = [
        message.id
        for message in translations_of(capability)
        for form in _forms(message.string)
        if set(_BLANKS.findall(form)) != set(_BLANKS.findall(_forms(message.id)[-1]))
    ]
    assert different == []


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_no_text_is_translated_twice_in_one_file(capability):
    names = [(message.context, message.id) for message in translations_of(capability)]
    assert len(names) == len(set(names))


def _forms(text):
    return list(text) if isinstance(text, tuple) else [text]
