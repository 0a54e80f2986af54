"""What was asked: in the address, or in a form that is sent from it."""

from dataclasses import replace
from datetime import UTC

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from schakel.documents import public as documents
from schakel.matching.addresses import AnswerAddress, read_address


def asked_in(request: HttpRequest, written: QueryDict) -> AnswerAddress | None:
    """What is asked; None where it was made of a document that is not there, or not for whoever asks."""
    address = read_address(written)
    if not address.document:
        return address
    holder = documents.known_holder(request)
    now = timezone.now().astimezone(UTC)
    lent = documents.lent_document(address.document, holder=holder, now=now) if holder else None
    return replace(address, question=lent.question) if lent is not None and lent.is_settled else None
