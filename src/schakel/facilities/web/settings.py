"""What holds for a facility: open or paused, cancelling, house rules, and what is asked of who books."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from schakel.accounts.public import Person, for_who_may
from schakel.facilities import operating
from schakel.facilities.messages import refusal_text
from schakel.facilities.operating import FacilityDraft
from schakel.facilities.rules import QuestionKind
from schakel.facilities.web.asking import crumbs_of, keys_in, now, operated, title_of
from schakel.facilities.web.differences import differences_of
from schakel.facilities.web.forms import FacilityForm, QuestionForm
from schakel.facilities.wording import question_kind_name
from schakel.kernel.refusal import Refusal

CONFLICT = 409


@require_http_methods(["GET", "POST"])
@for_who_may("booking.read")  # signed in; which they run is asked below
def facility_settings(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """What holds for everything there. What somebody else stored meanwhile is shown, never overwritten unseen."""
    facility = operated(person, slug)
    newest = facility.rules.order_by("-version").first()
    stored = {
        "is_open": facility.is_open,
        "cancel_hours": facility.cancel_hours,
        "remind_days": facility.remind_days,
        "house_rules": newest.house_rules if newest else "",
        "safety": newest.safety if newest else "",
        "seen_version": facility.version,
    }
    sent = request.method == "POST"
    form = FacilityForm(request.POST if sent else None, initial=stored)
    differences: list[dict[str, str]] = []
    if sent and form.is_valid():
        cleaned = dict(form.cleaned_data)
        seen = cleaned.pop("seen_version")
        try:
            operating.change_facility(
                facility=facility,
                seen_version=seen,
                draft=FacilityDraft(**cleaned),
                changed_by=person,
                now=now(),
            )
        except Refusal as refusal:
            if refusal.code != "changed-meanwhile":
                form.add_error(None, refusal_text(refusal))
            else:
                differences = differences_of(form, stored)
                form = FacilityForm(initial={**cleaned, "seen_version": facility.version})
        else:
            messages.success(request, gettext("This is stored."))
            return redirect("facility_desk", slug)
    context = {
        "form": form,
        "title": gettext("Rules and opening for booking"),
        "about": title_of(facility),
        "differences": differences,
        "crumbs": crumbs_of(facility, gettext("Rules and opening for booking"), of_desk=True),
    }
    status = CONFLICT if differences else 400 if form.errors else 200
    return render(request, "facilities/form_page.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_who_may("booking.read")  # as above
def facility_questions(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """What is asked of who books."""
    facility = operated(person, slug)
    sent = request.method == "POST"
    if sent and "withdraw" in request.POST:
        question = facility.questions.filter(pk__in=keys_in(request.POST["withdraw"])).first()
        if question is None:
            raise Http404
        operating.withdraw_intake_question(question=question, withdrawn_by=person, now=now())
        messages.success(request, gettext("This is no longer asked."))
        return redirect("facility_questions", slug)
    form = QuestionForm(request.POST if sent else None)
    if sent and form.is_valid():
        cleaned = form.cleaned_data
        try:
            operating.add_intake_question(
                facility=facility,
                text=cleaned["text"],
                kind=QuestionKind(cleaned["kind"]),
                choices=cleaned["choices"].splitlines(),
                is_required=cleaned["is_required"],
                added_by=person,
                now=now(),
            )
        except Refusal as refusal:
            form.add_error("choices" if refusal.code == "choices-missing" else None, refusal_text(refusal))
        else:
            messages.success(request, gettext("This is stored."))
            return redirect("facility_questions", slug)
    context = {
        "form": form,
        "title": title_of(facility),
        "questions": [
            {"about": one, "kind": question_kind_name(QuestionKind(one.kind))}
            for one in facility.questions.filter(withdrawn_at=None).order_by("pk")
        ],
        "crumbs": crumbs_of(facility, gettext("Questions to who books"), of_desk=True),
    }
    return render(request, "facilities/questions.html", context, status=400 if form.errors else 200)
