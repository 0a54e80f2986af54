"""Asking: a server on this machine stands in for the whole internet, and behaves as badly as it can."""

import gzip
import io
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from schakel.kernel.refusal import Refusal
from schakel.outbound.fetching import Door, Limits, resolve

PUBLIC = "93.184.216.34"
Says = Callable[[socket.socket, str], None]


class Internet:
    """Answers every connection with what `says` does; `asked` are the requests, `met` the addresses connected to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.met: list[tuple[str, int]] = []
        self.names = {"hub.example": [PUBLIC]}
        self.looked_up: list[str] = []
        self.says: Says = ok(b"hello")
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.listening.accept()
                threading.Thread(target=self.answer, args=[connection], daemon=True).start()

    def answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request and (part := connection.recv(65_536)):
                request += part
            self.asked.append(request.decode("latin-1"))
            self.says(connection, self.asked[-1])

    def resolve(self, host: str, _port: int) -> list[str]:
        self.looked_up.append(host)
        if host not in self.names:
            raise socket.gaierror("no such name")
        return self.names[host]

    def connect(self, address: tuple[str, int], seconds: float) -> socket.socket:
        self.met.append(address)
        return socket.create_connection(self.listening.getsockname(), timeout=seconds)

    def door(self, **fields: Any) -> Door:
        return Door("Schakel/test", resolve=self.resolve, connect=self.connect, **fields)


def ok(content: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> Says:
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(content) if length is None else length}",
        *headers,
        "",
        "",
    ]
    return lambda connection, _: connection.sendall("\r\n".join(lines).encode() + content)


def raw(answer: bytes) -> Says:
    return lambda connection, _: connection.sendall(answer)


def moved(to: str, status: str = "302 Found") -> Says:
    return ok(b"", f"Location: {to}", status=status)


@pytest.fixture
def internet() -> Iterator[Internet]:
    made = Internet()
    yield made
    made.listening.shutdown(socket.SHUT_RDWR)
    made.listening.close()


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refusal) as caught:
        yield
    assert caught.value.code == code


def test_what_comes_back_is_told_with_what_is_needed_to_ask_again(internet):
    internet.says = ok(
        b"hello", 'ETag: "7"', "Last-Modified: Mon, 23 Nov 2026 12:00:00 GMT", "Content-Type: text/csv"
    )
    found = internet.door().fetch("http://hub.example/a?b=c")
    assert (found.content, found.size, found.content_type, found.url) == (
        b"hello",
        5,
        "text/csv",
        "http://hub.example/a?b=c",
    )
    internet.says = ok(b"", status="304 Not Modified")
    again = internet.door().fetch(found.url, etag=found.etag, last_modified=found.last_modified)
    assert (again.is_unchanged, again.content) == (True, b"")
    first, second = internet.asked
    assert first.startswith("GET /a?b=c HTTP/1.1\r\nHost: hub.example\r\nUser-Agent: Schakel/test\r\n")
    assert "If-None-Match" not in first
    assert 'If-None-Match: "7"\r\nIf-Modified-Since: Mon, 23 Nov 2026 12:00:00 GMT' in second
    assert "cookie" not in (first + second).lower()


def test_the_connection_goes_to_the_address_that_was_looked_at_and_the_name_is_looked_up_once(internet):
    answers = iter([[PUBLIC], ["127.0.0.1"]])  # a name that means something else the next moment
    door = Door("x", resolve=lambda _host, _port: next(answers), connect=internet.connect)
    door.fetch("http://hub.example/")
    assert internet.met == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["::ffff:10.0.0.1"], [PUBLIC, "10.0.0.1"], ["64:ff9b::a9fe:a9fe"], []]
)
def test_a_name_of_the_own_network_is_not_connected_to(internet, addresses):
    internet.names["hub.example"] = addresses
    with refused("address-not-reachable"):
        internet.door().fetch("http://hub.example/")
    assert internet.met == []
    assert internet.asked == []


def test_localhost_by_the_system_itself_is_refused():
    for url in ("http://localhost/", "http://localhost./", "http://127.0.0.1/", "http://[::1]/"):
        with refused("address-not-reachable"):
            Door("x", resolve=resolve).fetch(url)


def test_a_name_that_is_not_there_and_a_closed_port_look_alike(internet):
    with refused("address-not-reachable"):
        internet.door().fetch("http://nowhere.example/")

    def closed(_address: object, _seconds: float) -> socket.socket:
        raise ConnectionRefusedError

    with refused("address-not-reachable"):
        Door("x", resolve=internet.resolve, connect=closed).fetch("http://hub.example/")


def test_when_one_address_of_a_name_does_not_answer_the_next_is_tried(internet):
    internet.names["hub.example"] = ["2a01:7c8:aab0::1", PUBLIC]

    def connect(address: tuple[str, int], seconds: float) -> socket.socket:
        if ":" in address[0]:
            raise OSError("no route")
        return internet.connect(address, seconds)

    assert Door("x", resolve=internet.resolve, connect=connect).fetch("http://hub.example/").size == 5


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("http://127.0.0.1/", "address-not-reachable"),
        ("http://private.example/", "address-not-reachable"),
        ("http://[::ffff:169.254.169.254]/", "address-not-reachable"),
        ("file:///etc/passwd", "address-not-http"),
        ("http://hub.example:22/", "address-of-other-port"),
        ("http://a@hub.example/", "address-with-password"),
        ("", "answer-not-understood"),
    ],
)
def test_where_it_leads_on_to_is_looked_at_just_as_well(internet, to, code):
    internet.names["private.example"] = ["192.168.1.1"]
    internet.says = moved(to)
    with refused(code):
        internet.door().fetch("http://hub.example/")
    assert len(internet.asked) == 1


def test_it_is_followed_a_few_times_and_not_for_ever(internet):
    internet.says = lambda connection, request: (
        ok(b"there") if "GET /d/5 " in request else moved(f"{int(request.split()[1][3:] or 0) + 1}")
    )(connection, request)
    assert internet.door().fetch("http://hub.example/d/0").url == "http://hub.example/d/5"
    internet.says = moved("/again")
    internet.asked.clear()
    with refused("address-moves-on-and-on"):
        internet.door().fetch("http://hub.example/")
    assert len(internet.asked) == 6


def drip(connection: socket.socket, _request: str) -> None:
    for letter in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 10_000:
        connection.sendall(bytes([letter]))
        threading.Event().wait(0.02)


def drip_content(connection: socket.socket, _request: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    drip(connection, "")


def silence(connection: socket.socket, _request: str) -> None:
    threading.Event().wait(5)


@pytest.mark.parametrize("says", [drip, drip_content, silence])
def test_whoever_answers_slowly_is_cut_off(internet, says):
    internet.says = says
    with refused("address-too-slow"):
        internet.door().fetch("http://hub.example/", limits=Limits(seconds=0.2))


def test_whoever_says_nothing_is_not_waited_for(internet):
    internet.says = silence
    with refused("address-too-slow"):
        internet.door().fetch("http://hub.example/", limits=Limits(seconds=5, idle_seconds=0.1))


def test_whoever_never_says_who_it_is_is_cut_off_too(internet):
    with refused("address-too-slow"):
        internet.door().fetch("https://hub.example/", limits=Limits(seconds=0.2))


def test_a_name_that_is_looked_up_slowly_is_given_up():
    door = Door("x", resolve=lambda *_: threading.Event().wait(1) or [])
    with refused("address-too-slow"):
        door.fetch("http://hub.example/", limits=Limits(seconds=0.1))


LARGE = zlib.compressobj(9, zlib.DEFLATED, 31)
BOMB = LARGE.compress(bytes(2_000_000)) + LARGE.flush()


@pytest.mark.parametrize(
    ("says", "code"),
    [
        (ok(b"x" * 5000), "answer-too-large"),
        (ok(b"x", length=10**12), "answer-too-large"),
        (ok(BOMB, "Content-Encoding: gzip"), "answer-too-large"),
        (ok(b"x", length=100), "answer-cut-off"),
        (ok(gzip.compress(b"hello" * 50)[:-9], "Content-Encoding: gzip"), "answer-cut-off"),
        (ok(b"no gzip", "Content-Encoding: gzip"), "answer-not-understood"),
        (ok(b"x", "Content-Encoding: br"), "answer-not-understood"),
        (ok(b"", status="500 no"), "answer-is-an-error"),
        (ok(b"", status="204 No Content"), "answer-is-an-error"),
        (raw(b"\x16\x03nonsense\r\n\r\n"), "answer-not-understood"),
        (raw(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 1000 + b"\r\n"), "answer-not-understood"),
        (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "answer-not-understood"),
    ],
)  # fmt: skip
def test_what_comes_back_is_limited_and_understood_or_refused(internet, says, code):
    internet.says = says
    with refused(code):
        internet.door().fetch("http://hub.example/", limits=Limits(size=4000, unpacked_size=100_000))


def test_what_was_packed_for_the_way_is_unpacked_and_can_go_into_a_file(internet):
    internet.says = ok(gzip.compress(b"hello" * 1000), "Content-Encoding: gzip")
    file = io.BytesIO()
    found = internet.door().fetch("http://hub.example/", into=file)
    assert (found.size, found.content, file.getvalue()) == (5000, b"", b"hello" * 1000)


def test_no_proxy_of_the_environment_is_used(internet, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert internet.door().fetch("http://hub.example/").size == 5


def test_a_certificate_is_of_the_name_that_was_asked_for(internet, tmp_path):
    internet.says = lambda connection, _: None
    told: list[str] = []

    class Context(ssl.SSLContext):
        def wrap_socket(self, *_, **fields):
            told.append(fields["server_hostname"])
            raise ssl.SSLCertVerificationError("self-signed")

    with refused("certificate-not-valid"):
        internet.door(tls=lambda: Context(ssl.PROTOCOL_TLS_CLIENT)).fetch("https://hub.example/")
    assert (told, internet.met) == (["hub.example"], [(PUBLIC, 443)])
    context = ssl.create_default_context()
    assert (context.check_hostname, context.verify_mode) == (True, ssl.CERT_REQUIRED)
