"""Asking for one address, and everything that may go wrong with that."""

import errno
import http.client
import io
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLateError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import urljoin

from schakel.kernel.refusal import Refusal
from schakel.outbound.rules import Target, may_connect, target_of

MOST_REDIRECTS = 5
_PART = 65_536
_REDIRECTS = {301, 302, 303, 307, 308}
_OK, _NOT_MODIFIED, _LEAST_ERROR = 200, 304, 400

Resolve = Callable[[str, int], Sequence[str]]
Connect = Callable[[tuple[str, int], float], socket.socket]


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer may take at most: bytes as they come, bytes once unpacked, and seconds for everything together.

    ``idle_seconds``: without a single byte.
    """

    size: int = 200_000_000
    unpacked_size: int = 1_000_000_000
    seconds: float = 60.0
    idle_seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back. ``is_unchanged``: it is still what the caller has, and there is no content."""

    url: str
    """The address it came from in the end."""
    is_unchanged: bool
    content_type: str
    etag: str
    last_modified: str
    size: int
    content: bytes = field(repr=False, default=b"")
    """Empty when it was written into a file of the caller."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What a machine answered: the status of HTTP, the type of its content, and that."""

    status: int
    content_type: str
    content: bytes = field(repr=False)


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, in the order in which the system would try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect(address: tuple[str, int], seconds: float) -> socket.socket:
    return socket.create_connection(address, timeout=seconds)


@dataclass(frozen=True, slots=True)
class Door:
    """How the hub asks. ``allowed`` are the hosts that an administrator named though they are private."""

    user_agent: str
    allowed: frozenset[str] = frozenset()
    resolve: Resolve = resolve
    connect: Connect = connect
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def fetch(
        self,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        limits: Limits | None = None,
        into: IO[bytes] | None = None,
    ) -> Fetched:
        """What is at this address. With `etag` or `last_modified` of the last time, only if it changed since.

        Raises a Refusal: the codes say what kind of thing went wrong, and never what stood in the answer.
        """
        within = limits or Limits()
        ends_at = time.monotonic() + within.seconds
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value and value.isprintable()}
        for _ in range(MOST_REDIRECTS + 1):
            target = target_of(url, allowed=self.allowed)
            with self._answer(target, headers, ends_at, within.idle_seconds) as answer:
                if answer.status not in _REDIRECTS:
                    return _taken(answer, target, within, ends_at, into)
                url = _next(answer, target)
        raise Refusal("address-moves-on-and-on")

    def exchange(
        self,
        method: str,
        url: str,
        *,
        headers: dict[str, str],
        body: bytes = b"",
        limits: Limits | None = None,
    ) -> Exchanged:
        """What a machine answers that is spoken to, also when that is an error; it is never led on to another address.

        Raises a Refusal as `fetch` does. For what has a secret in it: a redirect would give that to somebody else.
        """
        within = limits or Limits()
        ends_at = time.monotonic() + within.seconds
        target = target_of(url, allowed=self.allowed)
        said = {name: value for name, value in headers.items() if value.isprintable()}
        with self._answer(target, said, ends_at, within.idle_seconds, method=method, body=body) as answer:
            parts = _unpacked(_parts(answer, within), answer.getheader("Content-Encoding") or "", within)
            content = b"".join(parts)
            _left(ends_at)
            return Exchanged(answer.status, (answer.getheader("Content-Type") or "")[:200], content)

    @contextmanager
    def _answer(
        self,
        target: Target,
        conditions: dict[str, str],
        ends_at: float,
        idle: float,
        *,
        method: str = "GET",
        body: bytes = b"",
    ) -> Iterator[http.client.HTTPResponse]:
        """The answer to one request; whoever lets it drip is cut off when the time is over."""
        try:
            plain = self._connected(target, ends_at, idle)
        except OSError as error:
            raise _failed(error, ends_at) from error
        with plain, _cut_off(plain, ends_at):
            try:
                tunnel = self._wrapped(plain, target)
                with tunnel:
                    connection = http.client.HTTPConnection(target.host, target.port)
                    connection.sock = tunnel
                    headers = self._headers(target, conditions)
                    connection.request(method, target.path, body=body or None, headers=headers)
                    with connection.getresponse() as answer:
                        yield answer
            except (OSError, ValueError, http.client.HTTPException) as error:
                if getattr(error, "errno", None) == errno.ENOSPC:
                    raise  # the disk of the caller
                raise _failed(error, ends_at) from error

    def _connected(self, target: Target, ends_at: float, idle: float) -> socket.socket:
        """A connection to one of the addresses of the name, each of which has been looked at."""
        addresses = self._addresses(target, ends_at)
        if not addresses or not all(
            may_connect(address, is_allowed=target.is_allowed) for address in addresses
        ):
            raise Refusal("address-not-reachable")
        failed: OSError = OSError("no address")
        for address in addresses:
            try:
                return self.connect((address, target.port), min(_left(ends_at), idle))
            except OSError as error:
                failed = error
        raise failed

    def _addresses(self, target: Target, ends_at: float) -> Sequence[str]:
        # The system's own look-up has no limit of time.
        pool = ThreadPoolExecutor(max_workers=1)
        try:
            return pool.submit(self.resolve, target.host, target.port).result(_left(ends_at))
        except TooLateError as error:
            raise Refusal("address-too-slow") from error
        except (OSError, UnicodeError) as error:
            raise Refusal("address-not-reachable") from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _wrapped(self, plain: socket.socket, target: Target) -> socket.socket:
        if target.scheme == "http":
            return plain
        return self.tls().wrap_socket(plain, server_hostname=target.host)

    def _headers(self, target: Target, conditions: dict[str, str]) -> dict[str, str]:
        return {
            "Host": target.host_header,
            "User-Agent": self.user_agent,
            "Accept": "*/*",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
            **conditions,
        }


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise Refusal("address-too-slow")
    return left


