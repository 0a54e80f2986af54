"""Names, sizes and membership of organisations; plain Python."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from schakel.kernel.refusal import Refusal

LONGEST_NAME = 160


class OrganisationType(StrEnum):
    MUNICIPALITY = "municipality"
    PROVINCE = "province"
    WATER_BOARD = "water-board"
    COMPANY = "company"
    KNOWLEDGE = "knowledge"
    ASSOCIATION = "association"
    """Also a foundation, or whatever else people set up for a purpose of society (NGO)."""
    NATIONAL = "national"
    HUB_PARTNER = "hub-partner"


class SizeClass(StrEnum):
    """Number of inhabitants, in the classes municipalities compare themselves by."""

    UNDER_20K = "under-20k"
    UNDER_50K = "20k-50k"
    UNDER_100K = "50k-100k"
    UNDER_250K = "100k-250k"
    LARGER = "over-250k"


PUBLIC_BODIES = frozenset(
    {
        OrganisationType.MUNICIPALITY,
        OrganisationType.PROVINCE,
        OrganisationType.WATER_BOARD,
        OrganisationType.NATIONAL,
    }
)

NO_OTHER_NAMES: Mapping[str, str] = MappingProxyType({})
# "a.d. IJssel", "H. I. Ambacht": the letters of an abbreviation are one word, with or without blanks.
_ABBREVIATION = re.compile(r"\b([a-z])\.\s*(?=[a-z]\b)")
_BEFORE_A_NAME: Mapping[tuple[str, ...], OrganisationType] = {
    ("gemeente",): OrganisationType.MUNICIPALITY,
    ("de", "gemeente"): OrganisationType.MUNICIPALITY,
    ("city", "of"): OrganisationType.MUNICIPALITY,
    ("the", "city", "of"): OrganisationType.MUNICIPALITY,
    ("municipality", "of"): OrganisationType.MUNICIPALITY,
    ("the", "municipality", "of"): OrganisationType.MUNICIPALITY,
    ("provincie",): OrganisationType.PROVINCE,
    ("de", "provincie"): OrganisationType.PROVINCE,
    ("provinsje",): OrganisationType.PROVINCE,
    ("province", "of"): OrganisationType.PROVINCE,
    ("the", "province", "of"): OrganisationType.PROVINCE,
}
_BEHIND_A_NAME: Mapping[str, OrganisationType] = {
    "gemeente": OrganisationType.MUNICIPALITY,
    "municipality": OrganisationType.MUNICIPALITY,
    "provincie": OrganisationType.PROVINCE,
    "province": OrganisationType.PROVINCE,
}


def comparable_name(name: str, other_names: Mapping[str, str] = NO_OTHER_NAMES) -> str:
    """The name as it is compared: without case, diacritics, punctuation and "gemeente" around it.

    What stands between brackets stays: "Bergen (NH.)" and "Bergen (L.)" are two places. ``other_names`` leads
    from the comparable form of a name people use to that of the official one, which is never a key itself: a
    comparable name is its own comparable form.
    """
    words, _ = _without_official_words(_words(name))
    comparable = " ".join(words)
    return other_names.get(comparable, comparable)


def named_type(name: str) -> OrganisationType | None:
    """What the name says it is: "Provincie Utrecht" is not the municipality. None when it does not say."""
    _, said = _without_official_words(_words(name))
    return said


def _words(name: str) -> list[str]:
    """The words without case and diacritics. Their length together is that of a name at most."""
    # Folding gives decomposing new work ("İ") and the other way round ("㎧"): so one of them is done twice.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    visible = "".join(character for character in folded if not _is_mark_or_invisible(character))
    plain = _ABBREVIATION.sub(r"\1", visible.replace("&", " en "))
    spaced = "".join(character if character.isalnum() else " " for character in plain)
    return " ".join(spaced.split())[:LONGEST_NAME].split()


def _is_mark_or_invisible(character: str) -> bool:
    """Accents, soft hyphens, zero-width blanks: two names that look the same must not differ."""
    return unicodedata.combining(character) != 0 or unicodedata.category(character) == "Cf"


def _without_official_words(words: Sequence[str]) -> tuple[Sequence[str], OrganisationType | None]:
    """The words that are the name itself, never none of them, and what the ones around them say it is."""
    for official, said in _BEFORE_A_NAME.items():
        if len(words) > len(official) and tuple(words[: len(official)]) == official:
            return _without_official_words(words[len(official) :])[0], said
    if len(words) > 1 and words[-1] in _BEHIND_A_NAME:
        return _without_official_words(words[:-1])[0], _BEHIND_A_NAME[words[-1]]
    return words, None


_UP_TO = (
    (20_000, SizeClass.UNDER_20K),
    (50_000, SizeClass.UNDER_50K),
    (100_000, SizeClass.UNDER_100K),
    (250_000, SizeClass.UNDER_250K),
)


def size_class_of(inhabitants: int) -> SizeClass:
    """The class of a municipality with so many inhabitants; 20,000 is the first number of the second class."""
    return next((size for end, size in _UP_TO if inhabitants < end), SizeClass.LARGER)


# ---------------------------------------------------------------------- registering and belonging

LONGEST_DESCRIPTION = 1000
LONGEST_MESSAGE = 1000
LONGEST_REASON = 500
MOST_WAITING_REGISTRATIONS = 3
"""So many organisations of one person can wait for the staff at a time."""
MOST_OPEN_REQUESTS = 10
"""So many organisations can somebody ask at a time whether they belong there."""
MOST_OPEN_INVITATIONS = 50
"""So many people can an organisation have invited at a time."""
INVITATION_LASTS = timedelta(days=14)


class InvitationState(StrEnum):
    """What an invitation is good for now."""

    OPEN = "open"
    USED = "used"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    VOID = "void"
    """Who invited may not invite any more."""


def invitation_state(
    *,
    is_accepted: bool,
    is_withdrawn: bool,
    expires_at: datetime,
    inviter_may: bool,
    now: datetime,
) -> InvitationState:
    """As it stands now; what was used was used, whatever happened later."""
    if is_accepted:
        return InvitationState.USED
    if is_withdrawn:
        return InvitationState.WITHDRAWN
    if now >= expires_at:
        return InvitationState.EXPIRED
    return InvitationState.OPEN if inviter_may else InvitationState.VOID


def code_hash(code: str) -> str:
    """What is kept of the code in the link of an invitation; random and long, so that a fast hash is enough."""
    return hashlib.sha256(code.encode()).hexdigest()


def check_text(text: str, *, longest: int, missing: str = "") -> str:
    """The text, tidied; a Refusal when it is too long, or missing where that is said to matter."""
    tidy = text.replace("\r\n", "\n").strip()
    if missing and not tidy:
        raise Refusal(missing)
    if len(tidy) > longest:
        raise Refusal("text-too-long", longest=longest)
    return tidy


def check_organisation_name(name: str) -> str:
    """The name in one line; a Refusal for one that is missing, too long, or nothing but signs."""
    tidy = " ".join(name.split())
    if not comparable_name(tidy):
        raise Refusal("organisation-name-missing")
    if len(tidy) > LONGEST_NAME:
        raise Refusal("text-too-long", longest=LONGEST_NAME)
    return tidy


def mixes_alphabets(name: str) -> bool:
    """Whether a word of the name has letters of more than one of the alphabets that look alike.

    A municipality written with one Cyrillic letter reads as a real one; a name with one word in each alphabet
    is a name like others
    (Unicode Technical Standard 39, 5.1: mixed scripts).
    """
    return any(
        len({alphabet for sign in word if (alphabet := _alphabet_of(sign))}) > 1
        for word in re.findall(r"\w+", name)
    )


_ALIKE = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE")


def _alphabet_of(sign: str) -> str:
    first = unicodedata.name(sign, "").partition(" ")[0]
    return first if first in _ALIKE else ""


def check_number(number: int, *, most: int, code: str) -> None:
    """Raises a Refusal with this code when there are as many as there may be already."""
    if number >= most:
        raise Refusal(code, most=most)


def check_somebody_stays(*, is_administrator: bool, other_administrators: int) -> None:
    """Raises a Refusal when nobody would look after the organisation any more."""
    if is_administrator and not other_administrators:
        raise Refusal("last-organisation-administrator")


def check_succession(*, is_same: bool, has_ended: bool, goes_round: bool) -> None:
    """Raises a Refusal for an organisation that would go on in itself, or that has gone on already."""
    if is_same or goes_round:
        raise Refusal("succeeds-itself")
    if has_ended:
        raise Refusal("succeeded-already")
