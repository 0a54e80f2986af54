"""Looking challenges up: always for somebody. Who may see a challenge is who may see its item."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from schakel.accounts.public import HUB_ROLES, MAY, Person, Role, may, people_in, person_by_reference
from schakel.challenges.models import Alike, Bundle, BundleAnswer, Challenge, CoOwnership, Follower, Note
from schakel.challenges.rules import (
    FEWEST,
    FINISHED,
    WAITING_FOR_STAFF,
    BundleState,
    Heap,
    Late,
    Reply,
    State,
    bundle_state,
    lateness,
)
from schakel.interests.public import Relation, has_interest, recused_from
from schakel.journal import public as journal
from schakel.library import public as library
from schakel.library.public import Item, Visibility
from schakel.organisations import public as organisations

Challenges = QuerySet[Challenge]


def challenges_visible_to(person: Person | None) -> Challenges:
    """The one way to reach challenges on behalf of somebody."""
    seen = library.items_visible_to(person).filter(kind=library.Kind.CHALLENGE.value)
    return Challenge.objects.filter(item__in=seen.order_by().values("pk")).select_related("item__owner")


def challenge_for(person: Person | None, slug: str) -> Challenge | None:
    """The challenge at this address; None when there is none or this person may not see it."""
    return challenges_visible_to(person).select_related("adviser").filter(item__slug=slug).first()


_OF_THE_HUB = frozenset({*HUB_ROLES, Role.STAFF, Role.ADMINISTRATOR})


def allows(person: Person | None, act: str, challenge: Challenge, *, today: date) -> bool:
    """Whether somebody may do this act with a challenge at this moment.

    What they are in the hub counts only without an interest in the owner, which is looked up anew each time: it can
    have come with a membership of a minute ago. What they may as one of the owner's people stays theirs.
    """
    roles = library.roles_towards(person, challenge.item)
    if person is None or not may(act, roles):
        return may(act, roles)
    return may(act, roles - _OF_THE_HUB) or not has_interest(person, challenge.item.owner, today=today)


def stands_aside(person: Person | None, challenge: Challenge, *, today: date) -> bool:
    """Whether somebody could look after this challenge but for their interest in its owner."""
    is_adviser = library.allows(person, "challenge.triage", challenge.item)
    return is_adviser and not allows(person, "challenge.triage", challenge, today=today)


def challenge_of(item: Item) -> Challenge:
    """The challenge that this item belongs to, for somebody who has been found to may see it."""
    return Challenge.objects.select_related("item__owner", "adviser").get(pk=item.pk)


def challenge_with_item(pk: int) -> Challenge:
    """The challenge with this key, its item and owner, for what belongs to it; it is there."""
    return Challenge.objects.select_related("item__owner", "adviser").get(pk=pk)


def own_challenges(person: Person) -> Challenges:
    """Those of the organisations somebody belongs to; what is at work first, the last changed on top."""
    own = [organisation.pk for organisation in organisations.member_organisations(person)]
    owned = Item.objects.filter(library.owned_by(own)).order_by().values("pk")
    return challenges_visible_to(person).filter(item__in=owned).order_by("-since", "pk")


def co_ownerships_of(challenge: Challenge) -> list[CoOwnership]:
    """Who was asked to own a challenge too, and what they said; for its owners and the staff."""
    found = CoOwnership.objects.filter(challenge=challenge).select_related("organisation")
    return list(found.order_by("asked_at", "pk"))


def own_co_ownerships(person: Person) -> list[CoOwnership]:
    """What the bodies somebody belongs to are asked, and have not answered."""
    own = [organisation.pk for organisation in organisations.member_organisations(person)]
    asked = CoOwnership.objects.filter(organisation_id__in=own, reply=Reply.ASKED.value)
    return list(asked.select_related("challenge__item__owner", "organisation").order_by("asked_at", "pk"))


def co_ownership_for(person: Person, slug: str) -> CoOwnership | None:
    """What a body of somebody was asked about the challenge at this address, or agreed to; None where it was not."""
    own = [organisation.pk for organisation in organisations.member_organisations(person)]
    asked = CoOwnership.objects.filter(
        organisation_id__in=own,
        challenge__item__slug=slug,
        reply__in=[Reply.ASKED.value, Reply.AGREED.value],
    )
    return asked.select_related("challenge__item__owner", "organisation").order_by("pk").first()


def alike_for(person: Person) -> list[Alike]:
    """Challenges of different bodies that may be one, the likeliest first: for the staff, as far as they may see both.

    Left out is what somebody dismissed, what is in a bundle or was asked for one, and what is not open to others.
    """
    visible = challenges_visible_to(person).filter(state__in=WATCHED, woo_ground="")
    shared = visible.filter(item__visibility__in=[Visibility.NETWORK.value, Visibility.PUBLIC.value])
    free = shared.exclude(pk__in=_in_bundles()).order_by().values("pk")
    found = Alike.objects.filter(dismissed_at=None, one__in=free, other__in=free)
    return list(found.select_related("one__item__owner", "other__item__owner"))


def _in_bundles() -> QuerySet[BundleAnswer, int]:
    """Challenges that are in a bundle, or of which the owner was asked."""
    at_work = BundleAnswer.objects.filter(reply__in=[Reply.ASKED.value, Reply.AGREED.value])
    return at_work.order_by().values_list("challenge", flat=True)


def challenges_to_compare() -> list[tuple[Challenge, Person | None]]:
    """Every challenge at work that can be bundled, with somebody of its owner: they see what the network shares."""
    shared = [Visibility.NETWORK.value, Visibility.PUBLIC.value]
    rows = Challenge.objects.filter(state__in=WATCHED, woo_ground="", item__visibility__in=shared)
    return [
        (challenge, _somebody_of(challenge))
        for challenge in rows.select_related("item__owner").order_by("pk")
    ]


def _somebody_of(challenge: Challenge) -> Person | None:
    references = organisations.member_references(challenge.item.owner)
    return person_by_reference(references[0]) if references else None


def due_for_review(*, today: date) -> list[Challenge]:
    """Confidential challenges of which the day has come to look at them again."""
    due = Challenge.objects.exclude(woo_ground="").filter(review_on__lte=today)
    return list(due.select_related("item").order_by("pk"))


def followed_challenges(person: Person) -> Challenges:
    """Those somebody follows, as far as they may still see them."""
    followed = Follower.objects.filter(person=person).values("challenge")
    return challenges_visible_to(person).filter(pk__in=followed).order_by("-since", "pk")


WATCHED = [State.OPEN.value, State.MATCHED.value]
"""Challenges for which something new is news."""


def watched_challenges() -> Iterator[tuple[Challenge, list[Person]]]:
    """Every challenge for which something new is news, with who brought, follows or advises it."""
    watched = Challenge.objects.filter(state__in=WATCHED).select_related("item", "saved_by", "adviser")
    followers: dict[int, list[Person]] = defaultdict(list)
    for row in Follower.objects.filter(challenge__in=watched.order_by().values("pk")).select_related(
        "person"
    ):
        followers[row.challenge_id].append(row.person)
    for challenge in watched.order_by("pk"):
        people = [challenge.saved_by, challenge.adviser, *followers[challenge.pk]]
        active = {person.pk: person for person in people if person is not None and person.is_active}
        yield challenge, list(active.values())


def watched_challenge(person: Person, pk: int) -> Challenge | None:
    """The challenge with this key, while something new for it is news, and while they may see it."""
    return challenges_visible_to(person).filter(pk=pk, state__in=WATCHED).first()


def number_of_followers(challenge: Challenge) -> int:
    """How many follow it; whether they may still see it is asked when they look."""
    return Follower.objects.filter(challenge=challenge, person__is_active=True).count()


def follower_references(challenge: Challenge) -> list[str]:
    """Who follows it, as references; whether they may still see it is asked when they are told something."""
    followers = Follower.objects.filter(challenge=challenge, person__is_active=True).select_related("person")
    return [one.person.reference for one in followers.order_by("pk")]


def follows(person: Person | None, challenge: Challenge) -> bool:
    return person is not None and Follower.objects.filter(challenge=challenge, person=person).exists()


def notes_on(challenge: Challenge) -> list[Note]:
    """What the staff wrote about it, the newest first; for the staff alone."""
    return list(Note.objects.filter(challenge=challenge).select_related("written_by"))


def history_of(challenge: Challenge) -> list[journal.Row]:
    """What happened to it, newest first."""
    return journal.history_of(challenge.reference)


def advisers() -> list[Person]:
    """Who can look after challenges."""
    return list(people_in(MAY["challenge.triage"]))


def bundle_answers_waiting_for(person: Person) -> int:
    """How many challenges of somebody's organisations were asked for a bundle, and nobody answered."""
    own = [organisation.pk for organisation in organisations.member_organisations(person)]
    asked = BundleAnswer.objects.filter(reply=Reply.ASKED.value, challenge__item__owner_id__in=own)
    return asked.count()


