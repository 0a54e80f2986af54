"""The forms of facilities. They read and keep what was typed; what may be is for the rules."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext

from schakel.facilities.models import Resource
from schakel.facilities.pricing import Category, Per
from schakel.facilities.rules import (
    LONGEST_ANSWER,
    LONGEST_DAYS,
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST_REMIND_DAYS,
    MOST_UNITS,
    Asked,
    QuestionKind,
    Terms,
    calendar_address,
)
from schakel.facilities.times import DAY, Hours
from schakel.facilities.wording import WEEKDAYS, category_name, per_name, question_kind_name
from schakel.kernel.periods import Period
from schakel.kernel.points import REACHES
from schakel.organisations.public import Organisation


class CalmForm(forms.Form):
    """What is missing is said by the hub, in its own words."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.use_required_attribute = False


FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
"""Days that can be counted with; the last one that can be written has none after it."""


def day_field(label: str, *, is_required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=is_required,
        help_text=help_text,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": gettext("Write a day as 2027-01-31."),
            "required": gettext("Choose a day."),
        },
        validators=[_check_day],
    )


def _check_day(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(gettext("Choose a day from 2000 to 2199."))


def hour_field(label: str, *, is_required: bool = True) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=is_required,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={
            "invalid": gettext("Write a time as 9:00."),
            "required": gettext("Fill in a time."),
        },
    )


def number_field(
    label: str, *, least: int = 0, most: int, is_required: bool = True, help_text: str = ""
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=is_required,
        min_value=least,
        max_value=most,
        help_text=help_text,
        error_messages={"required": gettext("Fill in a number."), "invalid": gettext("Fill in a number.")},
    )


def text_field(label: str, *, rows: int = 3, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_TEXT,
        help_text=help_text,
        widget=forms.Textarea({"rows": rows, "data-grows": True}),
    )


EACH_DAY, ON_END = "each-day", "on-end"


def span_field() -> forms.ChoiceField:
    """Whether several days are as many times, or one that goes on: over a night, or with what one takes along."""
    return forms.ChoiceField(
        label=gettext("On several days"),
        required=False,
        choices=[
            (EACH_DAY, gettext("each day apart")),
            (ON_END, gettext("without a break")),
        ],
    )


class DaysForm(CalmForm):
    """From one hour to another on each of some days, or once over all of them; an end of 0:00 is the end of the day."""

    @property
    def is_on_end(self) -> bool:
        """Whether it is one time that goes on; only for a valid form."""
        return is_on_end(self.cleaned_data)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last") or cleaned.get("first")
        begin, end = cleaned.get("begin"), cleaned.get("end")
        if is_on_end(cleaned) and isinstance(first, date) and isinstance(last, date) and last > first:
            begin = end = None  # the hours are those of different days
        if isinstance(first, date) and isinstance(last, date):
            if last < first:
                self.add_error("last", gettext("The end is before the begin. Change one of them."))
            elif (last - first).days >= LONGEST_DAYS:
                self.add_error("last", gettext("Choose at most %(days)s days.") % {"days": LONGEST_DAYS})
        if isinstance(begin, time) and isinstance(end, time) and end != time(0) and end <= begin:
            self.add_error("end", gettext("The end is before the begin. Change one of them."))
        return cleaned


def is_on_end(cleaned: Mapping[str, object]) -> bool:
    """One time over several days."""
    return cleaned.get("span") == ON_END


class PeriodForm(CalmForm):
    """From an hour of the first day to one of the last; here too an end of 0:00 is the end of that day."""

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if {"first", "begin", "end"} <= cleaned.keys() and period_in(cleaned) is None:
            self.add_error("end", gettext("The end is before the begin. Change one of them."))
        return cleaned


def organisation_field(organisations: Iterable[Organisation]) -> forms.ChoiceField:
    """For which of one's own; the first where nothing is said."""
    return forms.ChoiceField(
        label=gettext("For which organisation"),
        required=False,
        choices=[(one.slug, one.name) for one in organisations],
    )


