"""From a record of a source to the fields of an item, by the source's profile. Nothing of the database."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from schakel.imports.mending import Mender
from schakel.imports.profiles import Field, Profile
from schakel.imports.records import Record
from schakel.kernel.languages import LANGUAGES
from schakel.library.public import KINDS, fact_is_usable
from schakel.search.public import sentences_of

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_TEXT = 200, 400, 20_000
LONGEST_KEY = 200
MORE = " …"
FindBody = Callable[[str], str | None]
"""A name of a public body -> its code or slug; None when no body is called so."""
_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,1000}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should know of a record: its key, the field, and a code that the screen has a sentence for."""

    record: str
    field: str
    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A record as the fields of an item. ``raw`` is the record as it was found, without contacts of persons."""

    key: str
    fields: dict[str, object]
    raw: Record
    problems: tuple[Problem, ...]


class Mapper:
    """Maps the records of one file; keeps the repairs of all of them."""

    def __init__(self, profile: Profile, mender: Mender, find_body: FindBody, *, today: date) -> None:
        self._today = today
        self._profile = profile
        self._mender = mender
        self._find_body = find_body
        self._problems: list[Problem] = []
        self._key = ""

    def map(self, record: Record) -> Mapped:
        """The record as fields. Nothing in a record makes this fail: what cannot be used is a problem."""
        self._problems = []
        raw = _without(record, self._profile.left_out)
        if any(_plain(_value_at(record, path)).strip() for path in self._profile.left_out):
            self._mender.note("contact-left-out")
        self._key = "|".join(_plain(_value_at(raw, name)) for name in self._profile.key)[:LONGEST_KEY].strip(
            "| "
        )
        fields: dict[str, object] = {}
        for field in self._profile.fields:
            value = self._converted(field, raw)
            if value not in (None, "", [], {}):
                fields[self._full_name(field.name)] = value
        self._give_every_language_a_title(fields)
        self._drop_unusable_facts(fields)
        return Mapped(self._key, fields, raw, tuple(self._problems))

    def _full_name(self, name: str) -> str:
        """A text without a language is in that of the profile."""
        group, _, rest = name.partition(".")
        return f"text.{self._profile.language}.{rest}" if group == "text" and "." not in rest else name

    def _give_every_language_a_title(self, fields: dict[str, object]) -> None:
        """A name is the same in every language; only the texts there are count as speaking one."""
        title = fields.pop(f"text.{self._profile.language}.title", None)
        spoken = {name.split(".")[1] for name in fields if name.startswith("text.")} or {
            self._profile.language
        }
        if title is not None:
            fields |= {f"text.{code}.title": title for code in LANGUAGES if code in spoken}

    def _drop_unusable_facts(self, fields: dict[str, object]) -> None:
        definition = KINDS[self._profile.kind]
        for name in [name for name in fields if name.startswith("fact.")]:
            fact = definition.fact(name.removeprefix("fact."))
            if fact is None or not fact_is_usable(fact, fields[name]):
                self._tell(name, "value-not-usable", fields.pop(name))

    def _converted(self, field: Field, raw: Record) -> object:
        if field.how in OF_SEVERAL:
            return OF_SEVERAL[field.how](self, field, raw)
        for source in field.sources:
            value = _value_at(raw, source)
            if value not in (None, "", [], {}):
                converted = CONVERTERS[field.how](self, field, value)
                if converted not in (None, "", []):
                    return converted
        return None

    # ------------------------------------------------------------ converters

    def as_text(self, _field: Field, value: object) -> str:
        text = self._mender.text(_plain(value), headings=self._profile.headings)
        return self._cut(text, LONGEST_TEXT)

    def as_line(self, _field: Field, value: object) -> str:
        return self._cut(self._mender.line(_plain(value)), LONGEST_TITLE)

    def as_summary(self, _field: Field, value: object) -> str:
        """The first sentences, as many as fit; a heading alone is no sentence."""
        text = self._mender.text(_plain(value), headings=self._profile.headings)
        kept = ""
        for start, end in sentences_of(text):
            sentence = " ".join(text[start:end].split())
            if sentence.rstrip(":") in self._profile.headings:
                continue
            if kept and len(kept) + len(sentence) >= LONGEST_SUMMARY:
                break
            kept = f"{kept} {sentence}".strip()
        return self._cut(kept, LONGEST_SUMMARY)

    def as_together(self, field: Field, raw: Record) -> str:
        parts = []
        for source in field.sources:
            value = _value_at(raw, source)
            lines = [self._mender.line(_plain(entry)) for entry in value] if isinstance(value, list) else []
            if lines:
                parts.append("\n".join([f"{field.before}:", *(f"- {line}" for line in lines if line)]))
            elif value:
                parts.append(self._mender.text(_plain(value)))
        return self._cut("\n\n".join(part for part in parts if part), LONGEST_TEXT)

    def as_choice(self, field: Field, value: object) -> str | None:
        words = [_plain(word).strip() for word in (value if isinstance(value, list) else [value])]
        found = next((field.words[word] for word in words if word in field.words), None)
        if found is None:
            self._tell(field.name, "word-unknown", value)
        return found

    def as_software(self, _field: Field, value: object) -> str:
        """publiccode's kinds of software ("standalone/web", "library", "addon", …)."""
        return "platform" if "platform" in _plain(value) else "software"

    def as_year(self, field: Field, value: object) -> int | None:
        found = re.search(r"(?<!\d)(19|20)\d{2}(?!\d)", _plain(value))
        if found is None:
            self._tell(field.name, "year-not-read", value)
        return int(found.group()) if found else None

    def as_euros(self, field: Field, value: object) -> int | None:
        """A whole number of euros, in cents."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**11:
            self._tell(field.name, "amount-not-read", value)
            return None
        return round(value * 100)

    def as_window(self, field: Field, raw: Record) -> list[dict[str, str]] | None:
        """A last day, beside the status. The source does not say since when one can apply: today it is open.

        Of what still has to open, the first day is not known, so there is no window.
        """
        last_day, status = (_plain(_value_at(raw, source)) for source in field.sources)
        try:
            closes = date.fromisoformat(last_day[:10])
        except ValueError:
            self._tell(field.name, "day-not-read", last_day)
            return None
        if status == "forthcoming":
            self._tell(field.name, "first-day-unknown", last_day)
            return None
        return [{"opens_on": min(self._today, closes).isoformat(), "closes_on": closes.isoformat()}]

    def as_address(self, field: Field, value: object) -> str | None:
        written = self._mender.line(_plain(value[0] if isinstance(value, list) and value else value))
        found = [str(address) for address in _ADDRESS.findall(written)]
        if not written:
            return None
        if not found:
            self._tell(field.name, "address-not-read", written)
            return None
        if len(found) > 1:
            self._mender.note("several-addresses")
        elif found[0] != written:
            self._mender.note("address-cleaned")
        return found[0].rstrip(",;")[:500]

    def as_first(self, field: Field, value: object) -> str:
        return self.as_line(field, value[0] if isinstance(value, list) else value)

    def as_names(self, field: Field, value: object) -> list[str]:
        """The names of organisations; who works there is not read."""
        entries = value if isinstance(value, list) else [value]
        names = [entry.get("name") if isinstance(entry, dict) else entry for entry in entries]
        return list(dict.fromkeys(self.as_line(field, name) for name in names if name))

    def as_bodies(self, field: Field, value: object) -> list[str]:
        bodies = []
        for name in self.as_names(field, value):
            code = self._find_body(name)
            if code is None:
                self._tell(field.name, "organisation-unknown", name)
            else:
                bodies.append(code)
        return list(dict.fromkeys(bodies))

    def _cut(self, text: str, longest: int) -> str:
        if len(text) <= longest:
            return text
        self._mender.note("text-shortened")
        end = text.rfind(" ", longest // 2, longest - len(MORE))
        return text[: end if end > 0 else longest - len(MORE)].rstrip() + MORE

    def _tell(self, field: str, code: str, value: object) -> None:
        self._problems.append(Problem(self._key, field, code, _plain(value)[:200]))


CONVERTERS: Mapping[str, Callable[[Mapper, Field, object], object]] = {
    "text": Mapper.as_text,
    "line": Mapper.as_line,
    "summary": Mapper.as_summary,
    "choice": Mapper.as_choice,
    "software": Mapper.as_software,
    "year": Mapper.as_year,
    "euros": Mapper.as_euros,
    "address": Mapper.as_address,
    "first": Mapper.as_first,
    "names": Mapper.as_names,
    "bodies": Mapper.as_bodies,
}
OF_SEVERAL: Mapping[str, Callable[[Mapper, Field, Record], object]] = {
    "together": Mapper.as_together,
    "window": Mapper.as_window,
}
"""Converters that look at all of their sources, where the others take the first that has a value."""


def _value_at(record: Mapping[str, object], path: str) -> object:
    """The value at a path such as "legal.license"; None where there is nothing."""
    value: object = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _without(record: Record, paths: Sequence[str]) -> Record:
    kept = dict(record)
    for path in paths:
        name, _, rest = path.partition(".")
        if name not in kept:
            continue
        if not rest:
            del kept[name]
        elif isinstance(kept[name], dict):
            kept[name] = _without(kept[name], [rest])
    return kept


def _plain(value: object) -> str:
    return "" if value is None else str(value)
