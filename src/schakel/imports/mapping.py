"""From a record of a source to the fields of an item, by the source's profile. Nothing of the database."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from schakel.imports.amounts import cents_in, number_in
from schakel.imports.mending import Mender
from schakel.imports.profiles import Field, Profile
from schakel.imports.records import Record
from schakel.kernel.days import day_in
from schakel.kernel.languages import LANGUAGES
from schakel.library.public import KINDS, fact_is_usable
from schakel.search.public import sentences_of

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_TEXT = 200, 400, 20_000
LONGEST_KEY = 200
MORE = " …"
Find = Callable[[str], str | None]
"""A name -> how the hub calls it; None when nothing is called so."""
_BARE_ADDRESS = re.compile(r"www\.[\w-]+(?:\.[\w-]+)+(?:/[^\s<>\"]*)?")
_BETWEEN = re.compile(r"\s*(?:[\n;|•]|\s-\s)\s*")
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


@dataclass(frozen=True, slots=True)
class Known:
    """What the hub knows: public bodies by name (their code or slug), and themes (their short name)."""

    find_body: Find
    find_theme: Find


class Mapper:
    """Maps the records of one file; keeps the repairs of all of them."""

    def __init__(self, profile: Profile, mender: Mender, known: Known, *, today: date) -> None:
        self._today = today
        self._profile = profile
        self._mender = mender
        self._known = known
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
            alike = {known.casefold(): meant for known, meant in field.words.items()}
            found = next((alike[word.casefold()] for word in words if word.casefold() in alike), None)
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
        if _BARE_ADDRESS.fullmatch(written):
            self._mender.note("address-completed")
            return f"https://{written}"
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
            code = self._known.find_body(name)
            if code is None:
                self._tell(field.name, "organisation-unknown", name)
            else:
                bodies.append(code)
        return list(dict.fromkeys(bodies))

    def as_body(self, field: Field, value: object) -> str | None:
        """One public body: where it took place, or for whom."""
        bodies = self.as_bodies(field, value)
        return bodies[0] if bodies else None

    def as_themes(self, field: Field, value: object) -> list[str]:
        themes = []
        for name in self._listed(value):
            notation = self._known.find_theme(name)
            if notation is None:
                self._tell(field.name, "theme-unknown", name)
            else:
                themes.append(notation)
        return sorted(set(themes))

    def as_lines(self, _field: Field, value: object) -> str:
        """A text with one point a line."""
        return self._cut("\n".join(self._listed(value)), LONGEST_TEXT)

    def as_words(self, _field: Field, value: object) -> list[str]:
        return list(dict.fromkeys(self._listed(value)))

    def as_choices(self, field: Field, value: object) -> list[str]:
        chosen = [self.as_choice(field, word) for word in self._listed(value)]
        return list(dict.fromkeys(word for word in chosen if word is not None))

    def as_number(self, field: Field, value: object) -> int | None:
        number = number_in(_plain(value), self._profile.language)
        if number is None or number != number.to_integral_value():
            self._tell(field.name, "number-not-read", value)
            return None
        return int(number)

    def as_decimal(self, field: Field, value: object) -> float | None:
        number = number_in(_plain(value), self._profile.language)
        if number is None:
            self._tell(field.name, "number-not-read", value)
        return None if number is None else float(number)

    def as_cents(self, field: Field, value: object) -> int | None:
        """An amount of euros as people write it, in cents."""
        cents = cents_in(_plain(value), self._profile.language)
        if cents is None:
            self._tell(field.name, "amount-not-read", value)
        return cents

    def as_day(self, field: Field, value: object) -> str | None:
        try:
            day = day_in(_plain(value))
        except ValueError:  # the 31st of February
            day = None
        if day is None:
            self._tell(field.name, "day-not-read", value)
        return day.isoformat() if day else None

    def as_days(self, field: Field, value: object) -> list[str]:
        days = [self.as_day(field, entry) for entry in self._listed(value)]
        return sorted({day for day in days if day is not None})

    def as_closing(self, field: Field, value: object) -> list[dict[str, str]] | None:
        """A last day to apply. Since when one can is not known: today it is open."""
        day = self.as_day(field, value)
        return [{"opens_on": min(self._today.isoformat(), day), "closes_on": day}] if day else None

    def as_time(self, field: Field, value: object) -> str | None:
        found = re.search(r"(?<!\d)([01]?\d|2[0-3])[:.u]([0-5]\d)(?!\d)", _plain(value))
        if found is None:
            self._tell(field.name, "time-not-read", value)
            return None
        return f"{int(found.group(1)):02}:{found.group(2)}"

    def _listed(self, value: object) -> list[str]:
        """The entries of a list, or of a cell in which they stand on lines of their own or behind marks."""
        entries = value if isinstance(value, list) else _BETWEEN.split(_plain(value))
        lines = (self._mender.line(_plain(entry)).lstrip("-•*· ") for entry in entries)
        return [line for line in lines if line]

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
    "body": Mapper.as_body,
    "themes": Mapper.as_themes,
    "lines": Mapper.as_lines,
    "words": Mapper.as_words,
    "choices": Mapper.as_choices,
    "number": Mapper.as_number,
    "decimal": Mapper.as_decimal,
    "cents": Mapper.as_cents,
    "day": Mapper.as_day,
    "days": Mapper.as_days,
    "closing": Mapper.as_closing,
    "time": Mapper.as_time,
}
OF_SEVERAL: Mapping[str, Callable[[Mapper, Field, Record], object]] = {
    "together": Mapper.as_together,
    "window": Mapper.as_window,
}
"""Converters that look at all of their sources, where the others take the first that has a value."""


def _value_at(record: Mapping[str, object], path: str) -> object:
    """The value at a path such as "legal.license"; None where there is nothing. A column may have a dot in its name."""
    if path in record:
        return record[path]
    value: object = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _without(record: Record, paths: Sequence[str]) -> Record:
    kept = dict(record)
    for path in paths:
        if kept.pop(path, None) is not None:
            continue
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
