import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Engine, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from schakel.website.templatetags.nlds import ICONS, TONES, badge, chip, icon, score_dots

KINDS = [
    "case",
    "solution",
    "provider",
    "expert",
    "facility",
    "training",
    "event",
    "funding",
    "hub",
    "method",
]
CARD = {
    "kind": "case",
    "kind_label": "Case",
    "title": "Cool route",
    "url": "/items/cool-route",
    "summary": "Shade within 300 metres.",
    "dots": 4,
    "reasons": [
        {
            "your_words": "too hot",
            "their_words": "heat stress",
            "field": "summary",
            "quote": [{"text": "People found it ", "marked": False}, {"text": "too <hot>", "marked": True}],
        },
        {"text": "A municipality like yours."},
    ],
    "misfits": ["In Dutch only."],
    "action": {"label": "Ask for contact", "url": "/ask"},
}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The words below are the English ones, whatever language the hub begins in."""
    with override("en"):
        yield


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class Question(forms.Form):
    title = forms.CharField(label="Title", help_text="One sentence.")
    year = forms.IntegerField(label="Year", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I agree", required=False)


@pytest.mark.parametrize("kind", [*KINDS, "challenge"])
def test_every_kind_has_an_icon_that_a_screen_reader_skips(kind: str) -> None:
    drawn = icon(kind)
    assert 'aria-hidden="true"' in drawn
    assert "<path" in drawn or "<circle" in drawn


def test_every_icon_is_drawn_with_one_stroke_on_24_pixels() -> None:
    for path in ICONS.glob("*.svg"):
        drawing = path.read_text(encoding="utf-8")
        assert 'viewBox="0 0 24 24"' in drawing, path.name
        assert drawing.count("stroke-width=") == 1, path.name
        assert drawing.count("fill=") == 1, path.name


@pytest.mark.parametrize(("dots", "full"), [(-1, 0), (0, 0), (3, 3), (5, 5), (9, 5)])
def test_five_dots_have_a_sentence_beside_them(dots: int, full: int) -> None:
    drawn = score_dots(dots)
    assert drawn.count("sk-dots__dot--full") == full
    assert drawn.count('class="sk-dots__dot') == 5
    assert text_of(drawn).endswith("5")
    assert str(full) in text_of(drawn)


def test_a_chip_says_what_a_press_does_and_its_word_is_in_that_sentence() -> None:
    assert text_of(chip("heat & cold", remove="/?a=1&b=2")) == "Remove heat &amp; cold"
    assert text_of(chip("heat", add="/")) == "Add heat"
    assert 'href="/?a=1&amp;b=2"' in chip("heat", remove="/?a=1&b=2")
    assert "<a" not in chip("heat")


@pytest.mark.parametrize("tone", TONES)
def test_a_badge_tells_its_status_in_a_word(tone: str) -> None:
    assert text_of(badge("Stopped <here>", tone)) == "Stopped &lt;here&gt;"


def test_a_card_has_one_link_in_its_title_and_says_why_it_fits_and_what_may_not() -> None:
    html = render_to_string("components/card.html", {"card": CARD, "level": 2})
    assert re.search(r"<h2 class=\"sk-card__title\"><a href=\"/items/cool-route\">Cool route</a></h2>", html)
    assert html.count("/items/cool-route") == 1
    assert '<mark class="nl-mark">too &lt;hot&gt;</mark>' in html
    assert text_of(html).index("Why this fits") < text_of(html).index("What may not fit")
    assert "A municipality like yours." in html


def test_a_card_shows_three_reasons_at_most() -> None:
    reasons = [{"text": f"reason {number}"} for number in range(5)]
    html = render_to_string("components/card.html", {"card": CARD | {"reasons": reasons}})
    assert html.count("reason ") == 3


def test_a_card_without_anything_extra_shows_no_empty_blocks() -> None:
    bare = {name: CARD[name] for name in ("kind", "kind_label", "title", "url")}
    html = render_to_string("components/card.html", {"card": bare})
    for block in ("sk-reasons", "sk-misfits", "sk-card__actions", "sk-dots"):
        assert block not in html


def test_words_of_the_page_inside_a_card_in_another_language_are_marked() -> None:
    context = {"card": CARD | {"lang": "en"}, "LANGUAGE_CODE": "nl"}
    html = render_to_string("components/card.html", context)
    assert '<article class="sk-card" lang="en">' in html
    assert '<div class="sk-reasons" lang="nl">' in html


def test_a_form_puts_label_help_and_error_with_its_field() -> None:
    html = Question({"title": "", "year": "x"}).render()
    assert '<label class="utrecht-form-label" for="id_title">Title</label>' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    described = re.search(r"<input[^>]*id=\"id_title\"[^>]*>", html)
    assert described is not None
    assert 'aria-invalid="true"' in described[0]
    assert "id_title_helptext" in described[0]
    assert "utrecht-textbox" in described[0]


def test_optional_fields_say_so_and_required_ones_and_boxes_do_not() -> None:
    html = Question().render()
    assert text_of(html).count("not required") == 1


def test_a_form_with_errors_starts_with_a_summary_that_links_to_each_field() -> None:
    html = Question({"title": "", "year": "x"}).render()
    assert html.index('role="alert"') < html.index("<input")
    for target in ("#id_title", "#id_year", "#id_kind"):
        assert f'href="{target}"' in html
        assert f'id="{target[1:]}"' in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert 'role="alert"' not in Question().render()


def test_an_own_class_of_a_widget_stays() -> None:
    class Wide(forms.Form):
        title = forms.CharField(widget=forms.TextInput(attrs={"class": "wide", "rows": 2}))

    html = Wide().render()
    assert html.count("class=") == len(re.findall(r"<[a-z]+[^>]*class=", html))
    assert 'class="utrecht-textbox utrecht-textbox--html-input wide"' in html


def test_pagination_keeps_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/", {"q": "heat", "page": "3"})
    page = Paginator(range(100), 10).page(3)
    html = render_to_string("components/pagination.html", {"page": page}, request=request)
    assert "q=heat" in html
    assert html.count('aria-current="page"') == 1
    assert 'rel="prev"' in html
    assert 'rel="next"' in html


def test_one_page_needs_no_pagination() -> None:
    request = RequestFactory().get("/")
    page = Paginator(range(5), 10).page(1)
    assert not render_to_string("components/pagination.html", {"page": page}, request=request).strip()


@pytest.mark.parametrize(
    ("template", "context", "words"),
    [
        (
            "breadcrumb",
            {"crumbs": [{"label": "Cases", "url": "/c"}, {"label": "Cool route"}]},
            "Cases Cool route",
        ),
        (
            "figure",
            {"figures": [{"value": "40", "unit": "%", "label": "less", "source": "report"}]},
            "less 40 % report",
        ),
        ("lessons", {"lessons": [{"text": "Start small.", "source": "Ede, 2024"}]}, "Start small. Ede, 2024"),
        (
            "agenda_list",
            {"events": [{"starts_on": date(2026, 12, 3), "title": "Meet", "url": "/m", "place": "Ede"}]},
            "3 Dec 2026 Meet Ede",
        ),
        ("tile", {"tile": {"icon": "case", "title": "Cases", "url": "/c", "text": "41"}}, "Cases 41"),
        ("misfits", {"misfits": ["In Dutch only."]}, "What may not fit In Dutch only."),
        (
            "tabs",
            {"tabs": [{"label": "All", "url": "/", "current": True, "count": 0}], "tabs_name": "Views"},
            "All 0",
        ),
        ("facts", {"facts": [{"label": "Owner", "text": "Ede"}]}, "Owner Ede"),
        ("progress", {"progress": {"done": 1, "total": 2, "sentence": "1 of 2"}}, "1 of 2"),
        (
            "chip_list",
            {"chips": [{"label": "heat", "remove": "/"}], "name": "Understood"},
            "Understood Remove heat",
        ),
    ],
)
def test_a_component_shows_what_it_is_given(template: str, context: dict[str, Any], words: str) -> None:
    assert text_of(render_to_string(f"components/{template}.html", context)) == words


def test_facets_are_a_form_whose_boxes_keep_what_was_chosen() -> None:
    options = [{"value": "case", "label": "Cases", "count": 4, "checked": True}]
    context = {
        "facets": [{"name": "kind", "label": "Kind", "options": options}],
        "facets_action": "/answer",
        "facets_keep": [{"name": "q", "value": "heat"}],
        "facets_chosen": 1,
    }
    html = render_to_string("components/facets.html", context)
    assert 'method="get"' in html
    assert '<input type="hidden" name="q" value="heat">' in html
    assert re.search(r"<input[^>]*name=\"kind\" value=\"case\" checked>", html)
    assert "hx-get" not in html


def test_a_table_names_its_rows_and_says_how_it_is_sorted() -> None:
    table = {
        "id": "work",
        "caption": "Waiting",
        "columns": [
            {"label": "Title", "sort_url": "?s", "sorted": "ascending"},
            {"label": "Views", "numeric": True},
        ],
        "rows": [{"cells": [{"text": "Cool route", "url": "/c"}, {"text": "12", "numeric": True}]}],
    }
    html = render_to_string("components/table.html", {"table": table})
    assert 'aria-sort="ascending"' in html
    assert '<th scope="row">' in html
    assert 'aria-labelledby="work-caption"' in html


def test_block_tags_wrap_what_stands_between() -> None:
    source = '{% alert tone="error" role="alert" %}<p>No.</p>{% endalert %}{% fold "More" %}Text{% endfold %}'
    html = Template("{% load nlds %}" + source, engine=Engine.get_default()).render(Context())
    assert text_of(html) == "No. More Text"
    assert 'role="alert"' in html
    assert "<details" in html
