"""The door itself."""

from typing import IO

from django.conf import settings

from schakel import __version__
from schakel.outbound.fetching import Door, Exchanged, Fetched, Limits

__all__ = ["Exchanged", "Fetched", "Limits", "exchange", "fetch"]


def fetch(
    url: str,
    *,
    etag: str = "",
    last_modified: str = "",
    limits: Limits | None = None,
    into: IO[bytes] | None = None,
) -> Fetched:
    """What is at this address, asked in the name of this hub. See `Door.fetch`."""
    return _door().fetch(url, etag=etag, last_modified=last_modified, limits=limits, into=into)


def exchange(
    method: str,
    url: str,
    *,
    headers: dict[str, str],
    body: bytes = b"",
    also_allowed: str = "",
    limits: Limits | None = None,
) -> Exchanged:
    """What a machine says that an administrator named: ``also_allowed`` is its host. See `Door.exchange`."""
    return _door(also_allowed).exchange(method, url, headers=headers, body=body, limits=limits)


def _door(also_allowed: str = "") -> Door:
    environment = settings.ENVIRONMENT
    named = {name.lower() for name in (*environment.outbound_hosts, also_allowed) if name}
    return Door(
        user_agent=f"Schakel/{__version__} (+{environment.base_url}/about/)", allowed=frozenset(named)
    )
