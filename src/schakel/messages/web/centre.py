"""One's own notices: what somebody was told, and what they want mail about."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from schakel.messages.kinds import kinds_to_choose
from schakel.messages.models import Notice
from schakel.messages.public import choose_mails, notices_of, read_notices, unread_count
from schakel.messages.queries import frequencies_of
from schakel.messages.rules import Frequency
from schakel.messages.wording import frequency_name

LINES = 25
LARGEST_KEY = 2**63 - 1

View = Callable[[HttpRequest], HttpResponse]


def for_addressees(view: Callable[[HttpRequest, str], HttpResponse]) -> View:
    """Gives the view the reference of who is signed in; a visitor is asked to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        reference = getattr(request.user, "reference", "")
        if not request.user.is_authenticated or not reference:
            return redirect_to_login(
                request.get_full_path() if request.method == "GET" else reverse("notices")
            )
        return view(request, reference)

    return guarded


@require_GET
@for_addressees
def notices(request: HttpRequest, addressee: str) -> HttpResponse:
    """What somebody was told, the newest first: all of it, or of one kind."""
    found = notices_of(addressee)
    labels = {notice.kind: notice.kind_label for notice in found}
    kind = request.GET.get("kind", "")
    if kind not in labels:
        kind = ""
    shown = [notice for notice in found if not kind or notice.kind == kind]
    page = Paginator(shown, LINES).get_page(request.GET.get("page"))
    tabs = [{"label": gettext("All"), "url": "?", "current": not kind, "count": len(found)}]
    for name, label in sorted(labels.items(), key=lambda entry: entry[1]):
        count = sum(notice.kind == name for notice in found)
        url = f"?{urlencode({'kind': name})}"
        tabs.append({"label": label, "url": url, "current": kind == name, "count": count})
    context = {
        "page": page,
        "notices": page.object_list,
        "unread": unread_count(addressee),
        "tabs": tabs if len(labels) > 1 else [],
        "kind": kind,
    }
    return render(request, "messages/notices.html", context)


@require_POST
@for_addressees
def read(request: HttpRequest, addressee: str) -> HttpResponse:
    """Mark one as read, or with no number all; 404 for one that is not theirs."""
    number = request.POST.get("notice", "")
    if not number:
        count = read_notices(addressee=addressee, now=_now())
        messages.success(
            request,
            ngettext("%(count)s notice is marked as read.", "%(count)s notices are marked as read.", count)
            % {"count": count},
        )
        return redirect("notices")
    is_theirs = (
        number.isascii()
        and number.isdigit()
        and int(number) <= LARGEST_KEY
        and Notice.objects.visible_to(addressee).filter(pk=int(number)).exists()
    )
    if not is_theirs:
        raise Http404
    read_notices(addressee=addressee, numbers=[int(number)], now=_now())
    return redirect(f"{reverse('notices')}?{_kept_place(request.POST)}")


def _kept_place(sent: QueryDict) -> str:
    """The part of the list that somebody was looking at."""
    return urlencode({name: sent[name] for name in ("kind", "page") if sent.get(name)})


class ChoiceForm(forms.Form):
    """One field for each kind; its name is that of the kind."""

    def __init__(self, addressee: str, sent: QueryDict | None = None) -> None:
        super().__init__(sent, use_required_attribute=False)
        chosen = frequencies_of(addressee)
        for kind in filter(lambda kind: kind.concerns(addressee), kinds_to_choose()):
            self.fields[kind.name] = forms.ChoiceField(
                label=str(kind.label),
                choices=[(one.value, frequency_name(one)) for one in Frequency],
                initial=chosen[kind.name].value,
                error_messages=dict.fromkeys(
                    ("required", "invalid_choice"), gettext("Choose one of the possibilities.")
                ),
            )


@require_http_methods(["GET", "POST"])
@for_addressees
def choose(request: HttpRequest, addressee: str) -> HttpResponse:
    """When somebody wants mail about each kind; the notices themselves always stand in the list."""
    form = ChoiceForm(addressee, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        choose_mails(addressee=addressee, frequencies=form.cleaned_data)
        messages.success(request, gettext("This is stored."))
        return redirect("notice_settings")
    return render(request, "messages/settings.html", {"form": form})


def _now() -> datetime:
    return timezone.now().astimezone(UTC)
