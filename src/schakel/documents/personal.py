"""What in a text is about a person: found by its form, and by the numbers with which it proves itself.

Sources: the eleven test of the citizen service number (Besluit BSN; BRP), ISO 13616 (IBAN, remainder 1 of 97),
the Dutch numbering plan for telephone numbers, and the postcode with house number, which together are an address.
A name is recognised where a letter or mail puts one: after a greeting or title, in a heading, under a closing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Personal(StrEnum):
    """What kind of personal data it is."""

    NAME = "name"
    EMAIL = "email"
    TELEPHONE = "telephone"
    CITIZEN_NUMBER = "citizen-number"
    BANK_ACCOUNT = "bank-account"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Found:
    """Something personal in a text, and everywhere it stands."""

    kind: Personal
    words: str
    places: tuple[tuple[int, int], ...]


_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")
_TELEPHONE = re.compile(
    r"(?<![\w.,€$/-])(?:\+|00)(?:31|32|49|44|33|352)[ .-]?(?:\(0\)[ .-]?)?\d(?:[ .-]?\d){7,10}(?![\w/])"
    r"|(?<![\w.,€$/-])\(?0\d{1,3}\)?[ .-]?\d(?:[ .-]?\d){5,8}(?![\w/])"
)
_NINE_DIGITS = re.compile(r"(?<![\w.,-])\d(?:[ .]?\d){7,8}(?![\w-])")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_ADDRESS = re.compile(
    r"(?P<street>[A-Z][\w'’.-]{2,40}(?: (?:[A-Z][\w'’.-]{0,40}|van|de|der|den|het|ten|ter|aan|op)){0,4}"
    r" \d{1,5}(?: ?-? ?[a-zA-Z]{0,4}\d{0,3})?[,\s]{1,3})?"
    r"(?<!\w)[1-9]\d{3} ?[A-RT-Z][A-Z](?!\w)(?P<house>[ ,]{1,2}\d{1,5}[a-zA-Z]{0,2}(?!\w))?"
)
_BETWEEN = r"(?: (?:van|de|der|den|het|ten|ter|te|von|el|al|in|'t|bin|la|le|du)){0,3}"
_BEFORE = r"(?:(?:van|de|der|den|ten|ter) ){0,2}"
_PERSON = rf"[A-ZÀ-Þ][\w'’.-]{{0,40}}(?:{_BETWEEN} [A-ZÀ-Þ][\w'’-]{{1,40}}){{0,3}}"
_TITLED = re.compile(
    rf"\b(?:[Dd]hr|[Mm]evr|[Mm]w|[Dd]rs|[Ii]r|[Mm]r|[Mm]rs|[Mm]s|[Pp]rof|[Dd]r)\.? ({_BEFORE}{_PERSON})"
    rf"|\b(?:[Mm]eneer|[Mm]evrouw|[Dd]e heer) ({_BEFORE}{_PERSON})"
)
_GREETED = re.compile(
    r"^(?:Beste|Geachte|Hallo|Hoi|Dag|Lieve|Dear|Hi|Hello)(?: (?:heer|mevrouw|meneer|collega|mr|mrs|ms)\.?)? "
    rf"({_BEFORE}{_PERSON})",
    re.MULTILINE,
)
_HEADED = re.compile(
    rf"^(?:Van|Aan|Cc|CC|From|To|Contactpersoon|Contact|Naam|Name|Behandeld door|Indiener|Auteur)\s?:\s?({_PERSON})",
    re.MULTILINE,
)
_NO_NAMES = frozenset(
    {
        "college",
        "gemeente",
        "raad",
        "collega",
        "collega's",
        "allen",
        "all",
        "team",
        "heer",
        "mevrouw",
        "meneer",
    }
    | {
        "lezer",
        "sir",
        "madam",
        "colleague",
        "colleagues",
        "burgemeester",
        "wethouder",
        "bestuur",
        "provincie",
    }
    | {"bewoner", "bewoners", "inwoners"}
)
_OF_NOBODY = frozenset(
    {"info", "post", "mail", "contact", "hub", "gemeente", "secretariaat", "noreply", "support"}
)
_LAST_NAME = rf"(?:{_BETWEEN} [A-ZÀ-Þ][\w'’-]{{1,40}})?"
_SHORTEST_NAME = 3
MOST_NAMES = 200
"""Parts of names that are looked for everywhere in a text."""
_ELEVEN = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def personal_data(text: str, *, people: Iterable[str] = ()) -> tuple[Found, ...]:
    """What is about a person in this text, in the order in which it stands there.

    ``people`` are names known from elsewhere, such as the heading or the closing of a mail; their parts count too.
    """
    taken = bytearray(len(text))
    found: dict[tuple[Personal, str], list[tuple[int, int]]] = {}
    for kind, start, end in (*_numbers_and_addresses(text), *_names(text, tuple(people))):
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\x01" * (end - start)
        found.setdefault((kind, text[start:end]), []).append((start, end))
    every = [Found(kind, words, tuple(places)) for (kind, words), places in found.items()]
    return tuple(sorted(every, key=lambda one: one.places[0]))


def without(text: str, left_out: Iterable[str], *, instead: str = "[…]") -> str:
    """The text with a mark wherever one of these words or numbers stands."""
    longest_first = sorted(set(left_out), key=lambda words: (-len(words), words))
    if not longest_first:
        return text
    return re.sub(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", lambda _: instead, text)


def is_citizen_number(digits: str) -> bool:
    """Whether nine digits (or eight, with the zero left out) pass the eleven test."""
    padded = digits.zfill(len(_ELEVEN))
    if len(padded) != len(_ELEVEN) or not padded.isdigit() or not padded.strip("0"):
        return False
    return sum(weight * int(digit) for weight, digit in zip(_ELEVEN, padded, strict=True)) % 11 == 0


def is_bank_account(written: str) -> bool:
    """Whether it is an IBAN whose check digits are right."""
    plain = written.replace(" ", "").upper()
    if not 15 <= len(plain) <= 34 or not plain.isalnum():  # noqa: PLR2004 - ISO 13616
        return False
    moved = plain[4:] + plain[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def _numbers_and_addresses(text: str) -> Iterator[tuple[Personal, int, int]]:
    for match in _EMAIL.finditer(text):
        yield Personal.EMAIL, match.start(), match.end()
    for match in _IBAN.finditer(text):
        if is_bank_account(match.group()):
            yield Personal.BANK_ACCOUNT, match.start(), match.end()
    for match in _ADDRESS.finditer(text):
        if match["street"] or match["house"]:
            yield Personal.ADDRESS, match.start(), match.end()
    for match in _NINE_DIGITS.finditer(text):
        if is_citizen_number(re.sub(r"\D", "", match.group())):
            yield Personal.CITIZEN_NUMBER, match.start(), match.end()
    for match in _TELEPHONE.finditer(text):
        if 9 <= len(re.sub(r"\D", "", match.group())) <= 15:  # noqa: PLR2004 - E.164
            yield Personal.TELEPHONE, match.start(), match.end()


def _names(text: str, people: Sequence[str]) -> Iterator[tuple[Personal, int, int]]:
    matches = [match for pattern in (_GREETED, _HEADED, _TITLED) for match in pattern.finditer(text)]
    spans = [
        next(match.span(group) for group in (1, 2)[: match.re.groups] if match[group]) for match in matches
    ]
    known = {text[start:end] for start, end in spans} | set(people)
    known |= {piece.capitalize() for match in _EMAIL.finditer(text) for piece in _pieces_of(match.group())}
    names = {name for whole in known if _is_name(whole) for name in _parts(whole)}
    longest_first = sorted(names, key=lambda name: (-len(name), name))[:MOST_NAMES]
    if longest_first:
        for match in re.finditer(
            rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))}){_LAST_NAME}(?!\w)", text
        ):
            yield Personal.NAME, match.start(), match.end()


def _pieces_of(address: str) -> list[str]:
    """What in an e-mail address may be the name of who has it."""
    pieces = re.split(r"[._+-]", address.partition("@")[0].lower())
    return [
        piece
        for piece in pieces
        if len(piece) >= _SHORTEST_NAME and piece.isalpha() and piece not in _OF_NOBODY
    ]


def _is_name(words: str) -> bool:
    first = words.split(maxsplit=1)[0].lower() if words.split() else ""
    return len(words) >= _SHORTEST_NAME and first.strip(".,") not in _NO_NAMES and "@" not in words


def _parts(whole: str) -> Iterator[str]:
    """The name as a whole and each of its parts that begins with a capital; initials alone are none."""
    tidy = " ".join(whole.replace('"', "").split()).strip(" .,")
    yield tidy
    for part in tidy.split():
        if part[0].isupper() and len(part.rstrip(".")) >= _SHORTEST_NAME and part.lower() not in _NO_NAMES:
            yield part.strip(",")
