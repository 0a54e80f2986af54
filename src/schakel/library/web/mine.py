"""One's own page: organisations, drafts, name and language."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from schakel.accounts.public import LONGEST_NAME, Person, introduce_oneself
from schakel.kernel.refusal import Refusal
from schakel.library import access, queries
from schakel.library.labels import kind_name, state_name
from schakel.library.web.items import TONES
from schakel.library.web.people import for_people
from schakel.library.web.visiting import screen_language, today
from schakel.organisations import public as organisations

MOST = 50


class OneselfForm(forms.Form):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.fields["name"] = forms.CharField(
            label=gettext("Your name"),
            max_length=LONGEST_NAME,
            help_text=gettext("Others see it beside what you change."),
            error_messages={"required": gettext("Write your name.")},
            widget=forms.TextInput({"autocomplete": "name"}),
        )
        self.fields["language"] = forms.ChoiceField(
            label=gettext("Language of the screens and of our mail"),
            choices=[("nl", "Nederlands"), ("en", "English")],
            error_messages={"required": gettext("Choose a language.")},
        )


@require_http_methods(["GET", "POST"])
@for_people
def my_page(request: HttpRequest, person: Person) -> HttpResponse:
    """What somebody needs often, in one place."""
    form = OneselfForm(
        request.POST if request.method == "POST" else None,
        initial={"name": person.name, "language": person.language},
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid():
        try:
            introduce_oneself(
                person=person, name=form.cleaned_data["name"], language=form.cleaned_data["language"]
            )
        except Refusal:
            form.add_error("name", gettext("Write your name."))
        else:
            return _in_language(request, person.language)
    language = screen_language()
    drafts = queries.values_of(queries.drafts_of(person)[:MOST], today=today())
    context = {
        "form": form,
        "me": person,
        "organisations": organisations.member_organisations(person),
        "drafts": [
            {
                "title": draft.title(language),
                "slug": draft.slug,
                "kind": draft.kind.value,
                "kind_name": kind_name(draft.kind),
                "owner": draft.owner.name,
                "changed_at": draft.changed_at,
                "state": state_name(draft.state),
                "tone": TONES[draft.state],
            }
            for draft in drafts
        ],
        "may_add": access.allows(person, "item.create"),
        "may_staff": access.allows(person, "staff.work"),
    }
    return render(request, "library/me.html", context)


def _in_language(request: HttpRequest, language: str) -> HttpResponse:
    """The page again, in the language that was chosen; the browser remembers it for the next visit."""
    with translation.override(language):
        messages.success(request, gettext("This is stored."))
    response = redirect("my_page")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response