class FreeForm(DaysForm):
    """When, and what for. Times are hours of the clock here."""

    def __init__(
        self,
        *arguments: object,
        themes: Sequence[tuple[str, str]],
        provinces: Sequence[tuple[str, str]],
        places: Sequence[tuple[str, str]] = (),
        organisations: Sequence[Organisation] = (),
        **named: object,
    ) -> None:
        super().__init__(*arguments, **named)
        anything = [("", gettext("anything"))]
        self.fields |= {
            "first": day_field(gettext("First day")),
            "last": day_field(gettext("Last day"), is_required=False),
            "begin": hour_field(gettext("From")),
            "end": hour_field(gettext("Until")),
            "span": span_field(),
            "words": forms.CharField(
                label=gettext("What do you want to test?"), required=False, max_length=LONGEST_LINE
            ),
            "theme": forms.ChoiceField(label=gettext("Theme"), required=False, choices=[*anything, *themes]),
            "province": forms.ChoiceField(
                label=gettext("Province"), required=False, choices=[*anything, *provinces]
            ),
            "near": forms.ChoiceField(
                label=gettext("Near"),
                required=False,
                choices=[("", gettext("anywhere")), *places],
            ),
            "within": forms.TypedChoiceField(
                label=gettext("How far from there"),
                required=False,
                coerce=int,
                empty_value=None,
                choices=[
                    ("", gettext("does not matter")),
                    *((one, gettext("at most %(number)s km") % {"number": one}) for one in REACHES),
                ],
            ),
            "people": number_field(gettext("Number of people"), least=1, most=100_000, is_required=False),
            "number": number_field(gettext("How many of it"), least=1, most=MOST_UNITS, is_required=False),
        }
        if len(organisations) > 1:
            self.fields["organisation"] = organisation_field(organisations)

    WHEN = ("first", "last", "begin", "end", "span")

    @property
    def when(self) -> list[forms.BoundField]:
        return [self[name] for name in self.WHEN]

    @property
    def rest(self) -> list[forms.BoundField]:
        """What one may wish for beside; it is folded away until something of it is filled in."""
        return [self[name] for name in self.fields if name not in (*self.WHEN, "words")]

    @property
    def has_wishes(self) -> bool:
        return any(field.value() or field.errors for field in self.rest)


class AddForm(DaysForm):
    """Times of one resource for the basket: on one day or several, and each week where one wants that."""

    def __init__(
        self,
        *arguments: object,
        resources: Iterable[Resource],
        organisations: Sequence[Organisation] = (),
        **named: object,
    ) -> None:
        super().__init__(*arguments, **named)
        found = list(resources)
        self.fields |= {
            "resource": forms.ChoiceField(
                label=gettext("What"), choices=[(one.code, one.name) for one in found]
            ),
            "first": day_field(gettext("First day")),
            "last": day_field(
                gettext("Last day"), is_required=False, help_text=gettext("Empty: only the first day.")
            ),
            "begin": hour_field(gettext("From")),
            "end": hour_field(gettext("Until")),
            "span": span_field(),
            "until": day_field(
                gettext("Every week, up to and with"), is_required=False, help_text=gettext("Empty: once.")
            ),
        }
        if any(one.capacity > 1 for one in found):
            self.fields["number"] = number_field(
                gettext("How many of it"), least=1, most=MOST_UNITS, is_required=False
            )
        if len(organisations) > 1:
            self.fields["organisation"] = organisation_field(organisations)
            self.fields["organisation"].help_text = gettext(
                "For waiting; in the basket you choose this once more."
            )


def question_field(asked: Asked) -> forms.Field:
    """The field in which a question is answered."""
    field = _answer_field(asked)
    field.label, field.required = asked.text, asked.is_required
    field.error_messages["required"] = gettext("Answer this question.")
    return field


def _answer_field(asked: Asked) -> forms.Field:
    match asked.kind:
        case QuestionKind.TEXT:
            return forms.CharField(
                max_length=LONGEST_ANSWER, widget=forms.Textarea({"rows": 3, "data-grows": True})
            )
        case QuestionKind.CHOICE:
            return forms.ChoiceField(
                choices=[("", gettext("Choose")), *((one, one) for one in asked.choices)]
            )
        case QuestionKind.YES_NO:
            choices = [("", gettext("Choose")), ("yes", gettext("Yes")), ("no", gettext("No"))]
            return forms.ChoiceField(choices=choices)
        case QuestionKind.NUMBER:
            return forms.IntegerField(min_value=0, max_value=999_999_999)
        case _:
            return forms.CharField(max_length=LONGEST_LINE * 2)


def rules_field(title: str) -> forms.BooleanField:
    return forms.BooleanField(
        label=gettext("We keep to the house rules of %(title)s") % {"title": title},
        error_messages={"required": gettext("Read the house rules and say that you keep to them.")},
    )


