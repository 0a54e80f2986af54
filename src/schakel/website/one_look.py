"""A request that only reads asks the same of the database once."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from schakel.kernel.looking import ask_anew, one_look

_READING = ("GET", "HEAD")


class OneLook:
    """Keeps the answers of what is `asked_once` for as long as a request lasts that only reads.

    One that does something decides by what the database says at that moment. And where looking stores something after
    all (what was asked, a session) whatever is asked after that is asked anew.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in _READING:
            return self.get_response(request)
        with one_look(), connection.execute_wrapper(_forget_what_is_changed):
            return self.get_response(request)


def _forget_what_is_changed(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    try:
        return execute(sql, params, many, context)
    finally:
        if not str(sql).lstrip(" (\n").startswith("SELECT"):
            ask_anew()
