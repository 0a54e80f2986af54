import json

import pytest

from schakel.library.json_ld import json_ld_of
from schakel.library.kinds import KINDS, Kind
from schakel.library.tests.values import ROTTERDAM, value

FACTS = {
    Kind.CASE: {"started_year": 2024},
    Kind.SOLUTION: {"spdx": "EUPL-1.2", "solution_type": "software"},
    Kind.EXPERT: {"languages": ["nl", "en"]},
    Kind.FACILITY: {"latitude": 51.9, "longitude": 4.4, "capacity_people": 20},
    Kind.TRAINING: {"starts_on": ["2026-12-24"], "price_cents": 19_500, "format": "hybrid"},
    Kind.EVENT: {"starts_on": "2026-12-24", "starts_at": "14:00", "ends_at": "16:00", "format": "online"},
    Kind.FUNDING: {
        "maximum_cents": 7_500_000,
        "windows": [{"opens_on": "2026-11-01", "closes_on": "2026-11-30"}],
    },
    Kind.HUB: {"country": "BE", "started_year": 2022},
    Kind.METHOD: {"publisher": "VNG", "published_year": 2025},
    Kind.CHALLENGE: {"wanted_by": "2027-01-01"},
}


def told(item, language="en"):
    text = json_ld_of(
        item, language=language, base_url="https://hub.example", themes={"energy-transition": "energy"}
    )
    return json.loads(text)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_told_in_the_words_of_schema_org(kind):
    found = told(value(kind, facts=FACTS.get(kind, {}), place=ROTTERDAM))
    assert found["@context"] == "https://schema.org"
    assert found["@type"] == KINDS[kind].schema_org
    assert found["url"] == "https://hub.example/item/warmte-uit-het-kanaal/"
    assert found["name"] == "Heat from the canal"
    assert found["keywords"] == ["energy"]


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_not_known_is_not_said(kind):
    assert all(value not in (None, "", [], {}) for value in told(value(kind)).values())


def test_no_text_can_end_the_script_it_stands_in():
    sly = value(texts={"en": {"title": "</script><script>alert(1)</script>", "summary": "a & b\u2028<!--"}})
    text = json_ld_of(sly, language="en", base_url="https://hub.example", themes={})
    assert "<" not in text
    assert ">" not in text
    assert "&" not in text
    assert json.loads(text)["name"] == "</script><script>alert(1)</script>"


def test_an_event_is_told_with_its_hours_on_the_clock_of_the_hub():
    found = told(value(Kind.EVENT, facts=FACTS[Kind.EVENT]))
    assert (found["startDate"], found["endDate"]) == (
        "2026-12-24T14:00:00+01:00",
        "2026-12-24T16:00:00+01:00",
    )


def test_a_training_has_an_instance_for_each_start_and_a_price():
    found = told(value(Kind.TRAINING, facts=FACTS[Kind.TRAINING]))
    [instance] = found["hasCourseInstance"]
    assert (instance["startDate"], instance["courseMode"]) == ("2026-12-24", "blended")
    assert found["offers"]["price"] == "195.00"


def test_a_grant_is_told_in_euros():
    assert told(value(Kind.FUNDING, facts=FACTS[Kind.FUNDING]))["amount"]["maxValue"] == 75_000
