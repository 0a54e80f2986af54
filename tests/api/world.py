"""A hub to call: a few items, and tokens for the cast."""

from collections.abc import Iterable
from typing import Any

from django.test import Client
from django.utils import timezone

from schakel.accounts.public import Person, make_access_token

ROOT = "/api/v1"


def token_of(person: Person, *scopes: str) -> str:
    """A new token of somebody, as it is written."""
    _, written = make_access_token(
        person=person, name="test", scopes=scopes or ("read",), days=30, now=timezone.now()
    )
    return written


def call(address: str, *, token: str = "", method: str = "get", **more: Any) -> Any:
    """What a program gets: no cookies, and a token where there is one."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    headers |= more.pop("headers", {})
    return getattr(Client(), method)(f"{ROOT}{address}", headers=headers, **more)


def ids(response: Any) -> Iterable[str]:
    return [item["id"] for item in response.json()["items"]]
