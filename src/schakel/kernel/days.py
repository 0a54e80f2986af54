"""Days as people write them in Dutch and English; plain Python."""

import re
from datetime import date

MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan januari january",
            "feb februari february",
            "mrt mar maart march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "aug augustus august",
            "sep sept september",
            "okt oct oktober october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|e)?(?:[-/.]|\s+)(?P<month>\d{1,2}|[a-z]{3,9})\.?(?:[-/.]|\s+)(?P<year>\d{4})",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ]\d\d:.*)?", re.DOTALL)
_MONTH_FIRST = re.compile(
    r"(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})", re.IGNORECASE
)
ANY_DAY = re.compile(
    re.sub(r"\?P<\w+>", "", rf"(?:\d{{4}}-\d{{1,2}}-\d{{1,2}})|(?:{_DAY_FIRST.pattern})"), re.IGNORECASE
)
"""A day somewhere in a line."""


def day_in(text: str) -> date | None:
    """The day that a text is: 24-12-2026, 24/12/2026, 24 december 2026, December 24th, 2026, or 2026-12-24.

    Written with figures the day stands before the month, as in Europe. None for what is no day at all; raises
    ValueError for one that the calendar does not have, such as 31-2-2026.
    """
    for pattern in (_YEAR_FIRST, _DAY_FIRST, _MONTH_FIRST):
        if found := pattern.fullmatch(text.strip()):
            month = MONTHS.get(found["month"].lower()) or int(found["month"])
            return date(int(found["year"]), month, int(found["day"]))
    return None
