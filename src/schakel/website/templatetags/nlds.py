"""Small components for templates: icons, dots, badges, chips, and the classes of NL Design System for forms.

Built in: templates need no ``{% load %}``. Larger components are templates in ``templates/components``.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from schakel.kernel.languages import DUTCH

register = template.Library()

ICONS = Path(__file__).resolve().parent.parent / "icons"
DOTS = 5
TONES = {
    "neutral": "neutral",
    "active": "active",
    "good": "safe",
    "warning": "warning",
    "wrong": "danger",
    "ended": "inactive",
}
"""What a template calls the tone of a badge, and what NL Design System calls it."""

WIDGET_CLASSES = {
    "checkbox": "utrecht-checkbox utrecht-checkbox--html-input",
    "radio": "utrecht-radio-button utrecht-radio-button--html-input",
    "select": "utrecht-select utrecht-select--html-select",
    "textarea": "utrecht-textarea utrecht-textarea--html-textarea",
    "hidden": "",
    "submit": "",
}
TEXTBOX = "utrecht-textbox utrecht-textbox--html-input"


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """The icon `name` as inline SVG, unseen by screen readers. `size`: empty or "small"."""
    return _icon(str(name), size)


@cache
def _icon(name: str, size: str) -> SafeString:
    classes = f"sk-icon sk-icon--{size}" if size else "sk-icon"
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', classes, _drawing(name)
    )


@cache
def _drawing(name: str) -> SafeString:
    """What stands inside the <svg> of an icon; colours and strokes come from the style sheet."""
    text = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    inside = text[text.index(">") + 1 : text.rindex("</svg>")]
    return mark_safe(inside)  # noqa: S308  # our own files, not what somebody typed


@register.simple_tag
def score_dots(dots: int, label: str = "") -> SafeString:
    """How well something fits as `dots` of five, in words for who cannot see them."""
    full = min(max(dots, 0), DOTS)
    return _dots_in_words(full, label, get_language() or "")


@lru_cache(maxsize=100)
def _dots_in_words(full: int, label: str, _language: str) -> SafeString:
    words = label or gettext("Fit: %(dots)s of %(most)s") % {"dots": full, "most": DOTS}
    return format_html('{}<span class="sk-unseen">{}</span>', _drawn_dots(full), words)


@cache
def _drawn_dots(full: int) -> SafeString:
    drawn = format_html_join(
        "",
        '<span class="sk-dots__dot{}"></span>',
        ((" sk-dots__dot--full" if number < full else "",) for number in range(DOTS)),
    )
    return format_html('<span class="sk-dots" aria-hidden="true">{}</span>', drawn)


@register.simple_tag
def words_that_met(yours: str, theirs: str) -> SafeString:
    """What the person wrote, an arrow, and the words of an item that it met. Stands dozens of times on a page."""
    return format_html(_met(get_language() or ""), yours, theirs)


@lru_cache(maxsize=10)
def _met(_language: str) -> str:
    you_wrote = gettext("You wrote <q>%(words)s</q>") % {"words": "{}"}
    return (
        f'{you_wrote} <span class="sk-nowrap">{icon("arrow-right", "small")}'
        f'<span class="sk-unseen">{gettext("this matches")}</span></span>'
        ' <span class="sk-reasons__their">{}</span>'
    )


@register.simple_tag
def badge(text: str, tone: str = "neutral") -> SafeString:
    """A status in a word that tells it all. `tone`: neutral, active, good, warning, wrong or ended."""
    return _badge(str(text), str(tone))


@register.simple_tag
def example_badge() -> SafeString:
    """For what was made up for the demonstration."""
    return _badge(gettext("Example"), "ended")


@lru_cache(maxsize=500)
def _badge(text: str, tone: str) -> SafeString:
    return format_html(
        '<span class="utrecht-status-badge utrecht-status-badge--{}">{}</span>', TONES[tone], text
    )


@register.simple_tag
def chip(label: str, remove: str = "", add: str = "") -> SafeString:
    """A concept or filter. With an address in `remove` or `add` the whole chip is a link that does so."""
    if remove:
        return _chip_link(
            "remove", remove, gettext("Remove %(label)s"), label, before="", after=icon("close")
        )
    if add:
        return _chip_link("add", add, gettext("Add %(label)s"), label, before=icon("plus"), after="")
    return format_html('<span class="sk-chip">{}</span>', label)


def _chip_link(act: str, url: str, sentence: str, label: str, *, before: str, after: str) -> SafeString:
    """The visible word stays inside the spoken sentence, so that it can be clicked by voice."""
    start, _, end = sentence.partition("%(label)s")
    return format_html(
        '<a class="sk-chip sk-chip--{}" href="{}" rel="nofollow">{}<span class="sk-unseen">{}</span>{}'
        '<span class="sk-unseen">{}</span>{}</a>',
        act,
        url,
        before,
        start,
        label,
        end,
        after,
    )


ALERT_ICONS = {"info": "information", "ok": "check", "warning": "warning", "error": "warning"}


@register.simple_block_tag
def alert(content: SafeString, tone: str = "info", role: str = "") -> SafeString:
    """A message that stands out. `tone`: info, ok, warning or error; `role`: alert or status for news."""
    return format_html(
        '<div class="utrecht-alert utrecht-alert--{}"{}><span class="sk-alert__icon">{}</span>'
        '<div class="utrecht-alert__content"><div class="utrecht-alert__message">{}</div></div></div>',
        tone,
        format_html(' role="{}"', role) if role else "",
        icon(ALERT_ICONS[tone]),
        content,
    )


@register.simple_block_tag
def fold(content: SafeString, summary: str, *, is_open: bool = False) -> SafeString:
    """Something that opens under a line to press."""
    return format_html(
        '<details class="sk-fold"{}><summary>{}</summary><div class="sk-fold__body">{}</div></details>',
        mark_safe(" open") if is_open else "",
        summary,
        content,
    )


@register.simple_tag
def elided_pages(page: Page[Any]) -> Iterator[str | int]:
    """The page numbers to link to, with an ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter(expects_localtime=True)
def short_day(day: date) -> str:
    """26 nov 2026; 26 Nov 2026. For tables, where the month in full takes too much room."""
    return _as_written_here(date_format(day, "j M Y"))


@register.filter
def short_month(day: date) -> str:
    """nov; Nov."""
    return _as_written_here(date_format(day, "M"))


def _as_written_here(written: str) -> str:
    """In Dutch the names of months have no capital; Django gives short ones one in every language."""
    return written.lower() if get_language() == DUTCH else written


@register.filter
def is_number(value: object) -> bool:
    return isinstance(value, int)


@register.simple_tag
def widget_class(widget: Mapping[str, object], kind: str = "") -> str:
    """The classes of a form's input, its own added; `widget` is what Django gives to its template."""
    attributes = widget.get("attrs")
    own = attributes.get("class", "") if isinstance(attributes, Mapping) else ""
    return " ".join(
        filter(None, [WIDGET_CLASSES.get(kind or str(widget.get("type", "")), TEXTBOX), str(own)])
    )


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the field is one single box to tick: its label stands beside it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


@register.filter
def needs_no_optional_mark(field: BoundField) -> bool:
    """Whether "not required" goes without saying: a box to tick is always free to leave."""
    return field.field.required or is_checkbox(field)
