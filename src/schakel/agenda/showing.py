"""Days as the page shows them."""

from schakel.agenda.rules import Day
from schakel.agenda.wording import hours_text


def agenda_line(day: Day) -> dict[str, object]:
    """As ``components/agenda_list.html`` shows it."""
    return {
        "starts_on": day.first_on,
        "title": day.title,
        "url": day.path,
        "lang": day.title_language,
        "time": hours_text(day),
        "place": day.place,
        "about": day.about,
        "is_cancelled": day.cancelled_on is not None,
    }
