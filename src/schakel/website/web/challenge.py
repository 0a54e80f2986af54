"""The page of one challenge: where it stands, what there is to do, and what resembles it."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schakel.accounts.public import Person, names_by_reference
from schakel.challenges import public as challenges
from schakel.challenges.public import Challenge, State
from schakel.consultations import public as consultations
from schakel.interests import public as interests
from schakel.introductions import public as introductions
from schakel.kernel.languages import LANGUAGES
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import ItemValue, Kind
from schakel.matching import public as matching
from schakel.matching.public import Match
from schakel.organisations import public as organisations
from schakel.procurement import public as procurement
from schakel.website.web.visiting import now, screen_language, today, visitor

SUGGESTED = 4
SAME_QUESTION = 4
"""Dots from which another body seems to ask much the same."""
LOOKED_THROUGH = 12
LONGEST_ASKED = 500
"""Characters of a challenge that stand in an address as a question."""
_HELP = frozenset(Kind) - {Kind.CHALLENGE}


@require_safe
def challenge(request: HttpRequest, slug: str) -> HttpResponse:
    """A challenge for its owner, for the staff, or for anybody else who may see it; 404 where there is none to see."""
    person, language = visitor(request), screen_language()
    found = challenges.challenge_for(person, slug)
    if found is None:
        raise Http404
    value = library.value_of(found.item, today=today())
    title = value.title(language)
    is_ours = challenges.allows(person, "challenge.move", found, today=today())
    others = [
        match
        for match in _similar(value, person, frozenset({Kind.CHALLENGE}), LOOKED_THROUGH)
        if match.item.owner.pk != value.owner.pk
    ]
    helpful = _similar(value, person, _HELP, SUGGESTED)
    context: dict[str, Any] = {
        "challenge": found,
        "item": value,
        "title": title,
        "crumbs": [
            {
                "label": library.kind_name_plural(value.kind),
                "url": reverse("browse_kind", args=["challenge"]),
            },
            {"label": title},
        ],
        "state": challenges.state_name(State(found.state)),
        "tone": challenges.TONES[State(found.state)],
        "summary": value.text("summary", language),
        "words": value.text("question", language),
        "followers": challenges.number_of_followers(found),
        "follows": challenges.follows(person, found),
        "is_signed_in": person is not None,
        "stands_aside": challenges.stands_aside(person, found, today=today()),
        "seen_bundle": challenges.bundle_of(person, found),
        "others": _cards(others[:SUGGESTED]),
        "help": _cards(helpful),
        "before": _before(found, value, language),
    }
    consultation = consultations.consultation_for(person, slug)
    if consultation is not None:
        stands = consultations.state_of(consultation, today=today())
        context |= {
            "consultation": consultation,
            "consultation_state": consultations.state_name(stands),
            "consultation_tone": consultations.TONES[stands],
        }
    elif consultations.may_help(person, found, today=today()):
        context["may_consult"] = True
    if is_ours:
        context |= _for_owner(found, person)
        context["looks_for_help"] = bool(helpful) and State(found.state) is State.OPEN
        fitting = _similar(value, person, frozenset({Kind.SOLUTION}), SUGGESTED)
        fitting += _similar(value, person, frozenset({Kind.FACILITY}), SUGGESTED)
        chosen = [("challenge", slug), *(("propose", match.item.slug) for match in fitting)]
        context["pilot_url"] = f"{reverse('new_pilot')}?{urlencode(chosen)}"
        # Who asks to meet the owner of what may help, asks about this challenge: nothing is typed twice.
        own = {body.pk for body in organisations.member_organisations(person)} if person else set()
        for card, match in zip(context["help"], helpful, strict=True):
            if match.item.owner.pk in own:
                continue  # nobody is introduced to themselves
            card["ask_url"] = f"{reverse('introduction_ask', args=[match.item.slug])}?challenge={slug}"
    elif introductions.can_ask(person, found.item):
        context["ask_url"] = reverse("introduction_ask", args=[slug])
    if challenges.allows(person, "challenge.triage", found, today=today()):
        context |= _for_staff(found, person, others)
    return render(request, "challenges/challenge.html", context)


def _for_owner(found: Challenge, person: Person | None) -> dict[str, object]:
    """What its owner and the staff see beside: the next step, why it is confidential, and what happened."""
    late = challenges.lateness_of(found, now=now())
    rows = [row for row in challenges.history_of(found) if challenges.happened_text(row.name)]
    names = names_by_reference({row.actor for row in rows})
    route = procurement.chosen_route(found)
    return {
        "is_ours": True,
        "route": procurement.route_name(procurement.Route(route.route)) if route else "",
        "route_words": route.words if route else "",
        "next": challenges.next_text(State(found.state)),
        "late": challenges.late_text(late) if late else "",
        "steps": [
            {"value": step.value, "label": challenges.step_name(step)}
            for step in challenges.possible_steps(State(found.state))
            if challenges.allows(person, challenges.WAYS[step].act, found, today=today())
        ],
        "may_edit": library.allows(person, "item.edit", found.item),
        "ground": challenges.ground_text(found.woo_ground) if found.woo_ground else "",
        "review_is_due": challenges.review_is_due(found.review_on, today=today()),
        "happenings": [
            {
                "what": challenges.happened_text(row.name),
                "at": row.at,
                "by": names.get(row.actor, ""),
                "reason": "" if row.name == "challenge.assigned" else row.details.get("reason", ""),
            }
            for row in rows
        ],
    }


def _for_staff(found: Challenge, person: Person | None, others: Sequence[Match]) -> dict[str, object]:
    """What the staff sees beside: notes, who looks after it, and how many other bodies ask much the same."""
    bodies = {match.item.owner.pk: match.item.owner.name for match in others if match.dots >= SAME_QUESTION}
    advisers, recused = challenges.advisers_for(found, today=today())
    return {
        "is_staff": True,
        "me": person,
        "advisers": advisers,
        "recused": [
            {"name": str(one.adviser), "relation": interests.relation_name(one.relation)} for one in recused
        ],
        "notes": challenges.notes_on(found),
        "asked_by_others": sorted(bodies.values()),
    }


def _similar(value: ItemValue, person: Person | None, kinds: frozenset[Kind], most: int) -> list[Match]:
    language = screen_language()
    return list(
        matching.similar(value, person=person, now=now(), screen_language=language, most=most, kinds=kinds)
    )


def _cards(found: Iterable[Match]) -> list[dict[str, object]]:
    language = screen_language()
    return [
        library.small_card_of(match.item, language=language, today=today(), chance=match.chance)
        for match in found
    ]


def _before(found: Challenge, value: ItemValue, language: str) -> dict[str, object] | None:
    """The way to what can be had before the day by which they want something; None where there is none to come.

    What stands in an address is read by others than who may see the challenge: only of what everybody may see.
    """
    last = challenges.wanted_by(found)
    if last is None or last < today() or value.visibility is not library.Visibility.PUBLIC:
        return None
    words = " ".join(text.text for name in ("title", "question") if (text := value.text(name, language)))
    address = matching.AnswerAddress(
        words[:LONGEST_ASKED], wish=matching.Wish(last=last), asker=value.owner.slug
    )
    return {"day": last, "url": address.url}


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the owners of challenges that are much the same to take them up together, with the evidence side by side."""
    person, language = visitor(request), screen_language()
    if person is None:
        return redirect_to_login(request.path)
    found = challenges.challenge_for(person, slug)
    if found is None or not challenges.allows(person, "challenge.triage", found, today=today()):
        raise Http404
    value = library.value_of(found.item, today=today())
    others = [
        match
        for match in _similar(value, person, frozenset({Kind.CHALLENGE}), LOOKED_THROUGH)
        if match.item.owner.pk != value.owner.pk
    ]
    chosen = (request.POST if request.method == "POST" else request.GET).getlist("challenge")
    title, text = request.POST.get("title", ""), request.POST.get("text", "")
    error = ""
    if request.method == "POST":
        # Of those that are shown here only: who is asked for another is asked by nobody.
        slugs = {match.item.slug for match in others} & set(chosen)
        together = challenges.challenges_visible_to(person).filter(item__slug__in=slugs)
        try:
            bundle = challenges.propose_bundle(
                challenges=[found, *together], title=title, text=text, proposed_by=person, now=now()
            )
        except Refusal as refusal:
            error = challenges.refusal_text(refusal)
        else:
            messages.success(
                request, gettext("The owners are asked. They see it on the page of their challenge.")
            )
            return redirect("bundle", code=bundle.code)
    context = {
        "item": value,
        "title": value.title(language),
        "words": value.text("question", language),
        "bundle_title": title or value.title(language),
        "bundle_text": text,
        "error": error,
        "others": [_beside(match, language, chosen) for match in others],
        "crumbs": [
            {"label": value.title(language), "url": reverse("challenge", args=[slug])},
            {"label": gettext("Bundle")},
        ],
    }
    return render(request, "challenges/staff/propose.html", context, status=400 if error else 200)


