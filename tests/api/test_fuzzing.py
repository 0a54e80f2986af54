"""Every operation is called with what schemathesis makes up, fitting the document and not.

No answer is a mistake of ours, and none is undocumented.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import schemathesis
from django.db import transaction
from django.test.client import Client, ClientHandler
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import FailureGroup, ServerError
from schemathesis.specs.openapi.checks import positive_data_acceptance

from schakel.api.public import operations_of
from schakel.config.open_api import ANY_HUB, document
from schakel.imports.profiles import IPS_CASES
from tests.api.world import ROOT, call, token_of
from tests.items import item_of

pytestmark = pytest.mark.django_db
DOCUMENT = document(ANY_HUB)
CALLS = [name for name, _ in operations_of(DOCUMENT)]
EXAMPLES = 20
"""Of each operation, fitting and not."""
load_all_checks()
# What somebody would send who means no good; schemathesis has most of its own.
NASTY = (
    "9" * 400,
    "-1",
    "1e400",
    "0x1",
    "٣",
    "%00",
    "%ED%A0%80",
    "%F0%9F%92%A9",
    "NaN",
    "[" * 3000,
    "' OR 1=1 --",
    "(((((",
    "a" * 6000,
    "%0d%0aX-Header:%20x",
    "../../etc/passwd",
    "{{7*7}}",
    "*" * 500,
    '"NEAR(a',
)


@pytest.fixture
def token(rotterdam, chaima) -> str:
    item_of(rotterdam, "Warmte uit het kanaal")
    return token_of(chaima, "read", "import")


@contextmanager
def undone() -> Iterator[None]:
    before = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)


def hub(environ, start_response):
    """The hub as a WSGI application on the connection of the test, which a finished request must not close."""
    response = ClientHandler(enforce_csrf_checks=True)(environ)
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]


@pytest.fixture
def schema():
    made = schemathesis.openapi.from_dict(DOCUMENT)
    made.app = hub
    made.config.update(base_url=f"http://127.0.0.1{ROOT}")
    return made


# No document can say which cursors were handed out, which files a profile reads, or what a question is: what fits the
# document may be refused all the same.
LEFT_OUT = [positive_data_acceptance]


def sent_along(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", CALLS)
def test_nothing_that_is_sent_is_answered_with_a_mistake_of_ours(schema, token, name, mode):
    method, path = name.split()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(schema[path][method].as_strategy(generation_mode=mode))
    def answers(case):
        with undone():
            case.call_and_validate(headers=sent_along(token), excluded_checks=LEFT_OUT)

    answers()


@pytest.mark.parametrize("name", [name for name in CALLS if name.startswith("GET")])
def test_nasty_values_are_refused_or_find_nothing(token, name):
    path = name.split()[1].replace("{number}", "1")
    parameters = next(operation for one, operation in operations_of(DOCUMENT) if one == name)["parameters"]
    names = [parameter["name"] for parameter in parameters if parameter["in"] == "query"]
    for value in NASTY:
        for together in (["q"] if "q" in names else [], [one for one in names if one != "q"]):
            query = "&".join(f"{parameter}={value}" for parameter in together)
            status = call(f"{path.replace('{id}', 'x')}?{query}", token=token).status_code
            assert status in (200, 400, 404), f"{together}={value[:40]}: {status}"
        if "{id}" in path:
            status = Client().get(f"{ROOT}{path.replace('{id}', value[:500])}").status_code
            assert status in (400, 404), value[:40]


def test_control_a_mistake_of_ours_is_found(schema, token, monkeypatch):
    monkeypatch.setattr("schakel.library.public.keys_after", lambda *_, **__: 1 / 0)

    @settings(
        max_examples=3,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(schema["/items"]["GET"].as_strategy())
    def answers(case):
        case.call_and_validate(headers=sent_along(token))

    with pytest.raises(FailureGroup) as found:
        answers()
    assert any(isinstance(failure, ServerError) for failure in found.value.exceptions)


def test_the_profiles_that_are_tried_are_there(token):
    assert IPS_CASES.name in [
        profile["id"] for profile in call("/import-profiles", token=token).json()["items"]
    ]
