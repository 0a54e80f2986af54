"""What others do: ask something, register their organisation, withdraw."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.consultations import actions, queries
from schakel.consultations.messages import refusal_text
from schakel.consultations.models import Consultation
from schakel.consultations.rules import ASK
from schakel.consultations.web.asking import asked_for, now, today
from schakel.consultations.web.looking import page_of
from schakel.documents import public as documents
from schakel.documents.public import bounded, sent_file
from schakel.kernel.refusal import Refusal


@require_POST
@for_who_may(ASK)
def ask(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Ask something; everybody reads the question with its answer."""
    found = asked_for(person, slug)
    words = request.POST.get("question", "")
    try:
        actions.ask_inquiry(consultation=found, text=words, asked_by=person, today=today(), now=now())
    except Refusal as refusal:
        context = page_of(person, found, errors={"ask": refusal_text(refusal)}, written={"question": words})
        return render(request, "consultations/consultation.html", context, status=400)
    messages.success(
        request, gettext("Your question is asked. Everybody gets the answer; nobody reads who asked.")
    )
    return redirect("consultation", slug=slug)


@require_POST
@bounded
@for_who_may(ASK)
def take_part(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Register one of one's organisations, write anew, or withdraw."""
    found = asked_for(person, slug)
    asked, words = request.POST.get("organisation", ""), request.POST.get("words", "")
    own = queries.organisations_to_join_with(person, found)
    organisation = next((one for one in own if one.slug == asked), None)
    if organisation is None:
        raise Http404
    try:
        if request.POST.get("act") == "leave":
            _leave(person, found, organisation.pk)
            messages.success(request, gettext("Your organisation withdrew. What it handed in is gone."))
        else:
            kept = []
            if "document" in request.FILES or documents.upload_refusal(request):
                name, content = sent_file(request, "document")
                kept = [documents.keep_file(content, name)]
            actions.register_participant(
                consultation=found,
                organisation=organisation,
                words=words,
                files=kept,
                registered_by=person,
                today=today(),
                now=now(),
            )
            messages.success(
                request, gettext("Your organisation takes part. Only the owner reads what you wrote.")
            )
    except Refusal as refusal:
        context = page_of(
            person, found, errors={"take_part": refusal_text(refusal)}, written={"words": words}
        )
        return render(request, "consultations/consultation.html", context, status=400)
    return redirect("consultation", slug=slug)


def _leave(person: Person, found: Consultation, organisation: int) -> None:
    participant = next(
        (one for one in queries.own_participations(person, found) if one.organisation_id == organisation),
        None,
    )
    if participant is None:
        raise Http404
    actions.withdraw_participant(participant=participant, withdrawn_by=person, today=today(), now=now())
