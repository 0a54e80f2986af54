"""The forms of editions and enrolments. They read and keep what was typed; what may be is for the rules."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext

from schakel.kernel.languages import LANGUAGES
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.organisations.public import (
    Organisation,
    OrganisationType,
    find_organisation,
    point_of,
    reference_bodies,
)
from schakel.training.form_rules import KEPT_DAYS, MOST_QUESTIONS, Answers, Question, Shape, checked_answers
from schakel.training.messages import refusal_text
from schakel.training.models import NAME_LENGTH, Edition, Session
from schakel.training.organising import Plan, SessionDraft
from schakel.training.rules import (
    BEST_SCORE,
    DIMENSIONS,
    FORMATS,
    LONGEST_LINE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_REMIND_DAYS,
    MOST_SEATS,
    MOST_SESSIONS,
    VAT_PERCENTS,
    Audience,
    GroupMode,
    Moment,
    Price,
    PriceKind,
)
from schakel.training.wording import (
    audience_name,
    dimension_names,
    format_name,
    group_mode_name,
    moment_name,
    price_kind_name,
    shape_name,
)

_MOMENT = "%Y-%m-%dT%H:%M"
NO_DIMENSION = "none"
LONGEST_GROUP = 10_000
"""Characters of a list of people."""


class _Form(forms.Form):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.use_required_attribute = False


class AnswersForm(_Form):
    """The questions of an edition."""

    def __init__(self, *arguments: object, questions: Sequence[Question], **named: object) -> None:
        super().__init__(*arguments, **named)
        self.questions = questions
        for question in questions:
            self.fields[f"q-{question.key}"] = _field_of(question)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        given = {one.key: _several(cleaned.get(f"q-{one.key}")) for one in self.questions}
        self.answers, wrong = checked_answers(self.questions, given)
        for key, refusal in wrong.items():
            self.add_error(f"q-{key}", refusal_text(refusal))
        return cleaned

    @staticmethod
    def initial_of(answers: Answers, questions: Sequence[Question]) -> dict[str, object]:
        return {
            f"q-{one.key}": answers.get(one.key, [])
            if one.shape is Shape.CHOICES
            else next(iter(answers.get(one.key, [])), "")
            for one in questions
        }


def _several(value: object) -> list[str]:
    if isinstance(value, list):
        return [str(one) for one in value]
    return [str(value)] if value else []


def _field_of(question: Question) -> forms.Field:
    """Whether it must be answered is for the rules: a browser that says so says it in its own language."""
    why = gettext("Why we ask: %(purpose)s. Kept until %(days)s days after.") % {
        "purpose": question.purpose.rstrip("."),
        "days": question.kept_days,
    }
    said: dict[str, Any] = {
        "label": question.label,
        "required": False,
        "help_text": f"{question.help_text} {why}".strip(),
    }
    choices = [(one, one) for one in question.choices]
    match question.shape:
        case Shape.TEXT:
            field: forms.Field = forms.CharField(
                widget=forms.Textarea({"rows": 3, "data-grows": True}), max_length=LONGEST_TEXT, **said
            )
        case Shape.CHOICE:
            field = forms.ChoiceField(choices=[("", gettext("make a choice")), *choices], **said)
        case Shape.CHOICES:
            field = forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **said)
        case Shape.YES_NO:
            yes_no = [("yes", gettext("yes")), ("no", gettext("no"))]
            field = forms.ChoiceField(choices=yes_no, widget=forms.RadioSelect, **said)
        case Shape.NUMBER:
            field = forms.CharField(max_length=20, widget=forms.TextInput({"inputmode": "decimal"}), **said)
        case _:
            field = forms.CharField(max_length=LONGEST_LINE, **said)
    return field


class EnrolForm(AnswersForm):
    """Somebody with an account: for which organisation, where they have several."""

    def __init__(self, *arguments: object, own: Sequence[Organisation], **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        if len(own) > 1:
            self.fields["organisation"] = forms.ChoiceField(
                label=gettext("For which organisation?"), choices=[(one.slug, one.name) for one in own]
            )
            self.order_fields(["organisation"])


class GuestForm(AnswersForm):
    """Somebody without an account."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.fields["name"] = forms.CharField(
            label=gettext("Your name"),
            max_length=NAME_LENGTH,
            widget=forms.TextInput({"autocomplete": "name"}),
            error_messages={"required": gettext("Write your name.")},
        )
        self.fields["address"] = forms.CharField(
            label=gettext("Your mail address"),
            max_length=254,
            widget=forms.EmailInput({"autocomplete": "email"}),
            help_text=gettext("We send you one mail, in which you confirm that you come."),
            error_messages={"required": gettext("Write your mail address.")},
        )
        self.order_fields(["name", "address"])


