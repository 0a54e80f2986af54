"""Handing a mail over to the mail server, in two steps with a moment between them.

Until the moment nothing can have arrived: the server is greeted, and told from whom and to whom. After it the text is
sent, and only the answer of the server tells what became of it. SMTP has no way to ask again (RFC 5321, 4.2.5 and
6.1: the responsibility goes over with that answer).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.utils import parseaddr

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend

_PERMANENT = 500
_FINE = range(200, 300)


class NotNowError(Exception):
    """It surely did not arrive, and may be tried again; the reason in words."""


class NeverError(Exception):
    """It surely did not arrive, and trying again is of no use; what the server said."""


class UncertainError(Exception):
    """Nobody knows whether it arrived."""


@contextmanager
def handing_over(message: EmailMultiAlternatives, text: bytes) -> Iterator[Callable[[], None]]:
    """Everything before the moment; gives what has to be called after it. Raises the errors above.

    ``text``: the mail with its head, as it goes over the line.

    What is called raises UncertainError when the connection ends between the text and the answer.
    """
    connection = get_connection()
    if not isinstance(connection, EmailBackend):  # the console, or the memory of a test
        yield lambda: _shown(connection.send_messages([message]))
        return
    try:
        _open(connection)
        _address(connection, message)
        yield lambda: _hand_over(connection, text)
    finally:
        with suppress(OSError):
            connection.close()


def _shown(_number: int | None) -> None:
    """What is written somewhere is there."""


def _open(connection: EmailBackend) -> None:
    """Whatever goes wrong here lies with the server or with the settings of this hub, not with the mail."""
    try:
        connection.open()
        assert connection.connection is not None
        connection.connection.ehlo_or_helo_if_needed()
    except OSError as error:
        raise NotNowError(_said(error)) from error


def _address(connection: EmailBackend, message: EmailMultiAlternatives) -> None:
    server = connection.connection
    assert server is not None
    try:
        _expect(*server.mail(parseaddr(message.from_email)[1]))
        for address in message.to:
            _expect(*server.rcpt(address))
    except OSError as error:  # those of smtplib among them
        raise NotNowError(_said(error)) from error


def _hand_over(connection: EmailBackend, text: bytes) -> None:
    server = connection.connection
    assert server is not None
    try:
        answer = server.data(text)
    except OSError as error:
        if code := getattr(error, "smtp_code", None):  # the server would not even have the text
            _expect(code, getattr(error, "smtp_error", b""))
        raise UncertainError(_said(error)) from error
    _expect(*answer)


def _expect(code: int, said: bytes | str) -> None:
    if code in _FINE:
        return
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    raise (NeverError if code >= _PERMANENT else NotNowError)(f"{code} {words}")


def _said(error: OSError) -> str:
    if code := getattr(error, "smtp_code", None):
        words = getattr(error, "smtp_error", b"")
        return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
    return str(error) or type(error).__name__
