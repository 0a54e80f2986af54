"""What people are told about challenges: the words, and who may still see what they are about."""

from collections.abc import Callable, Collection, Mapping, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from schakel.accounts.public import Person, person_by_reference
from schakel.challenges import telling
from schakel.challenges.models import Alike, Bundle, Challenge, CoOwnership
from schakel.challenges.queries import alike_for, bundle_for, challenges_visible_to, own_co_ownerships
from schakel.challenges.rules import Reply, State
from schakel.challenges.wording import reply_text, state_name
from schakel.kernel.languages import DUTCH
from schakel.library import public as library
from schakel.messages.public import Frequency, Kind, Told, Wording, register_kind

Say = Callable[[Challenge, str, Mapping[str, object]], Wording]


def _challenges(about: Collection[str], addressee: str) -> Collection[str]:
    """Challenges that somebody may see."""
    person = person_by_reference(addressee)
    if person is None:
        return ()
    seen = challenges_visible_to(person).filter(pk__in=_keys(about, "challenge"))
    return {challenge.reference for challenge in seen.order_by("pk")}


def _advised(about: Collection[str], addressee: str) -> Collection[str]:
    """Those that somebody of the staff still looks after."""
    person = person_by_reference(addressee)
    if person is None or not library.allows(person, "challenge.triage"):
        return ()
    seen = Challenge.objects.filter(pk__in=_keys(about, "challenge"), adviser=person)
    return {challenge.reference for challenge in seen.order_by("pk")}


def _under_review(about: Collection[str], addressee: str) -> Collection[str]:
    """Those that are still confidential, of whose owner somebody is."""
    seen = Challenge.objects.filter(pk__in=_keys(_challenges(about, addressee), "challenge"))
    return {challenge.reference for challenge in seen.exclude(woo_ground="").order_by("pk")}