class GroupForm(_Form):
    """People of one organisation, one a line."""

    def __init__(self, *arguments: object, own: Sequence[Organisation], **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields["organisation"] = forms.ChoiceField(
            label=gettext("For which organisation?"), choices=[(one.slug, one.name) for one in own]
        )
        self.fields["people"] = forms.CharField(
            label=gettext("Who comes?"),
            max_length=LONGEST_GROUP,
            help_text=gettext(
                "One person on each line: name, address. For example: Kim de Boer, kim@gemeente.example"
            ),
            widget=forms.Textarea({"rows": 6, "data-grows": True}),
            error_messages={"required": gettext("Write at least one name with an address.")},
        )
        self.fields["mode"] = forms.ChoiceField(
            label=gettext("What if not everybody fits?"),
            choices=[(one.value, group_mode_name(one)) for one in GroupMode],
            widget=forms.RadioSelect,
            initial=GroupMode.ALL.value,
        )

    def clean_people(self) -> list[tuple[str, str]]:
        found = []
        for line in self.cleaned_data["people"].splitlines():
            if not line.strip():
                continue
            name, _, address = line.replace("\t", ",").replace(";", ",").rpartition(",")
            if not name.strip() or "@" not in address:
                raise ValidationError(refusal_text(Refusal("group-line-not-usable", line=line.strip()[:80])))
            found.append((name.strip(), address.strip()))
        return found


class AddForm(_Form):
    """Somebody whom the organiser gives a seat."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields["name"] = forms.CharField(
            label=gettext("Name"),
            max_length=NAME_LENGTH,
            widget=forms.TextInput({"autocomplete": "off"}),
            error_messages={"required": gettext("Write the name.")},
        )
        self.fields["address"] = forms.CharField(
            label=gettext("Mail address"),
            max_length=254,
            widget=forms.EmailInput({"autocomplete": "off"}),
            help_text=gettext("There they get their ticket, and later their certificate."),
            error_messages={"required": gettext("Write the mail address.")},
        )
        self.fields["organisation"] = forms.CharField(
            label=gettext("Organisation"),
            required=False,
            max_length=LONGEST_LINE,
            help_text=gettext("For example: Zwolle. Leave it empty for who comes for themselves."),
        )

    def clean_organisation(self) -> Organisation | None:
        written = self.cleaned_data["organisation"].strip()
        found = find_organisation(written) if written else None
        if written and found is None:
            raise ValidationError(refusal_text(Refusal("organisation-unknown", name=written[:60])))
        return found


class SurveyForm(_Form):
    """What somebody thought of it."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        words = {
            1: gettext("1, not good"),
            BEST_SCORE: gettext("5, very good"),
        }
        self.fields["score"] = forms.TypedChoiceField(
            label=gettext("What did you think of it?"),
            coerce=int,
            choices=[(one, words.get(one, str(one))) for one in range(1, BEST_SCORE + 1)],
            widget=forms.RadioSelect,
            error_messages={"required": gettext("Choose a figure from 1 to 5.")},
        )
        self.fields["text"] = forms.CharField(
            label=gettext("What should stay, and what can be better?"),
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea({"rows": 4, "data-grows": True}),
            help_text=gettext("Write no names: the organiser reads this, and does not know who wrote it."),
        )