def _failed(error: Exception, ends_at: float) -> Refusal:
    """In words that tell nothing of what is behind an address: a closed port looks like a name that is not there."""
    if time.monotonic() >= ends_at or isinstance(error, TimeoutError):
        return Refusal("address-too-slow")
    if isinstance(error, ssl.SSLCertVerificationError):
        return Refusal("certificate-not-valid")
    if isinstance(error, http.client.HTTPException | ValueError):
        return Refusal("answer-not-understood")
    return Refusal("address-not-reachable")


@contextmanager
def _cut_off(plain: socket.socket, ends_at: float) -> Iterator[None]:
    """Ends the connection at that moment, whatever is being waited for: a byte every ten seconds is no time-out."""
    seconds = _left(ends_at)
    # Of its own, because wrapping takes the first one away. Shutting one down ends the connection of both.
    handle = plain.dup()

    def end() -> None:
        with suppress(OSError):
            handle.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        handle.close()


def _next(answer: http.client.HTTPResponse, target: Target) -> str:
    location = answer.getheader("Location") or ""
    if not location:
        raise Refusal("answer-not-understood")
    return urljoin(target.url, location)


def _taken(
    answer: http.client.HTTPResponse,
    target: Target,
    limits: Limits,
    ends_at: float,
    into: IO[bytes] | None,
) -> Fetched:
    if answer.status == _NOT_MODIFIED:
        return _fetched(answer, target, 0, b"", is_unchanged=True)
    if answer.status != _OK:
        raise Refusal("answer-is-an-error", status=answer.status)
    if (answer.length or 0) > limits.size:
        raise Refusal("answer-too-large", most_megabytes=limits.size // 1_000_000)
    content = io.BytesIO()
    size = 0
    for part in _unpacked(_parts(answer, limits), answer.getheader("Content-Encoding") or "", limits):
        size += len(part)
        (into or content).write(part)
    _left(ends_at)  # what was cut off looks like an answer that ended
    if answer.length:
        raise Refusal("answer-cut-off")
    return _fetched(answer, target, size, content.getvalue(), is_unchanged=False)


def _parts(answer: http.client.HTTPResponse, limits: Limits) -> Iterator[bytes]:
    size = 0
    while part := answer.read1(_PART):
        size += len(part)
        if size > limits.size:
            raise Refusal("answer-too-large", most_megabytes=limits.size // 1_000_000)
        yield part


def _unpacked(parts: Iterator[bytes], encoding: str, limits: Limits) -> Iterator[bytes]:
    """The parts as they were before the server packed them, each no larger than a few parts."""
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        yield from parts
        return
    if name not in {"gzip", "x-gzip", "deflate"}:
        raise Refusal("answer-not-understood")
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)
    size = 0
    try:
        for packed in parts:
            waiting = packed
            while waiting and not unpacking.eof:
                part = unpacking.decompress(waiting, _PART * 16)
                waiting = unpacking.unconsumed_tail
                size += len(part)
                if size > limits.unpacked_size:
                    raise Refusal("answer-too-large", most_megabytes=limits.unpacked_size // 1_000_000)
                yield part
    except zlib.error as error:
        raise Refusal("answer-not-understood") from error
    if size and not unpacking.eof:
        raise Refusal("answer-cut-off")


def _fetched(
    answer: http.client.HTTPResponse, target: Target, size: int, content: bytes, *, is_unchanged: bool
) -> Fetched:
    return Fetched(
        url=target.url,
        is_unchanged=is_unchanged,
        content_type=(answer.getheader("Content-Type") or "")[:200],
        etag=(answer.getheader("ETag") or "")[:200],
        last_modified=(answer.getheader("Last-Modified") or "")[:60],
        size=size,
        content=content,
    )