def _word(say: Say) -> Callable[[Sequence[Told], str], Sequence[Wording]]:
    def word(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
        found = Challenge.objects.select_related("item").in_bulk(
            _keys({one.about for one in told}, "challenge")
        )
        by_reference = {challenge.reference: challenge for challenge in found.values()}
        titles = _titles(found.values())
        return [say(by_reference[one.about], titles[one.about], one.payload) for one in told]

    return word


def _titles(challenges: Collection[Challenge]) -> dict[str, str]:
    language, today = get_language() or DUTCH, timezone.localdate()
    return {
        challenge.reference: library.value_of(challenge.item, today=today).title(language)
        for challenge in challenges
    }


def _page(challenge: Challenge) -> str:
    return reverse("challenge", args=[challenge.item.slug])


def _moved(challenge: Challenge, title: str, payload: Mapping[str, object]) -> Wording:
    state = state_name(State(str(payload["to"])))
    outcome = challenge.outcome if payload["to"] == State.RESOLVED else ""
    return Wording(
        gettext("%(title)s: %(state)s") % {"title": title, "state": state},
        outcome
        or gettext("A challenge that you bring, follow or look after is “%(state)s” now.") % {"state": state},
        _page(challenge),
    )


def _assigned(challenge: Challenge, title: str, _payload: Mapping[str, object]) -> Wording:
    return Wording(
        gettext("You look after a challenge: %(title)s") % {"title": title},
        gettext("A colleague gave it to you."),
        _page(challenge),
    )


def _review(challenge: Challenge, title: str, _payload: Mapping[str, object]) -> Wording:
    return Wording(
        gettext("Does this still have to be confidential? %(title)s") % {"title": title},
        gettext("The day that you chose to look at it again has come."),
        reverse("challenge_confidential", args=[challenge.item.slug]),
        gettext("Look at it again"),
    )


def _answered(challenge: Challenge, title: str, payload: Mapping[str, object]) -> Wording:
    return Wording(
        gettext("%(organisation)s about “%(title)s”: %(reply)s")
        % {
            "organisation": payload["organisation"],
            "title": title,
            "reply": reply_text(Reply(str(payload["reply"]))),
        },
        gettext("It was asked to own this challenge too."),
        _page(challenge),
    )


def _asked(about: Collection[str], addressee: str) -> Collection[str]:
    """What a body is asked, of which somebody is a member, while it has said nothing."""
    person = person_by_reference(addressee)
    if person is None:
        return ()
    keys = _keys(about, "co-ownership")
    return {one.reference for one in own_co_ownerships(person) if one.pk in keys}


def _word_asked(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
    found = CoOwnership.objects.select_related("challenge__item__owner", "organisation").in_bulk(
        _keys({one.about for one in told}, "co-ownership")
    )
    by_reference = {one.reference: one for one in found.values()}
    titles = _titles([one.challenge for one in found.values()])
    return [_ask(by_reference[one.about], titles) for one in told]


def _ask(asked: CoOwnership, titles: Mapping[str, str]) -> Wording:
    item = asked.challenge.item
    return Wording(
        gettext("%(owner)s asks you to join: %(title)s")
        % {"owner": item.owner.name, "title": titles[asked.challenge.reference]},
        gettext("They ask whether %(organisation)s wants to own this challenge together with them.")
        % {"organisation": asked.organisation.name},
        reverse("challenge_together", args=[item.slug]),
        gettext("Read it, and answer"),
    )


def _bundles(about: Collection[str], addressee: str) -> Collection[str]:
    person = person_by_reference(addressee)
    if person is None:
        return ()
    found = Bundle.objects.filter(pk__in=_keys(about, "bundle")).order_by("pk")
    return {bundle.reference for bundle in found if _may_see(person, bundle)}


def _may_see(person: Person, bundle: Bundle) -> bool:
    return bundle_for(person, bundle.code) is not None


def _word_bundles(
    say: Callable[[Bundle, Mapping[str, object]], Wording],
) -> Callable[[Sequence[Told], str], Sequence[Wording]]:
    def word(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
        found = Bundle.objects.in_bulk(_keys({one.about for one in told}, "bundle"))
        by_reference = {bundle.reference: bundle for bundle in found.values()}
        return [say(by_reference[one.about], one.payload) for one in told]

    return word


def _bundle_asked(bundle: Bundle, _payload: Mapping[str, object]) -> Wording:
    return Wording(
        gettext("Take it up together? %(title)s") % {"title": bundle.title},
        gettext(
            "Others run into much the same as you. The hub proposes to take it up together; you say yes or no."
        ),
        reverse("bundle", args=[bundle.code]),
        gettext("Read it, and answer"),
    )


def _bundle_answered(bundle: Bundle, payload: Mapping[str, object]) -> Wording:
    reply = reply_text(Reply(str(payload["reply"])))
    return Wording(
        gettext("%(organisation)s about “%(title)s”: %(reply)s")
        % {"organisation": payload["organisation"], "title": bundle.title, "reply": reply},
        gettext("It was asked to take this up together with others."),
        reverse("bundle", args=[bundle.code]),
    )


def _keys(references: Collection[str], kind: str) -> list[int]:
    return [int(reference.removeprefix(f"{kind}:")) for reference in references]


def _alike(about: Collection[str], addressee: str) -> Collection[str]:
    """Pairs that still wait for somebody of the staff to decide."""
    person = person_by_reference(addressee)
    if person is None or not library.allows(person, "challenge.triage"):
        return ()
    keys = _keys(about, "alike")
    return {one.reference for one in alike_for(person) if one.pk in keys}


def _word_alike(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
    found = Alike.objects.select_related("one__item__owner", "other__item__owner").in_bulk(
        _keys({one.about for one in told}, "alike")
    )
    by_reference = {one.reference: one for one in found.values()}
    return [_may_be_one(by_reference[one.about]) for one in told]


def _may_be_one(alike: Alike) -> Wording:
    titles = _titles([alike.one, alike.other])
    owners = {"one": alike.one.item.owner.name, "other": alike.other.item.owner.name}
    return Wording(
        gettext("%(one)s and %(other)s ask much the same") % owners,
        "\n".join(titles[challenge.reference] for challenge in (alike.one, alike.other)),
        reverse("challenge_bundle", args=[alike.one.item.slug]),
        gettext("Put them side by side"),
    )


def _works_for_the_hub(addressee: str) -> bool:
    person = person_by_reference(addressee)
    return person is not None and library.allows(person, "challenge.triage")


for kind in (
    Kind(
        telling.MOVED,
        _("A challenge that you bring or follow went on"),
        _challenges,
        _word(_moved),
        mail=Frequency.DAILY,
    ),
    Kind(
        telling.ASSIGNED,
        _("A colleague gave you a challenge to look after"),
        _advised,
        _word(_assigned),
        concerns=_works_for_the_hub,
    ),
    Kind(
        telling.REVIEW, _("A confidential challenge has to be looked at again"), _under_review, _word(_review)
    ),
    Kind(telling.CO_OWNER_ASKED, _("You are asked to own a challenge together"), _asked, _word_asked),
    Kind(
        telling.CO_OWNER_ANSWERED,
        _("Another body answered about owning a challenge"),
        _challenges,
        _word(_answered),
    ),
    Kind(
        telling.BUNDLE_ASKED,
        _("You are asked to take something up together"),
        _bundles,
        _word_bundles(_bundle_asked),
    ),
    Kind(
        telling.BUNDLE_ANSWERED,
        _("Another owner answered about a bundle"),
        _bundles,
        _word_bundles(_bundle_answered),
        mail=Frequency.DAILY,
    ),
    Kind(
        telling.ALIKE,
        _("Challenges of several bodies may be one"),
        _alike,
        _word_alike,
        mail=Frequency.DAILY,
        concerns=_works_for_the_hub,
    ),
):
    register_kind(kind)
