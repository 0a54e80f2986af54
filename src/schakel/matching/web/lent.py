"""Asking with a document or a mail: give it, see what we made of it, and ask."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from schakel.documents import public as documents
from schakel.documents.public import Lent, LentDocument
from schakel.kernel.languages import DUTCH
from schakel.kernel.refusal import Refusal
from schakel.matching.public import LONGEST_QUESTION, Choices, chosen_before, propose
from schakel.search.analysis.words import words_of

LONGEST_ADDRESS = 3000
"""Characters of a question in an address, as written there; what stands between people and us may take no more."""
LONGEST_PASTED = 400_000
_BUSY = "documents-busy"
_TRY_AGAIN_AFTER = "10"


@require_http_methods(["GET", "POST"])
@documents.bounded
def ask_with_document(request: HttpRequest) -> HttpResponse:
    """Choose a document, or paste a text; it is read at once, and led on to what we made of it."""
    refusal: Refusal | None = None
    pasted = ""
    if request.method == "POST":
        pasted = request.POST.get("text", "")[:LONGEST_PASTED]
        try:
            lent = _lent(request, pasted)
        except Refusal as reason:
            refusal = reason
        else:
            choices = propose(lent.document, screen_language=get_language() or DUTCH)
            documents.settle_question(
                document=lent.document,
                question=choices.question(),
                choices=choices.stored(),
                is_settled=False,
            )
            return redirect("check_document", key=lent.key)
    is_busy = refusal is not None and refusal.code == _BUSY
    response = render(
        request,
        "matching/ask_with_document.html",
        {"error": documents.refusal_text(refusal) if refusal else "", "text": pasted},
        status=503 if is_busy else 400 if refusal else 200,
    )
    if is_busy:
        response.headers["Retry-After"] = _TRY_AGAIN_AFTER
    return response


def _lent(request: HttpRequest, pasted: str) -> Lent:
    """What was given: the file where there is one, else the text."""
    if "document" in request.FILES or documents.upload_refusal(request) or not pasted.strip():
        name, content = documents.sent_file(request, "document")
        return documents.lend_file(
            content=content, name=name, holder=documents.holder_of(request), now=_now()
        )
    return documents.lend_text(text=pasted, holder=documents.holder_of(request), now=_now())


@require_http_methods(["GET", "POST"])
def check_document(request: HttpRequest, key: str) -> HttpResponse:
    """What we made of a document: the question, what is about persons, and every sentence it was chosen from."""
    holder = documents.known_holder(request)
    document = documents.lent_document(key, holder=holder, now=_now()) if holder else None
    if document is None:
        raise Http404
    if request.method == "GET":
        return _show(request, document, chosen_before(document), document.question)
    act = request.POST.get("act", "ask")
    if act == "forget":
        documents.forget_document(document=document)
        messages.success(request, gettext("Your document is gone."))
        return redirect("ask_with_document")
    choices = _choices_in(request, chosen_before(document))
    typed = request.POST.get("q", "").replace("\r\n", "\n").replace("\x00", "").strip()
    is_typed = typed != document.question.strip()
    question = typed if is_typed and act == "ask" else choices.question()
    error = _what_is_wrong(question)
    if act == "ask" and error:
        return _show(request, document, choices, question, error=error)
    documents.settle_question(
        document=document, question=question, choices=choices.stored(), is_settled=act == "ask"
    )
    return redirect(_answer_to(question, key)) if act == "ask" else redirect("check_document", key=key)


def _choices_in(request: HttpRequest, before: Choices) -> Choices:
    return replace(
        before,
        chosen=frozenset(_places(request, "sentence", len(before.sentences))),
        kept=frozenset(_places(request, "keep", len(before.personal))),
    )


def _places(request: HttpRequest, name: str, number: int) -> list[int]:
    """The places that were ticked, of so many; what is none of them is passed over."""
    known = {str(place): place for place in range(number)}
    return [known[value] for value in request.POST.getlist(name) if value in known]


def _what_is_wrong(question: str) -> str:
    if not words_of(question):
        return gettext("Choose at least one sentence, or write your question.")
    if len(question) > LONGEST_QUESTION:
        return gettext("Your question is too long. Use at most %(longest)s characters.") % {
            "longest": LONGEST_QUESTION
        }
    return ""


def _answer_to(question: str, key: str) -> str:
    """The address of the answer: with the question in it, or with the document where that would be too long."""
    with_question = urlencode({"q": question})
    query = with_question if len(with_question) <= LONGEST_ADDRESS else urlencode({"document": key})
    return f"{reverse('answer')}?{query}"


def _show(
    request: HttpRequest, document: LentDocument, choices: Choices, question: str, *, error: str = ""
) -> HttpResponse:
    context = {
        "document": document,
        "question": question,
        "longest": LONGEST_QUESTION,
        "error": error,
        "personal": [
            {
                "place": place,
                "kind": documents.personal_name(kind),
                "words": words,
                "is_kept": place in choices.kept,
            }
            for place, (kind, words) in enumerate(choices.personal)
        ],
        "sentences": [
            {"place": place, "text": text, "is_chosen": place in choices.chosen}
            for place, text in enumerate(choices.sentences)
        ],
        "chosen": len(choices.chosen),
        "minutes": int(documents.KEPT_FOR.total_seconds() // 60),
    }
    return render(request, "matching/check_document.html", context, status=400 if error else 200)


def _now() -> datetime:
    return timezone.now().astimezone(UTC)
