"""Links in mails by which somebody answers without signing in. Who has the database alone cannot make one."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from schakel.introductions.models import Introduction, MailLink
from schakel.introductions.rules import (
    FOLLOWS_FOR,
    OUTCOME_LINK_FOR,
    Purpose,
    link_stands,
    token_hash,
)

_SALT = "schakel.introductions.links"
LONGEST_TOKEN = 64


def make_link(introduction: Introduction, purpose: Purpose, addressee: str, now: datetime) -> MailLink:
    """A link for this addressee (a reference or a bare address), of which only the hash is stored."""
    made, _ = MailLink.objects.get_or_create(
        token_hash=token_hash(_token(introduction.pk, purpose.value, addressee, now)),
        defaults={
            "introduction": introduction,
            "purpose": purpose.value,
            "addressee": addressee,
            "version": introduction.version,
            "made_at": now,
            "expires_at": _expires_at(introduction, purpose, now),
        },
    )
    return made


def _expires_at(introduction: Introduction, purpose: Purpose, now: datetime) -> datetime:
    lasts = {Purpose.OUTCOME: OUTCOME_LINK_FOR, Purpose.FOLLOW: FOLLOWS_FOR}.get(purpose, timedelta())
    return introduction.lapses_at if purpose is Purpose.ANSWER else now + lasts


def path_of(link: MailLink) -> str:
    """The page that the link opens. Its token is made again here, so that no mail that waits has it in the database."""
    token = _token(link.introduction_id, link.purpose, link.addressee, link.made_at)
    return reverse("introduction_link", args=[token])


def link_with(token: str, *, now: datetime) -> MailLink | None:
    """The link of this token as long as it stands; None for any other, whatever is wrong with it."""
    if len(token) > LONGEST_TOKEN:
        return None
    link = (
        MailLink.objects.filter(token_hash=token_hash(token))
        .select_related("introduction__requester", "introduction__receiver", "introduction__item")
        .first()
    )
    return link if link is not None and stands(link, link.introduction, now=now) else None


def stands(link: MailLink, introduction: Introduction, *, now: datetime) -> bool:
    """Whether it still opens something, and is for who is asked now."""
    if ":" not in link.addressee and link.addressee != introduction.outside_address:
        return False
    return link_stands(
        purpose=Purpose(link.purpose),
        version=link.version,
        current_version=introduction.version,
        made_at=link.made_at,
        expires_at=link.expires_at,
        used_at=link.used_at,
        now=now,
    )


def _token(introduction: int, purpose: str, addressee: str, made_at: datetime) -> str:
    key = hashlib.sha256(f"{_SALT}:{settings.SECRET_KEY}".encode()).digest()
    said = f"{introduction}\n{purpose}\n{addressee}\n{made_at.timestamp():.6f}"
    return base64.urlsafe_b64encode(hmac.new(key, said.encode(), "sha256").digest()).decode().rstrip("=")