class CentsField(forms.CharField):
    """An amount in euros as people here write it; cents, and nothing for an empty field."""

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(
            label=label,
            required=False,
            max_length=12,
            help_text=help_text,
            widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        )

    def clean(self, value: str | None) -> int:
        text = str(super().clean(value) or "").replace("€", "").strip().replace(",", ".")
        try:
            cents = Decimal(text or "0") * 100
            whole = int(cents)
        except (InvalidOperation, ValueError, OverflowError):
            raise ValidationError(refusal_text(Refusal("price-not-usable"))) from None
        if whole != cents or whole < 0:
            raise ValidationError(refusal_text(Refusal("price-not-usable")))
        return whole


class PlanForm(_Form):
    """What an organiser says about an edition, with its prices and seats."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields |= {
            "name": forms.CharField(
                label=gettext("Name of this edition"),
                required=False,
                max_length=LONGEST_TITLE,
                help_text=gettext("Only where there are several, for example: spring group."),
            ),
            "language": forms.ChoiceField(
                label=gettext("Language"), choices=[(one, library.language_name(one)) for one in LANGUAGES]
            ),
            "format": forms.ChoiceField(
                label=gettext("Online or on site"), choices=[(one, format_name(one)) for one in FORMATS]
            ),
            "place": forms.CharField(label=gettext("Place"), required=False, max_length=LONGEST_LINE),
            "municipality": forms.ChoiceField(
                label=gettext("Municipality"),
                required=False,
                choices=[("", gettext("the same as of what it is an edition of")), *_municipalities()],
                help_text=gettext("For people who look for something nearby."),
            ),
            "seats": forms.IntegerField(
                label=gettext("Seats"),
                required=False,
                min_value=1,
                max_value=MOST_SEATS,
                help_text=gettext("Leave it empty for no limit."),
            ),
            "audience": forms.ChoiceField(
                label=gettext("Who can enrol?"), choices=[(one.value, audience_name(one)) for one in Audience]
            ),
            "opens_at": _moment(gettext("Enrolment opens")),
            "closes_at": _moment(gettext("Enrolment closes")),
        }
        for kind in PriceKind:
            self.fields[f"price_{kind.value}"] = CentsField(
                gettext("Price for: %(kind)s") % {"kind": price_kind_name(kind)},
                gettext("In euros, without VAT. Empty: free."),
            )
        self.fields["vat_percent"] = forms.TypedChoiceField(
            label=gettext("VAT"), coerce=int, choices=[(one, f"{one}%") for one in VAT_PERCENTS]
        )
        self.fields["dimensions"] = forms.MultipleChoiceField(
            label=gettext("Helps an organisation with"),
            choices=[
                *zip(DIMENSIONS, dimension_names(DIMENSIONS), strict=True),
                (NO_DIMENSION, gettext("None of these")),
            ],
            widget=forms.CheckboxSelectMultiple,
            help_text=gettext("The parts of the digital maturity assessment for public organisations."),
            error_messages={"required": gettext("Choose what it helps with, or “None of these”.")},
        )
        self.fields |= {
            "minimum_share": forms.IntegerField(
                label=gettext("Completed with"),
                min_value=0,
                max_value=100,
                help_text=gettext("Percent of the sessions that somebody has to attend."),
            ),
            "free_until_days": forms.IntegerField(
                label=gettext("Cancelling is free until"),
                min_value=0,
                max_value=365,
                help_text=gettext("Days before the first session."),
            ),
            "remind_days": forms.IntegerField(
                label=gettext("Remind who takes part"),
                min_value=0,
                max_value=MOST_REMIND_DAYS,
                help_text=gettext("Days before each session; 0 reminds nobody."),
            ),
            "cancelling": _long(gettext("What else holds for cancelling?")),
            "contact": forms.CharField(
                label=gettext("Whom to ask"),
                required=False,
                max_length=LONGEST_LINE,
                help_text=gettext("A mail address or telephone number of your desk."),
            ),
            "seen_version": forms.IntegerField(required=False, widget=forms.HiddenInput),
            "form_key": forms.CharField(
                required=False, max_length=40, widget=forms.HiddenInput, initial=get_random_string(22)
            ),
        }

    def clean_dimensions(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["dimensions"]
        if NO_DIMENSION in chosen and len(chosen) > 1:
            raise ValidationError(gettext("Choose what it helps with, or “None of these”."))
        return [one for one in chosen if one != NO_DIMENSION]

    def plan(self) -> Plan:
        """Only for a valid form."""
        cleaned = self.cleaned_data
        return Plan(
            name=cleaned["name"],
            language=cleaned["language"],
            format=cleaned["format"],
            place=cleaned["place"],
            municipality=cleaned["municipality"],
            audience=Audience(cleaned["audience"]),
            opens_at=cleaned["opens_at"],
            closes_at=cleaned["closes_at"],
            dimensions=tuple(cleaned["dimensions"]),
            minimum_share=cleaned["minimum_share"],
            free_until_days=cleaned["free_until_days"],
            remind_days=cleaned["remind_days"],
            cancelling=cleaned["cancelling"],
            contact=cleaned["contact"],
        )

    def prices(self) -> dict[PriceKind, Price]:
        percent = self.cleaned_data["vat_percent"]
        return {kind: Price(self.cleaned_data[f"price_{kind.value}"], percent) for kind in PriceKind}


def _municipalities() -> list[tuple[str, str]]:
    """By name: those that are on the map, also of before a merger, as editions may name them still."""
    there = sorted(
        (one.name, one.code) for one in reference_bodies() if one.type is OrganisationType.MUNICIPALITY
    )
    return [(code, name) for name, code in there if point_of(code) is not None]


def initial_of(edition: Edition | None) -> dict[str, object]:
    """What stands in the form of an edition; of a new one what most choose."""
    if edition is None:
        return {
            "language": "nl",
            "format": "onsite",
            "audience": Audience.EVERYBODY.value,
            "vat_percent": 0,
            "minimum_share": 80,
            "free_until_days": 7,
            "remind_days": 2,
            "seats": 20,
        }
    prices = {one.kind: one for one in edition.prices.all()}
    return {
        "name": edition.name,
        "language": edition.language,
        "format": edition.format,
        "place": edition.place,
        "municipality": edition.municipality,
        "seats": edition.seats,
        "audience": edition.audience,
        "opens_at": edition.opens_at,
        "closes_at": edition.closes_at,
        "dimensions": edition.dimensions or [NO_DIMENSION],
        "minimum_share": edition.minimum_share,
        "free_until_days": edition.free_until_days,
        "remind_days": edition.remind_days,
        "cancelling": edition.cancelling,
        "contact": edition.contact,
        "seen_version": edition.version,
        "vat_percent": next((one.vat_percent for one in prices.values()), 0),
        **{f"price_{kind}": _euros(one.cents) for kind, one in prices.items()},
    }


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}" if cents % 100 else str(cents // 100)


class SessionsForm(_Form):
    """All sessions at once, each in fields with a number behind their names; one without a day is left out."""

    SPARE = 2
    NAMES = ("day", "begins", "ends", "title", "place", "link")

    def __init__(
        self, data: QueryDict | None = None, *, sessions: Iterable[Session], version: int, shows_link: bool
    ) -> None:
        there = list(sessions)
        initial: dict[str, object] = {"seen_version": version}
        for place, one in enumerate(there):
            begins, ends = timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)
            initial |= {
                f"key-{place}": one.pk,
                f"day-{place}": begins.date(),
                f"begins-{place}": begins.time(),
                f"ends-{place}": ends.time(),
                f"title-{place}": one.title,
                f"place-{place}": one.place,
                f"link-{place}": one.link,
            }
        super().__init__(data, initial=initial)
        number = min(max(len(there) + self.SPARE, _rows_in(data, "day", MOST_SESSIONS)), MOST_SESSIONS)
        self.places = range(number)
        for place in self.places:
            self.fields |= {
                f"key-{place}": forms.IntegerField(required=False, widget=forms.HiddenInput),
                f"day-{place}": _day(gettext("Day")),
                f"begins-{place}": _time(gettext("From")),
                f"ends-{place}": _time(gettext("Until")),
                f"title-{place}": forms.CharField(
                    label=gettext("Subject"), required=False, max_length=LONGEST_TITLE
                ),
                f"place-{place}": forms.CharField(
                    label=gettext("Place, where it is another"), required=False, max_length=LONGEST_LINE
                ),
            }
            if shows_link:
                self.fields[f"link-{place}"] = _link(gettext("Link, for who is enrolled"))
        self.fields["seen_version"] = forms.IntegerField(widget=forms.HiddenInput)

    def rows(self) -> list[dict[str, object]]:
        """The fields of each session, as the page groups them."""
        return [
            {
                "number": place + 1,
                "key": self[f"key-{place}"],
                "times": [self[f"{name}-{place}"] for name in self.NAMES[:3]],
                "texts": [
                    self[f"{name}-{place}"] for name in self.NAMES[3:] if f"{name}-{place}" in self.fields
                ],
            }
            for place in self.places
        ]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        for place in self.places:
            if cleaned.get(f"day-{place}"):
                for name in ("begins", "ends"):
                    if f"{name}-{place}" in cleaned and not cleaned[f"{name}-{place}"]:
                        self.add_error(f"{name}-{place}", gettext("Write a time as 13:30."))
        return cleaned

    def drafts(self) -> list[SessionDraft]:
        """What was written, for the action that stores it; only for a valid form."""
        cleaned, zone = self.cleaned_data, timezone.get_default_timezone()
        return [
            SessionDraft(
                starts_at=datetime.combine(day, cleaned[f"begins-{place}"], tzinfo=zone),
                ends_at=datetime.combine(
                    _day_of_end(day, cleaned[f"begins-{place}"], cleaned[f"ends-{place}"]),
                    cleaned[f"ends-{place}"],
                    tzinfo=zone,
                ),
                title=cleaned[f"title-{place}"],
                place=cleaned[f"place-{place}"],
                link=cleaned.get(f"link-{place}", ""),
                key=cleaned[f"key-{place}"],
            )
            for place in self.places
            if (day := cleaned[f"day-{place}"])
        ]


def _day_of_end(day: date, begins: time, ends: time) -> date:
    """An hour before that of the begin is one of the night after it."""
    return day + timedelta(days=1) if ends < begins and day < date.max else day


class QuestionsForm(_Form):
    """All questions at once; one without words is left out."""

    SPARE = 2

    def __init__(self, data: QueryDict | None = None, *, questions: Sequence[Question], version: int) -> None:
        initial: dict[str, object] = {"seen_version": version}
        for place, one in enumerate(questions):
            initial |= {
                f"key-{place}": one.key,
                f"label-{place}": one.label,
                f"shape-{place}": one.shape.value,
                f"choices-{place}": "\n".join(one.choices),
                f"help-{place}": one.help_text,
                f"purpose-{place}": one.purpose,
                f"kept-{place}": one.kept_days,
                f"required-{place}": one.is_required,
            }
        super().__init__(data, initial=initial)
        sent = _rows_in(data, "label", MOST_QUESTIONS)
        self.places = range(min(max(len(questions) + self.SPARE, sent), MOST_QUESTIONS))
        for place in self.places:
            self.fields |= {
                f"key-{place}": forms.CharField(required=False, max_length=22, widget=forms.HiddenInput),
                f"label-{place}": forms.CharField(
                    label=gettext("Question"), required=False, max_length=LONGEST_LINE
                ),
                f"shape-{place}": forms.ChoiceField(
                    label=gettext("Answered with"),
                    required=False,
                    choices=[(one.value, shape_name(one)) for one in Shape],
                ),
                f"choices-{place}": forms.CharField(
                    label=gettext("Choices"),
                    required=False,
                    max_length=LONGEST_TEXT,
                    help_text=gettext("One on each line, where there is something to choose."),
                    widget=forms.Textarea({"rows": 2, "data-grows": True}),
                ),
                f"help-{place}": forms.CharField(
                    label=gettext("Explanation"), required=False, max_length=LONGEST_LINE
                ),
                f"purpose-{place}": forms.CharField(
                    label=gettext("Why do you ask this?"),
                    required=False,
                    max_length=LONGEST_LINE,
                    help_text=gettext("Who answers it reads this."),
                ),
                f"kept-{place}": forms.TypedChoiceField(
                    label=gettext("Kept after the last session"),
                    coerce=int,
                    required=False,
                    choices=[(one, gettext("%(days)s days") % {"days": one}) for one in KEPT_DAYS],
                ),
                f"required-{place}": forms.BooleanField(label=gettext("Must be answered"), required=False),
            }
        self.fields["seen_version"] = forms.IntegerField(widget=forms.HiddenInput)

    def rows(self) -> list[dict[str, object]]:
        names = ("label", "shape", "choices", "help", "purpose", "kept", "required")
        return [
            {
                "number": place + 1,
                "key": self[f"key-{place}"],
                "fields": [self[f"{name}-{place}"] for name in names],
            }
            for place in self.places
        ]

    def questions(self) -> list[Question]:
        """Only for a valid form."""
        cleaned = self.cleaned_data
        return [
            Question(
                key=cleaned[f"key-{place}"] or get_random_string(10),
                label=cleaned[f"label-{place}"],
                shape=Shape(cleaned[f"shape-{place}"] or Shape.LINE),
                purpose=cleaned[f"purpose-{place}"],
                kept_days=int(cleaned[f"kept-{place}"] or 0),
                help_text=cleaned[f"help-{place}"],
                choices=tuple(cleaned[f"choices-{place}"].splitlines()),
                is_required=cleaned[f"required-{place}"],
            )
            for place in self.places
            if cleaned[f"label-{place}"].strip()
        ]


class MaterialForm(_Form):
    """A file or a link; the file itself is read from the request."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields["title"] = forms.CharField(
            label=gettext("Title"), required=False, max_length=LONGEST_TITLE
        )
        self.fields["moment"] = forms.ChoiceField(
            label=gettext("For when?"), choices=[(one.value, moment_name(one)) for one in Moment]
        )
        self.fields["document"] = forms.FileField(label=gettext("File"), required=False)
        self.fields["link"] = _link(gettext("Or a link"))


