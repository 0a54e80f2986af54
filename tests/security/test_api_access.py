"""What an access token opens: what its person may see and do, as far as it was made for that, and nothing more."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from schakel.accounts.public import Person, withdraw_access_token
from schakel.api.limits import CALLS, SECONDS, Counter
from schakel.library.models import ItemQuerySet
from tests.api.world import ROOT, call, token_of
from tests.security.test_canaries import SEES, Aviary, found_in, write_hub
from tests.security.world import ROLES, build_world

pytestmark = pytest.mark.django_db
QUESTIONS = ("warmte voor ouderen", "kanarie")

# What each role gets at what needs a token: with one for importing, and with one that is only for reading.
MAY_IMPORT = ("staff", "administrator")
NEEDS_TOKEN = (
    ("get", "/import-profiles", 200),
    ("get", "/imports/999999", 404),
    ("post", "/imports/999999/_undo", 404),
    ("post", "/imports/_try", 400),
    ("post", "/imports", 400),
)


def everything_read(token: str) -> str:
    """All that a program gets: every item, list, count and answer."""
    addresses = ["/items?limit=100", "/organisations?limit=100", "/themes", "/facets", "/kinds"]
    addresses += [f"/_ask?q={question}&k=100" for question in QUESTIONS]
    addresses += [f"/facets?q={question}" for question in QUESTIONS]
    texts = []
    while addresses:
        address = addresses.pop()
        response = call(address, token=token)
        assert response.status_code == 200, address
        texts.append(f"{response.headers}\n{response.content.decode()}")
        answer = response.json()
        if address.startswith("/items?") and "texts" not in address:
            addresses += [f"/items/{item['id']}" for item in answer["items"]]
            if answer["next"]:
                parts = urlsplit(answer["next"])
                addresses.append(f"{parts.path.removeprefix(ROOT)}?{parts.query}")
    return "\n".join(texts)


def hits(aviary: Aviary, people: dict[str, Person], role: str, *scopes: str) -> list[str]:
    token = token_of(people[role], *scopes) if role in people else ""
    return found_in(everything_read(token), aviary.hidden_from(role if token else "visitor"))


@pytest.fixture
def aviary() -> Aviary:
    return Aviary()


@pytest.fixture
def people(aviary) -> dict[str, Person]:
    return write_hub(aviary)


@pytest.mark.parametrize("role", list(SEES))
def test_no_program_reads_what_its_person_may_not_see(aviary, people, role):
    assert hits(aviary, people, role) == []


def test_a_program_reads_what_its_person_may_see(aviary, people):
    """Otherwise the reading would only prove that it reads nothing."""
    seen = found_in(everything_read(token_of(people["owner"])), aviary.canaries)
    assert "title of rotterdam case draft organisation" in seen
    assert any(what.startswith("name of the source of rotterdam") for what in seen)
    assert len(seen) > 150


def test_control_a_door_that_stands_open_is_found(aviary, people, monkeypatch):
    monkeypatch.setattr(ItemQuerySet, "visible_in", lambda self, audiences: self.all())
    assert any("title of" in hit for hit in hits(aviary, people, "visitor"))


@pytest.mark.parametrize("role", ROLES[1:])
def test_importing_is_for_whom_may_with_a_token_for_it(role):
    person = build_world().people[role]
    reading = token_of(person, "read")
    importing = token_of(person, "import") if role in MAY_IMPORT else ""
    for method, address, with_scope in NEEDS_TOKEN:
        assert call(address, method=method).status_code == 401
        assert call(address, method=method, token=reading).status_code == 403
        if importing:
            assert call(address, method=method, token=importing).status_code == with_scope


def test_who_may_no_longer_import_cannot_with_an_old_token_either(chaima):
    token = token_of(chaima, "import")
    chaima.is_hub_staff = False
    chaima.save()
    assert call("/import-profiles", token=token).status_code == 403


@pytest.mark.parametrize(
    "change", ["withdrawn", "expired", "closed", "cut short", "another secret", "another scheme"]
)
def test_a_token_that_does_not_stand_opens_nothing(anna, change):
    written = token_of(anna)
    [token] = anna.access_tokens.all()
    assert call("/items", token=written).status_code == 200
    if change == "withdrawn":
        withdraw_access_token(token=token, withdrawn_by=anna, now=timezone.now())
    elif change == "expired":
        token.made_at, token.expires_at = token.made_at - timedelta(days=60), timezone.now()
        token.save()
    elif change == "closed":
        anna.is_active = False
        anna.save()
    elif change == "cut short":
        written = written[:-1]
    elif change == "another secret":
        written = written[:-4] + ("aaaa" if not written.endswith("aaaa") else "bbbb")
    scheme = "Basic" if change == "another scheme" else "Bearer"
    response = call("/items", headers={"Authorization": f"{scheme} {written}"})
    assert response.status_code == 401
    assert response.json()["type"].endswith("token-unusable")
    assert "invalid_token" in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer  ", "Bearer é", "Bearer " + "x" * 5000, "x"])
def test_a_header_that_is_no_token(db, header):
    assert call("/items", headers={"Authorization": header}).status_code == 401


def test_a_token_in_an_address_is_refused(anna):
    response = call(f"/items?token={token_of(anna)}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "unknown-name"


def test_when_a_token_was_used_is_known_to_ten_minutes(anna):
    token = token_of(anna)
    call("/items", token=token)
    first = anna.access_tokens.get().last_used_at
    call("/items", token=token)
    assert first is not None
    assert anna.access_tokens.get().last_used_at == first


@pytest.fixture
def few_calls(settings, monkeypatch):
    settings.API_CALLS_PER_MINUTE = {"visitor": 2, "token": 3, "wrong-token": 2}
    monkeypatch.setattr(CALLS, "_counts", {})
    monkeypatch.setattr(CALLS, "_clock", lambda: 60.0 * 1_000_000)


def test_who_calls_too_often_has_to_wait_and_nobody_else(few_calls, anna):
    token = token_of(anna)
    assert [call("/kinds").status_code for _ in range(3)] == [200, 200, 429]
    refused = call("/kinds")
    assert refused.json()["type"].endswith("too-many-calls")
    assert int(refused.headers["Retry-After"]) == SECONDS
    assert call("/kinds", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 200
    assert [call("/kinds", token=token).headers["RateLimit-Remaining"] for _ in range(3)] == ["2", "1", "0"]
    assert call("/kinds", token=token).status_code == 429


def test_who_tries_wrong_tokens_is_stopped_before_the_database_is_asked(few_calls, django_assert_num_queries):
    assert [call("/kinds", token="x").status_code for _ in range(3)] == [401, 401, 401]
    with django_assert_num_queries(0):
        assert call("/kinds", token="x").status_code == 429


def test_calls_are_counted_anew_each_minute():
    moment = [0.0]
    counter = Counter(lambda: moment[0])
    assert [counter.count("anna", most=1).is_over for _ in range(2)] == [False, True]
    moment[0] = 60.0
    assert counter.count("anna", most=1).left == 0


def _upload(name: str, *records: dict[str, object]) -> SimpleUploadedFile:
    content = "\n".join(json.dumps(record) for record in records).encode()
    return SimpleUploadedFile(name, content)


CASE = {"id": 7, "name": "Snuffelfiets", "description": "Cyclists measure the air."}


def test_an_import_is_tried_run_once_looked_up_and_undone(chaima):
    token = token_of(chaima, "import", "read")

    def send(address: str, *records: dict[str, object]):
        sent = {"profile": "ips-cases", "file": _upload("../cases.jsonl", *records)}
        return call(address, method="post", token=token, data=sent)

    tried = send("/imports/_try", CASE)
    assert (tried.status_code, tried.json()["create"]) == (200, 1)
    assert call("/items").json()["items"] == []
    first = send("/imports", CASE)
    assert (first.status_code, first.json()["create"], first.json()["state"]) == (201, 1, "done")
    assert first.json()["fileName"] == "cases.jsonl"
    again = send("/imports", CASE)
    assert (again.status_code, again.json()["number"]) == (200, first.json()["number"])
    assert send("/imports", CASE, {**CASE, "id": 8, "name": "Wave"}).json()["unchanged"] == 1
    address = urlsplit(first.headers["Location"]).path.removeprefix(ROOT)
    assert call(address, token=token).json() == first.json()
    assert call("/items?fields=title").json()["items"][0]["title"] in ("Snuffelfiets", "Wave")
    undone = call(f"{address}/_undo", method="post", token=token)
    assert (undone.status_code, undone.json()["state"]) == (200, "undone")
    twice = call(f"{address}/_undo", method="post", token=token)
    assert (twice.status_code, twice.json()["code"]) == (409, "run-undone-already")
    assert send("/imports", CASE).status_code == 201


@pytest.mark.parametrize(
    ("profile", "content", "code"),
    [
        ("nonsense", b"{}", "profile-unknown"),
        ("ips-cases", b"\x89PNG\x00\x00", "file-is-no-text"),
        ("ips-cases", b'[{"id": 1', "file-damaged"),
        ("ips-cases", b"[" * 100_000, "file-damaged"),
        ("ips-cases", b"", "file-empty"),
        ("publiccode", b"a: &a [1]\nb: *a\n", "file-refers-to-itself"),
    ],
)
def test_what_cannot_be_imported_is_said_in_words(chaima, profile, content, code):
    sent = {"profile": profile, "file": SimpleUploadedFile("x", content)}
    response = call("/imports", method="post", token=token_of(chaima, "import"), data=sent)
    assert (response.status_code, response.json()["code"]) == (400, code)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"[" * 50_000),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"--x\r\n"),
        ("text/plain", b"\x00"),
    ],
)
def test_what_is_no_form_is_refused(chaima, content_type, body):
    response = call(
        "/imports", method="post", token=token_of(chaima, "import"), data=body, content_type=content_type
    )
    assert response.status_code == 400