def _beside(match: Match, language: str, chosen: Sequence[str]) -> dict[str, object]:
    """Another challenge with its words, and what it has in common with the first."""
    return {
        "slug": match.item.slug,
        "url": reverse("challenge", args=[match.item.slug]),
        "title": match.item.title(language),
        "owner": match.item.owner.name,
        "words": match.item.text("question", language),
        "dots": match.dots,
        "common": ", ".join(
            dict.fromkeys(word for reason in match.explanation.reasons for word in reason.their_words)
        ),
        "is_chosen": match.item.slug in chosen,
    }


@require_POST
def suggestions(request: HttpRequest) -> HttpResponse:
    """What resembles the challenge that somebody is writing, as it stands in their form; nothing of it is kept."""
    person, language = visitor(request), screen_language()
    if person is None:
        return redirect_to_login(reverse("my_challenges"))
    if not library.allows(person, "item.create"):
        raise Http404
    text = _written(request.POST, language)
    own = {organisation.pk for organisation in organisations.member_organisations(person)}
    context: dict[str, object] = {"why": ""}
    try:
        found = _asked(text, person, frozenset({Kind.CHALLENGE}), LOOKED_THROUGH)
        # What an answer folds together because it is the same, others ask too: here that is the news.
        every = [item for match in found for item in (match.item, *match.doubles)]
        others = [item for item in every if item.owner.pk not in own]
        context |= {
            "others": [
                library.small_card_of(item, language=language, today=today()) for item in others[:SUGGESTED]
            ],
            "help": _cards(_asked(text, person, _HELP, SUGGESTED)),
        }
    except Refusal as refusal:
        context["why"] = matching.refusal_text(refusal)
    return render(request, "challenges/suggestions.html", context)


_ASKED_WITH = ("title", "question", "context")


def _written(form: QueryDict, language: str) -> str:
    """What the form says in the language of the screen, else in the other."""
    said = [
        "\n".join(text for name in _ASKED_WITH if (text := form.get(f"{code}-{name}", "").strip()))
        for code in (language, *LANGUAGES)
    ]
    return next((text for text in said if text), "")[: matching.LONGEST_QUESTION]


def _asked(text: str, person: Person, kinds: frozenset[Kind], most: int) -> tuple[Match, ...]:
    form = matching.QuestionForm(
        text=text,
        screen_language=screen_language(),
        conditions={"kind": frozenset(kind.value for kind in kinds)},
        most=most,
        each_kind=False,
    )
    return matching.ask(form, person=person, now=now()).matches
