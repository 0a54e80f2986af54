"""The door itself."""

from typing import IO

from django.conf import settings

from schakel import __version__
from schakel.outbound.fetching import Door, Fetched, Limits

__all__ = ["Fetched", "Limits", "fetch"]


def fetch(
    url: str,
    *,
    etag: str = "",
    last_modified: str = "",
    limits: Limits | None = None,
    into: IO[bytes] | None = None,
) -> Fetched:
    """What is at this address, asked in the name of this hub. See `Door.fetch`."""
    environment = settings.ENVIRONMENT
    door = Door(
        user_agent=f"Schakel/{__version__} (+{environment.base_url}/about/)",
        allowed=frozenset(name.lower() for name in environment.outbound_hosts),
    )
    return door.fetch(url, etag=etag, last_modified=last_modified, limits=limits, into=into)
