"""Whose the stored files are: whatever keeps files beside attachments says here which, so that none is swept away."""

from collections.abc import Callable

from schakel.documents.models import Attachment

Digests = Callable[[], frozenset[str]]
"""The hashes of all files that a holder needs now."""
_HOLDERS: dict[str, Digests] = {}


def hold_files(name: str, digests: Digests) -> None:
    """From now on the files with these hashes belong to somebody. Raises ValueError for a name in use."""
    if name in _HOLDERS:
        raise ValueError(f"somebody called {name} holds files already")
    _HOLDERS[name] = digests


def held_digests() -> frozenset[str]:
    """The hashes of all files that belong to something."""
    attached = Attachment.objects.order_by().values_list("sha256", flat=True)
    return frozenset(attached).union(*(digests() for digests in _HOLDERS.values()))
