from django import template
from django.urls import reverse

from schakel.accounts.demonstration import demonstration_is_open

register = template.Library()


@register.simple_tag
def demonstration_url() -> str:
    """Where one steps into a role; empty outside the demonstration."""
    return reverse("stepping_in") if demonstration_is_open() else ""
