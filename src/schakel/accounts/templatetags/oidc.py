from typing import Any

from django import template

from schakel.accounts.web.oidc import providers_of

register = template.Library()


@register.simple_tag(takes_context=True)
def oidc_providers(context: dict[str, Any], process: str) -> list[dict[str, str]]:
    """Where else one can sign in: a name and an address for each. ``process``: login, or connect to one's account."""
    request = context["request"]
    after = request.GET.get("next", "") if process == "login" else ""
    return providers_of(request, process=process, after=after)