class ReasonForm(_Form):
    """Why an edition is called off."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields["reason"] = forms.CharField(
            label=gettext("Why is it called off?"),
            max_length=LONGEST_TEXT,
            help_text=gettext("Everybody who enrolled reads this."),
            widget=forms.Textarea({"rows": 3, "data-grows": True}),
            error_messages={"required": gettext("Write why.")},
        )


class CloneForm(_Form):
    """On which day the copy begins."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields["first_day"] = forms.DateField(
            label=gettext("First day of the new edition"),
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            error_messages={
                "invalid": gettext("Write a day as 2027-01-31."),
                "required": gettext("Write a day as 2027-01-31."),
            },
        )
        self.fields["form_key"] = forms.CharField(
            required=False, max_length=40, widget=forms.HiddenInput, initial=get_random_string(22)
        )


def _rows_in(data: QueryDict | None, name: str, most: int) -> int:
    """How many rows were sent, up to as many as there can be."""
    sent: Mapping[str, object] = data if data is not None else {}
    return max((place + 1 for place in range(most) if f"{name}-{place}" in sent), default=0)


def _long(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 3, "data-grows": True}),
    )


def _link(label: str) -> forms.URLField:
    return forms.URLField(
        label=label,
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": gettext("Write a link that begins with https://.")},
    )


def _moment(label: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        input_formats=[_MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=_MOMENT),
        error_messages={"invalid": gettext("Write a day and a time as 2027-01-31 13:30.")},
    )


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext("Write a day as 2027-01-31.")},
    )


def _time(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext("Write a time as 13:30.")},
    )
