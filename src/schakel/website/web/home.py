"""The start page: one box, and around it what shows that the hub is alive."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from schakel.accounts.public import Person
from schakel.agenda import public as agenda
from schakel.library import public as library
from schakel.library.public import Lesson
from schakel.matching.public import CURRENT
from schakel.organisations.public import Organisation
from schakel.vocabulary.public import CHALLENGES
from schakel.website.example_questions import questions_of
from schakel.website.web.visiting import screen_language, today, visitor

LESSONS = 3
DAYS = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The start page, in the language and with the items of whoever asks."""
    language, person = screen_language(), visitor(request)
    days = agenda.coming_days(person, today=today(), language=language, most=DAYS)
    return render(
        request,
        "website/home.html",
        {
            "question": "",
            "examples": examples(today(), language),
            "challenges": challenge_tiles(person, language),
            "lessons": [
                lesson_line(lesson, language)
                for lesson in library.newest_lessons(person, language=language, today=today(), most=LESSONS)
            ],
            "events": [agenda.agenda_line(day) for day in days],
            "partners": Organisation.objects.visible_to(person)
            .filter(is_hub_partner=True)
            .order_by("name", "pk"),
        },
    )


def examples(day: date, language: str) -> list[dict[str, str]]:
    """Three questions to try, other ones every day."""
    return [
        {"text": question, "url": f"{reverse('answer')}?{urlencode({'q': question})}", "lang": ""}
        for question in questions_of(day, language)
    ]


def challenge_tiles(person: Person | None, language: str) -> list[dict[str, str]]:
    """The societal challenges with how much there is of each."""
    themes = CURRENT.themes(language)
    parents = {notation: theme.broader for notation, theme in themes.items()}
    counts = library.count_by_theme(library.items_visible_to(person), parents)
    return [
        {
            "icon": notation,
            "title": capfirst(themes[notation].label),
            "url": reverse("theme", args=[notation]),
            "text": number_of_items(counts.get(notation, 0)),
        }
        for notation in CHALLENGES
        if notation in themes
    ]


def number_of_items(number: int) -> str:
    return ngettext("%(number)s item", "%(number)s items", number) % {
        "number": library.written_number(number)
    }


def lesson_line(lesson: Lesson, language: str) -> dict[str, str]:
    """As ``components/lessons.html`` shows it: the lesson, and where and when it was learned."""
    where = ", ".join(part for part in (lesson.item.where, str(lesson.item.year or "")) if part)
    return {
        "text": lesson.text,
        "lang": lesson.language if lesson.language != language else "",
        "source": gettext("%(where)s (example)") % {"where": where} if lesson.item.is_illustrative else where,
        "url": lesson.item.url,
    }