class OrderForm(CalmForm):
    """What goes with a basket: for whom, what for, what the operators ask, and yes to their rules."""

    def __init__(
        self,
        *arguments: object,
        organisations: Iterable[Organisation],
        questions: Sequence[Asked] = (),
        rules: Sequence[tuple[str, str]] = (),
        asks_goal: bool = True,
        **named: object,
    ) -> None:
        super().__init__(*arguments, **named)
        bodies = list(organisations)
        if bodies:
            self.fields["organisation"] = forms.ChoiceField(
                label=gettext("For which organisation"), choices=[(one.slug, one.name) for one in bodies]
            )
        if asks_goal:
            self.fields["goal"] = text_field(
                gettext("What do you want to find out?"),
                help_text=gettext("The operator reads this, and can help you better."),
            )
            self.fields["people"] = number_field(
                gettext("Number of people"), least=1, most=100_000, is_required=False
            )
        for asked in questions:
            self.fields[asked.key] = question_field(asked)
        for key, title in rules:
            self.fields[key] = rules_field(title)

    def answers(self) -> dict[str, str]:
        """What was answered by the key of each question; only for a valid form."""
        return {
            name: "" if value is None else str(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("question-")
        }


class WordsForm(CalmForm):
    def __init__(self, *arguments: object, label: str, is_required: bool = True, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields["words"] = text_field(label)
        self.fields["words"].required = is_required
        self.fields["words"].error_messages["required"] = gettext("Write a few words.")


class ProposeForm(PeriodForm):
    """Another time, from one moment to another; with a price where the list has none."""

    def __init__(self, *arguments: object, asks_price: bool = False, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields |= {
            "first": day_field(gettext("First day")),
            "begin": hour_field(gettext("From")),
            "last": day_field(
                gettext("Last day"), is_required=False, help_text=gettext("Empty: the same day.")
            ),
            "end": hour_field(gettext("Until")),
            "words": text_field(gettext("Why")),
        }
        if asks_price:
            self.fields |= price_fields()


def period_in(cleaned: dict[str, object]) -> Period | None:
    """From the first day at one hour to the last at another; None where that is no time.

    An end of 0:00 is the end of the last day, as where times are chosen for the basket.
    """
    first, last = cleaned["first"], cleaned.get("last") or cleaned["first"]
    begin, end = cleaned["begin"], cleaned["end"]
    if not (isinstance(first, date) and isinstance(last, date)):
        return None
    if not (isinstance(begin, time) and isinstance(end, time)):
        return None
    zone = timezone.get_default_timezone()
    if end == time(0):
        last += DAY
    try:
        return Period(datetime.combine(first, begin, tzinfo=zone), datetime.combine(last, end, tzinfo=zone))
    except ValueError:
        return None


class OtherTimeForm(PeriodForm):
    """Another time for what is booked, and yes to the rules where these are others by now."""

    def __init__(self, *arguments: object, rules: Sequence[tuple[str, str]] = (), **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields |= {
            "first": day_field(gettext("First day")),
            "last": day_field(
                gettext("Last day"), is_required=False, help_text=gettext("Empty: the same day.")
            ),
            "begin": hour_field(gettext("From")),
            "end": hour_field(gettext("Until")),
        }
        self.boxes = rules
        for key, title in rules:
            self.fields[key] = rules_field(title)
        for name in ("seen_sequence", "seen_cents"):
            self.fields[name] = forms.IntegerField(widget=forms.HiddenInput, required=False)


class EuroField(forms.CharField):
    """An amount in euros as people here write it, in cents; None for an empty field."""

    def __init__(self, label: str, *, is_required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label=label,
            required=is_required,
            max_length=20,
            help_text=help_text,
            widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={"required": gettext("Fill in an amount, such as 75 or 12,50.")},
        )

    def clean(self, value: str | None) -> int | None:
        text = str(super().clean(value) or "").replace("€", "").replace(" ", "")
        if not text:
            return None
        if "," in text:
            text = text.replace(".", "").replace(",", ".")
        try:
            amount = Decimal(text)
            cents = int(amount * 100)
        except (InvalidOperation, ValueError, OverflowError):
            raise ValidationError(gettext("Fill in an amount, such as 75 or 12,50.")) from None
        if amount != round(amount, 2) or not 0 <= cents <= 10_000_000:  # noqa: PLR2004 - as the rules say
            raise ValidationError(gettext("Fill in an amount, such as 75 or 12,50."))
        return cents


def vat_field() -> forms.DecimalField:
    return forms.DecimalField(
        label=gettext("VAT, in percent"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        initial=Decimal(21),
        error_messages={"required": gettext("Fill in a number."), "invalid": gettext("Fill in a number.")},
    )


def price_fields() -> dict[str, forms.Field]:
    return {"euros": EuroField(gettext("Price without VAT, in euros")), "vat": vat_field()}


class AgreeForm(CalmForm):
    """A price where the list has none. ``help_text``: what comes of naming it."""

    def __init__(self, *arguments: object, help_text: str = "", **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields |= price_fields()
        self.fields["euros"].help_text = help_text


class FacilityForm(CalmForm):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields |= {
            "is_open": forms.BooleanField(
                label=gettext("Others can book here"),
                required=False,
                help_text=gettext("Switch it off to pause. What is booked stays."),
            ),
            "cancel_hours": number_field(
                gettext("Cancelling is free until so many hours before"), most=24 * 90
            ),
            "remind_days": number_field(
                gettext("Remind who booked so many days before"),
                most=MOST_REMIND_DAYS,
                help_text=gettext("0: remind nobody."),
            ),
            "house_rules": text_field(gettext("House rules"), rows=6),
            "safety": text_field(
                gettext("Safety"),
                rows=6,
                help_text=gettext(
                    "Who books says yes to both. When you change them, that holds for new bookings."
                ),
            ),
            "seen_version": forms.IntegerField(widget=forms.HiddenInput),
        }


class DeskForm(CalmForm):
    """Of which day and of what one wants to see the bookings."""

    def __init__(self, *arguments: object, resources: Iterable[Resource], **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields |= {
            "day": day_field(gettext("Day"), is_required=False),
            "resource": forms.ChoiceField(
                label=gettext("What"),
                required=False,
                choices=[("", gettext("everything")), *((one.code, one.name) for one in resources)],
            ),
        }


class QuestionForm(CalmForm):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields |= {
            "text": forms.CharField(
                label=gettext("Question"),
                max_length=LONGEST_LINE * 2,
                error_messages={"required": gettext("Write a few words.")},
            ),
            "kind": forms.ChoiceField(
                label=gettext("Kind of answer"),
                choices=[(kind.value, question_kind_name(kind)) for kind in QuestionKind],
            ),
            "choices": text_field(gettext("Choices"), help_text=gettext("For a choice: one on each line.")),
            "is_required": forms.BooleanField(label=gettext("An answer is needed"), required=False),
        }


class CalendarField(forms.URLField):
    """An address as calendar programs give it: webcal is read too."""

    def to_python(self, value: str | None) -> str | None:
        return super().to_python(calendar_address(value) if value else value)


class ResourceForm(CalmForm):
    """What a resource is and how it can be booked."""

    def __init__(self, *arguments: object, is_new: bool = False, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields |= {
            "name": forms.CharField(
                label=gettext("Name"),
                max_length=LONGEST_LINE,
                help_text=gettext("For example: the hall, measuring set, test street."),
                error_messages={"required": gettext("Write a few words.")},
            ),
            "text": text_field(gettext("What is there, and what one has to know")),
            "people": number_field(
                gettext("How many people fit in"), least=1, most=100_000, is_required=False
            ),
            "capacity": number_field(
                gettext("How many there are of it"),
                least=1,
                most=MOST_UNITS,
                help_text=gettext("So many bookings can be at the same time."),
            ),
            "shortest_minutes": number_field(gettext("Shortest booking, in minutes"), least=1, most=44_640),
            "longest_minutes": number_field(gettext("Longest booking, in minutes"), least=1, most=44_640),
            "minutes_before": number_field(gettext("Minutes to prepare before each booking"), most=1_440),
            "minutes_after": number_field(gettext("Minutes to clear up after each booking"), most=1_440),
            "notice_hours": number_field(gettext("Book at least so many hours before"), most=17_520),
            "furthest_days": number_field(gettext("Book at most so many days ahead"), least=1, most=730),
            "asks_approval": forms.BooleanField(
                label=gettext("We want to say yes to each booking"), required=False
            ),
            "ask_again_days": number_field(
                gettext("Ask so many days before whether they still come"),
                most=60,
                help_text=gettext("0: we do not ask."),
            ),
            "release_days": number_field(
                gettext("Give it to others so many days before, when nobody answered"),
                most=60,
                help_text=gettext("0: never, we only ask."),
            ),
            "calendar_url": CalendarField(
                label=gettext("Address of a calendar elsewhere (.ics)"),
                required=False,
                max_length=500,
                assume_scheme="https",
                help_text=gettext("When it is busy there, nobody can book here. We read it every hour."),
            ),
            "seen_version": forms.IntegerField(widget=forms.HiddenInput, required=False),
        }
        if not is_new:
            self.fields["is_withdrawn"] = forms.BooleanField(
                label=gettext("This can no longer be booked"), required=False
            )

    def terms(self) -> Terms:
        """How it can be booked, as it was filled in; only for a valid form."""
        return Terms(**{name: self.cleaned_data[name] for name in Terms.__dataclass_fields__})


class HoursForm(CalmForm):
    """When it is open in a week: two stretches for each day, and from when until when that counts."""

    PARTS = (1, 2)

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        for weekday, name in enumerate(WEEKDAYS):
            for part in self.PARTS:
                said = {"day": name, "part": part}
                self.fields[f"opens-{weekday}-{part}"] = hour_field(
                    gettext("%(day)s (%(part)s), from") % said, is_required=False
                )
                self.fields[f"closes-{weekday}-{part}"] = hour_field(
                    gettext("%(day)s (%(part)s), until") % said, is_required=False
                )
        self.fields["first"] = day_field(gettext("From this day on"), is_required=False)
        self.fields["last"] = day_field(gettext("Up to and with"), is_required=False)
        self.fields["season"] = forms.CharField(required=False, max_length=21, widget=forms.HiddenInput)
        self.fields["seen_version"] = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def week(self) -> list[Hours]:
        """The stretches of a valid form."""
        cleaned = self.cleaned_data
        return [
            Hours(weekday, cleaned[f"opens-{weekday}-{part}"], cleaned[f"closes-{weekday}-{part}"])
            for weekday in range(7)
            for part in self.PARTS
            if cleaned[f"opens-{weekday}-{part}"] is not None
        ]

    def rows(self) -> list[dict[str, object]]:
        """The fields of each day, as the page shows them."""
        return [
            {
                "name": name,
                "parts": [
                    {"opens": self[f"opens-{weekday}-{part}"], "closes": self[f"closes-{weekday}-{part}"]}
                    for part in self.PARTS
                ],
            }
            for weekday, name in enumerate(WEEKDAYS)
        ]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        for weekday in range(7):
            for part in self.PARTS:
                names = (f"opens-{weekday}-{part}", f"closes-{weekday}-{part}")
                given = [cleaned.get(name) for name in names]
                if (given[0] is None) is not (given[1] is None):
                    self.add_error(names[given[1] is None], gettext("Fill in a time."))
        return cleaned


class SpecialDayForm(CalmForm):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields |= {
            "day": day_field(gettext("Day")),
            "opens": hour_field(gettext("From"), is_required=False),
            "closes": hour_field(gettext("Until"), is_required=False),
        }
        self.fields["closes"].help_text = gettext("Leave both empty for a day that is closed.")
        self.fields["is_for_all"] = for_all_field()


class BlockingForm(ProposeForm):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.fields["words"].label = gettext("Why; only you read this")
        self.fields["is_for_all"] = for_all_field()


def for_all_field() -> forms.BooleanField:
    return forms.BooleanField(label=gettext("For everything that can be booked here"), required=False)


class PriceForm(CalmForm):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields |= {
            "category": forms.ChoiceField(
                label=gettext("For whom"), choices=[(one.value, category_name(one)) for one in Category]
            ),
            "per": forms.ChoiceField(
                label=gettext("Per"), choices=[(one.value, per_name(one)) for one in Per]
            ),
            "euros": EuroField(
                gettext("Price without VAT, in euros"), help_text=gettext("0 is free of charge.")
            ),
            "vat": vat_field(),
            "first": day_field(gettext("From this day on")),
            "last": day_field(gettext("Up to and with"), is_required=False),
        }


class ResultForm(CalmForm):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields["text"] = text_field(
            gettext("What came of it?"),
            rows=4,
            help_text=gettext("What worked, what did not, and what you would do otherwise."),
        )
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