@dataclass(frozen=True, slots=True)
class Recused:
    """Somebody who cannot look after a challenge, and what they are to its owner."""

    adviser: Person
    relation: Relation


def advisers_for(challenge: Challenge, *, today: date) -> tuple[list[Person], list[Recused]]:
    """Who can look after a challenge, and who of the staff cannot because they have an interest in its owner."""
    every = advisers()
    stakes = recused_from(every, [challenge.item.owner], today=today)
    recused = [Recused(one, stakes[one.pk][0].relation) for one in every if one.pk in stakes]
    return [one for one in every if one.pk not in stakes], recused


def wanted_by(challenge: Challenge) -> date | None:
    """By when its owner wants something; None where they did not say."""
    written = challenge.item.facts.get("wanted_by")
    return date.fromisoformat(written) if isinstance(written, str) else None


def lateness_of(challenge: Challenge, *, now: datetime) -> Late | None:
    return lateness(State(challenge.state), since=challenge.since, wanted_by=wanted_by(challenge), now=now)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A challenge on the desk, and why it is late, where it is."""

    challenge: Challenge
    late: Late | None


_NOT_AT_WORK = [State.DRAFT.value, *sorted(state.value for state in FINISHED)]


def heaps_for(person: Person, *, now: datetime) -> dict[Heap, list[Waiting]]:
    """What waits for the advisers, as far as somebody may see it; on each heap the oldest on top."""
    rows = challenges_visible_to(person).exclude(state=State.DRAFT.value).select_related("adviser")
    every = [Waiting(one, lateness_of(one, now=now)) for one in rows.order_by("since", "pk")]
    at_work = [one for one in every if one.challenge.state not in _NOT_AT_WORK]
    looked_after = _looked_after(at_work, today=now.date())
    return {
        Heap.NEW: [one for one in at_work if State(one.challenge.state) in WAITING_FOR_STAFF],
        Heap.MINE: [one for one in at_work if looked_after.get(one.challenge.pk) == person.pk],
        Heap.UNASSIGNED: [one for one in at_work if one.challenge.pk not in looked_after],
        Heap.LATE: [one for one in at_work if one.late is not None],
        Heap.RUNNING: [one for one in at_work if State(one.challenge.state) not in WAITING_FOR_STAFF],
        Heap.FINISHED: [one for one in every if State(one.challenge.state) in FINISHED],
    }


def _looked_after(waiting: Iterable[Waiting], *, today: date) -> dict[int, int]:
    """By the key of the challenge that of its adviser, unless an interest in the owner keeps them from it by now."""
    assigned = [(one.challenge, one.challenge.adviser) for one in waiting]
    owners = {challenge.item.owner for challenge, adviser in assigned if adviser}
    stakes = recused_from({adviser for _, adviser in assigned if adviser}, owners, today=today)
    aside = {(person, stake.organisation.pk) for person, several in stakes.items() for stake in several}
    return {
        challenge.pk: adviser.pk
        for challenge, adviser in assigned
        if adviser and (adviser.pk, challenge.item.owner_id) not in aside
    }


def number_waiting() -> int:
    """How many challenges wait for a first answer of the staff."""
    return Challenge.objects.filter(state__in=[state.value for state in WAITING_FOR_STAFF]).count()


def follower_counts(challenges: Iterable[Challenge]) -> dict[int, int]:
    """Number of followers by the key of the challenge; those without any are left out."""
    rows = Follower.objects.filter(challenge__in=[one.pk for one in challenges], person__is_active=True)
    return dict(rows.order_by("challenge").values_list("challenge").annotate(number=Count("pk")))


@dataclass(frozen=True, slots=True)
class SeenBundle:
    """A bundle as somebody may see it: only what is in it that they could find themselves, and what is theirs."""

    bundle: Bundle
    state: BundleState
    answers: tuple[BundleAnswer, ...]
    own: tuple[BundleAnswer, ...]


def bundle_for(person: Person | None, code: str) -> SeenBundle | None:
    """The bundle at this address, for the staff, its owners, and once it stands for who may see two that are in it."""
    bundle = Bundle.objects.filter(code=code).first()
    return None if bundle is None else _seen_by(person, bundle)


def bundle_of(person: Person | None, challenge: Challenge) -> SeenBundle | None:
    """The bundle that a challenge is in, or was asked for, as far as somebody may see it."""
    at_work = [Reply.ASKED.value, Reply.AGREED.value]
    found = (
        BundleAnswer.objects.filter(challenge=challenge, reply__in=at_work).select_related("bundle").first()
    )
    return None if found is None else _seen_by(person, found.bundle)


def standing_bundles(person: Person | None) -> list[list[int]]:
    """Of each bundle that stands as this person sees it, the keys of the owners who agreed and whom they see."""
    seen = challenges_visible_to(person).order_by().values("pk")
    rows = BundleAnswer.objects.filter(reply=Reply.AGREED.value, challenge__in=seen).order_by("bundle", "pk")
    owners: dict[int, list[int]] = defaultdict(list)
    for bundle, owner in rows.values_list("bundle", "challenge__item__owner"):
        owners[bundle].append(owner)
    return [keys for keys in owners.values() if len(keys) >= FEWEST]


def _seen_by(person: Person | None, bundle: Bundle) -> SeenBundle | None:
    every = list(bundle.answers.select_related("challenge__item__owner").order_by("pk"))
    visible = set(
        challenges_visible_to(person)
        .filter(pk__in=[one.challenge_id for one in every])
        .values_list("pk", flat=True)
    )
    seen = [one for one in every if one.challenge_id in visible]
    own = tuple(
        one for one in seen if person and library.allows(person, "challenge.move", one.challenge.item)
    )
    is_staff = person is not None and library.allows(person, "challenge.triage")
    takes_part = is_staff or any(one.reply in (Reply.ASKED, Reply.AGREED) for one in own)
    agreed = [one for one in seen if one.reply == Reply.AGREED]
    if not takes_part and len(agreed) < FEWEST:
        return None
    shown = [
        one
        for one in seen
        if is_staff or (takes_part and one.reply == Reply.ASKED) or one.reply == Reply.AGREED
    ]
    replies = [Reply(one.reply) for one in (seen if takes_part else agreed)]
    return SeenBundle(bundle, bundle_state(replies), tuple(shown), own)
