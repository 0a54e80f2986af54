"""Letters and mails without what is only politeness or somebody else's: greetings, closings, quoted replies."""

import re
from dataclasses import dataclass

_REPLY = re.compile(
    r"^(?:-{2,} ?(?:Oorspronkelijk bericht|Doorgestuurd bericht|Original Message|Forwarded message) ?-{2,}"
    r"|(?:Op|On) .{4,120}(?:schreef|wrote)\b.{0,80}:"
    r"|_{10,})\s*$",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^(?:>?\s*)(?:Van|Aan|Cc|Bcc|Verzonden|Datum|Onderwerp|Betreft|From|To|Sent|Date|Subject)\s?:\s?(.*)$"
)
_SUBJECT = re.compile(r"^(?:>?\s*)(?:Onderwerp|Betreft|Subject)\s?:\s?(.*)$")
_ENOUGH_HEADINGS = 3
_CLOSING = re.compile(
    r"^\s*(?:met (?:vriendelijke|hartelijke|collegiale|vr\.?) (?:groet|groeten)|vriendelijke groet(?:en)?|"
    r"hartelijke groet(?:en)?|groet(?:en|jes)?|hoogachtend|mvg|m\.v\.g\.|alvast (?:hartelijk )?(?:dank|bedankt)|"
    r"kind regards|best regards|with kind regards|regards|yours (?:sincerely|faithfully)|sincerely|cheers|"
    r"namens (?:het|de) .{3,60})\s*[,.!]?\s*$",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^\s*(?:beste|geachte|hallo|hoi|dag|lieve|goedemorgen|goedemiddag|l\.s\.|dear|hi|hello|to whom it may concern)"
    r"\b[^.!?]{0,80}[,!.:]?\s*$",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(r"^\s*(?:verzonden vanaf|verstuurd vanaf|sent from) (?:mijn|my) ", re.IGNORECASE)
_DISCLAIMER = re.compile(
    r"\b(?:dit (?:e-mail)?bericht (?:is|kan|en)|de informatie (?:in|verzonden met) (?:dit|deze)|disclaimer|"
    r"this (?:e-?mail|message) (?:is|may|and|contains))\b",
    re.IGNORECASE,
)
_NAME_LINE = re.compile(r"^\s*([A-ZÀ-Þ][^\W\d_'’.-]*(?: [^\W\d_][^\s\d]{0,40}){1,5})\s*$")
_MOST_AFTER_CLOSING = 25
"""Lines; a closing with more behind it stands in the middle of something, and is none."""
_WIDE = 45
"""Characters of a line that was broken because it was full, and not because something ended."""


_NO_WORD = re.compile(r"\S{200,}")


def readable(text: str) -> str:
    """The text without NUL, and without runs of hundreds of signs, which are no words and take long to look at."""
    return _NO_WORD.sub(" ", text.replace("\x00", "")).strip()


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody says in a letter, and the names under it."""

    text: str
    signed: tuple[str, ...]


def letter_of(text: str) -> Letter:
    """The letter without its heading, greeting, closing and whatever it answers to; a subject stays as a sentence."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    subject, lines = _without_heading(lines)
    lines = _without_replies(lines)
    lines, after = _without_closing(lines)
    kept = [line for line in lines if not _GREETING.match(line) and not _SENT_FROM.match(line)]
    body = "\n".join(kept).strip()
    said = "\n\n".join(filter(None, [subject, body]))
    signed = [match[1] for line in after[:3] if (match := _NAME_LINE.match(line))]
    return Letter(said or text.strip(), tuple(signed))


def unfolded(text: str) -> str:
    """Lines that were broken because they were full are one line again; what ends stays apart."""
    joined: list[list[str]] = []
    last = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        stripped = line.strip()
        goes_on = len(last) >= _WIDE and last[-1] not in ".!?:;" and bool(stripped)
        if goes_on and (stripped[0].islower() or stripped[0].isdigit() or last[-1] in ",("):
            joined[-1].append(stripped)
        else:
            joined.append([stripped])
        last = stripped
    return re.sub(r"\n{3,}", "\n\n", "\n".join(map(" ".join, joined))).strip()


def _without_heading(lines: list[str]) -> tuple[str, list[str]]:
    """The subject, and the lines after a heading with which the text begins, as it does where a mail was copied."""
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    place = first
    while place < len(lines) and _HEADING.match(lines[place]):
        place += 1
    if place == first:
        return "", lines
    subjects = [match[1].strip() for line in lines[first:place] if (match := _SUBJECT.match(line))]
    subject = (
        re.sub(r"^(?:(?:re|fw|fwd|antw|betr)\s?:\s?)+", "", subjects[0], flags=re.IGNORECASE)
        if subjects
        else ""
    )
    if subject and subject[-1] not in ".!?":
        subject += "."
    return subject, lines[place:]


def _without_replies(lines: list[str]) -> list[str]:
    kept: list[str] = []
    has_text = False
    for place, line in enumerate(lines):
        headings = sum(bool(_HEADING.match(near)) for near in lines[place : place + 5])
        begins_reply = _REPLY.match(line) or (_HEADING.match(line) and headings >= _ENOUGH_HEADINGS)
        if begins_reply and has_text:
            break
        if begins_reply or line.lstrip().startswith(">"):
            continue
        kept.append(line)
        has_text = has_text or bool(line.strip())
    return kept


def _without_closing(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines before the closing, and those after it."""
    left = sum(bool(line.strip()) for line in lines)
    for place, line in enumerate(lines):
        left -= bool(line.strip())
        if line.rstrip() == "--" or (left <= _MOST_AFTER_CLOSING and _CLOSING.match(line)):
            return lines[:place], [after for after in lines[place + 1 :] if after.strip()]
    return [line for line in lines if not _DISCLAIMER.search(line)], []
