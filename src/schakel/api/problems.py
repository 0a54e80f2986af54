"""What went wrong, as application/problem+json (RFC 9457): a stable type, and a sentence in the caller's language."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.api.rules import ROOT

MEDIA_TYPE = "application/problem+json"
Sentence = str | Promise


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One way in which a call can go wrong. Its code never changes; its words may."""

    code: str
    status: int
    title: Sentence
    detail: Sentence


TYPES = {
    found.code: found
    for found in (
        ProblemType(
            "invalid-input",
            400,
            _("What you sent cannot be used"),
            _("Look at the errors: each says where it is and what can be used there."),
        ),
        ProblemType(
            "token-missing",
            401,
            _("An access token is needed"),
            _("Send one along in the header Authorization: Bearer. You make it on your own page of the hub."),
        ),
        ProblemType(
            "token-unusable",
            401,
            _("This access token cannot be used"),
            _("It is unknown, has expired or was withdrawn. Make a new one on your own page of the hub."),
        ),
        ProblemType(
            "not-allowed",
            403,
            _("You may not do this"),
            _("Your access token was not made for this, or you may not do this yourself."),
        ),
        ProblemType(
            "not-found",
            404,
            _("There is nothing here"),
            _("It does not exist, or it is not for you to see. Look at the address."),
        ),
        ProblemType(
            "method-not-allowed",
            405,
            _("This cannot be done here"),
            _("The header Allow says what can be done at this address."),
        ),
        ProblemType(
            "conflict",
            409,
            _("This is not possible now"),
            _("Something stands in the way; the code says what."),
        ),
        ProblemType("too-large", 413, _("This is too large"), _("Send less, or cut it into pieces.")),
        ProblemType(
            "too-many-calls",
            429,
            _("You call too often"),
            _("The header Retry-After says after how many seconds you can go on."),
        ),
        ProblemType(
            "internal-error",
            500,
            _("Something went wrong here"),
            _("It is our mistake, and it was written down. Try again later."),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that cannot be used: where it stands ("query", "path", "form", "file"), its name, and why."""

    where: str
    name: str
    code: str
    detail: str


class Problem(Exception):  # noqa: N818 - an answer to the caller
    """A call that cannot be answered. ``code``: of the refusal behind it, where there is one."""

    def __init__(
        self,
        type_: str,
        *,
        detail: str = "",
        code: str = "",
        mistakes: Sequence[Mistake] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(type_)
        self.type = TYPES[type_]
        self.detail = detail
        self.code = code
        self.mistakes = tuple(mistakes)
        self.headers = dict(headers or {})


def problem_response(problem: Problem) -> HttpResponse:
    """The problem as the caller gets it."""
    content: dict[str, object] = {
        "type": f"{ROOT}/docs#problem-{problem.type.code}",
        "title": str(problem.type.title),
        "status": problem.type.status,
        "detail": problem.detail or str(problem.type.detail),
    }
    if problem.code:
        content["code"] = problem.code
    if problem.mistakes:
        content["errors"] = [
            {"in": mistake.where, "name": mistake.name, "code": mistake.code, "detail": mistake.detail}
            for mistake in problem.mistakes
        ]
    response = HttpResponse(
        json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"),
        status=problem.type.status,
        content_type=MEDIA_TYPE,
    )
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def mistakes_of(errors: Sequence[Mapping[str, Any]]) -> list[Mistake]:
    """What pydantic found, every error of it, in sentences of our own."""
    return [
        Mistake(
            where=str(error["loc"][0]),
            name=_name_in(error["loc"]),
            code=_CODES.get(error["type"], "unusable"),
            detail=_sentence(error["type"], error.get("ctx", {})),
        )
        for error in errors
    ]


def _name_in(place: Sequence[int | str]) -> str:
    """What callers call it: the last name in the place, which of one of several values ends with its number."""
    return next((step for step in reversed(place[1:]) if isinstance(step, str)), "")


def unknown_name(name: str) -> Mistake:
    """Somebody sent along what this operation does not know: better said than silently ignored."""
    return Mistake("query", name[:80], "unknown-name", gettext("This operation knows nothing of this name."))


_CODES = {
    "missing": "missing",
    "int_parsing": "no-number",
    "int_parsing_size": "too-large",
    "int_type": "no-number",
    "greater_than_equal": "too-small",
    "less_than_equal": "too-large",
    "string_too_short": "too-short",
    "string_too_long": "too-long",
    "too_long": "too-many",
    "enum": "not-in-list",
    "literal_error": "not-in-list",
    "value_error": "not-in-list",
}


def _sentence(type_: str, details: Mapping[str, Any]) -> str:
    match type_:
        case "missing":
            return gettext("This is missing, and needed.")
        case "int_parsing" | "int_type":
            return gettext("Give a whole number.")
        case "int_parsing_size":
            return gettext("This number is too large.")
        case "greater_than_equal":
            return gettext("Give a number of at least %(least)s.") % {"least": details.get("ge")}
        case "less_than_equal":
            return gettext("Give a number of at most %(most)s.") % {"most": details.get("le")}
        case "string_too_short":
            return gettext("Use at least %(least)s characters.") % {"least": details.get("min_length")}
        case "string_too_long":
            return gettext("Use at most %(longest)s characters.") % {"longest": details.get("max_length")}
        case "too_long":
            return gettext("Give at most %(most)s of these.") % {"most": details.get("max_length")}
        case "enum" | "literal_error":
            return gettext("Choose from: %(choices)s.") % {"choices": _plain(details.get("expected", ""))}
        case "value_error":
            return gettext("Choose from: %(choices)s.") % {"choices": str(details.get("error", ""))}
    return gettext("This is not written as it should be; see the documentation.")


def _plain(choices: str) -> str:
    """Without the English "or" and the quotes around each."""
    return choices.replace(" or ", ", ").replace("'", "")
