"""Whether this hub is a demonstration, in which everybody may step into a role."""

from django.conf import settings


def demonstration_is_open() -> bool:
    """Only in demonstration mode, and never at an https address: that is where a hub is in real use.

    Somebody who forgets to switch demonstration mode off must not give every visitor the administrator's role.
    """
    return settings.ENVIRONMENT.demo and not settings.ENVIRONMENT.base_url.lower().startswith("https:")
