"""States, steps and what to do next, in words of the screen."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.challenges.rules import BundleState, Heap, Late, Reply, State, Step

_STATES = {
    State.DRAFT: _("Draft"),
    State.SUBMITTED: _("Handed in"),
    State.TRIAGED: _("Being looked at"),
    State.OPEN: _("Open"),
    State.MATCHED: _("Matched"),
    State.IN_ACTION: _("In action"),
    State.RESOLVED: _("Resolved"),
    State.PARKED: _("Parked"),
    State.WITHDRAWN: _("Withdrawn"),
}
TONES = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "active",
    State.TRIAGED: "active",
    State.OPEN: "good",
    State.MATCHED: "good",
    State.IN_ACTION: "good",
    State.RESOLVED: "good",
    State.PARKED: "warning",
    State.WITHDRAWN: "ended",
}
_STEPS = {
    Step.SUBMIT: _("Hand in"),
    Step.SEND_BACK: _("Back to draft"),
    Step.TRIAGE: _("I am looking at it"),
    Step.OPEN: _("Open it"),
    Step.MATCH: _("We found somebody"),
    Step.BEGIN: _("We have started"),
    Step.PARK: _("Park"),
    Step.RESUME: _("Go on with it"),
    Step.RESOLVE: _("Resolved"),
    Step.WITHDRAW: _("Withdraw"),
    Step.REOPEN: _("Make it a draft again"),
}
_LATE = {
    Late.TRIAGE: _("waits too long for a first answer"),
    Late.QUIET: _("open, and nothing happened yet"),
    Late.DEADLINE: _("its date has passed"),
}
_HEAPS = {
    Heap.NEW: _("New"),
    Heap.MINE: _("With me"),
    Heap.UNASSIGNED: _("With nobody"),
    Heap.LATE: _("Late"),
    Heap.RUNNING: _("At work"),
    Heap.FINISHED: _("Finished"),
}
_HAPPENED = {
    "challenge.saved": _("Saved from a question"),
    "challenge.submitted": _("Handed in"),
    "challenge.sent-back": _("Made a draft again"),
    "challenge.triaged": _("The staff of the hub looks at it"),
    "challenge.opened": _("Opened"),
    "challenge.matched": _("Somebody was found"),
    "challenge.begun": _("Work has started"),
    "challenge.parked": _("Parked"),
    "challenge.resumed": _("Taken up again"),
    "challenge.resolved": _("Resolved"),
    "challenge.withdrawn": _("Withdrawn"),
    "challenge.reopened": _("Made a draft again"),
    "challenge.hidden": _("Made confidential"),
    "challenge.disclosed": _("No longer confidential"),
    "challenge.route-chosen": _("A way to buy was written down"),
    "challenge.assigned": _("Another adviser"),
    "challenge.co-owner-asked": _("Another body was asked to join"),
    "challenge.co-owner-answered": _("A body answered about owning it together"),
    "challenge.co-owner-moved": _("A body that was asked went on in another"),
    "challenge.co-owner-became-owner": _("A body that was asked became its owner"),
}
"""What people read in the history of a challenge; what is not here is for the journal alone."""
_GROUNDS = {
    "5.1.1.a": _("unity of the Crown"),
    "5.1.1.b": _("security of the State"),
    "5.1.1.c": _("confidential business and manufacturing data"),
    "5.1.1.d": _("special categories of personal data"),
    "5.1.1.e": _("national identification numbers"),
    "5.1.2.a": _("relations with other States and international organisations"),
    "5.1.2.b": _("economic or financial interests of public bodies"),
    "5.1.2.c": _("investigation and prosecution of criminal offences"),
    "5.1.2.d": _("inspection, control and supervision by public bodies"),
    "5.1.2.e": _("privacy"),
    "5.1.2.f": _("other competitively sensitive business data"),
    "5.1.2.g": _("protection of the environment to which the data relate"),
    "5.1.2.h": _("security of persons and companies, and preventing sabotage"),
    "5.1.2.i": _("the proper functioning of public bodies"),
    "5.1.5": _("other disproportionate harm"),
    "5.2.1": _("personal views of policy in internal consultation"),
}


def state_name(state: State) -> str:
    return str(_STATES[state])


def step_name(step: Step) -> str:
    """What the button says."""
    return str(_STEPS[step])


_QUESTIONS = {
    Step.SEND_BACK: _("What has to change? The owner reads this."),
    Step.RESOLVE: _("What came of it? Others learn from this."),
    Step.PARK: _("Why does it have to wait?"),
    Step.WITHDRAW: _("Why is it withdrawn?"),
}


def step_question(step: Step) -> str:
    """What a step that asks for words wants to know; empty for one that asks nothing."""
    return str(_QUESTIONS.get(step, ""))


def late_text(late: Late) -> str:
    return str(_LATE[late])


def happened_text(name: str) -> str:
    """What a row of the journal tells people; empty for what is not for them."""
    return str(_HAPPENED.get(name, ""))


def heap_name(heap: Heap) -> str:
    """A heap of the advisers' desk."""
    return str(_HEAPS[heap])


def ground_text(ground: str) -> str:
    """A ground of the Wet open overheid with its official number."""
    return gettext("article %(number)s Woo: %(name)s") % {
        "number": ground_number(ground),
        "name": _GROUNDS[ground],
    }


def ground_number(ground: str) -> str:
    """As the law counts: article, paragraph, letter."""
    article, chapter, *rest = ground.split(".")
    return f"{article}.{chapter}" + "".join(f"({part})" for part in rest)


_NEXT = {
    State.DRAFT: _(
        "Look whether it says what you mean, and hand it in. "
        "Until then only your organisation and the staff of the hub see it."
    ),
    State.SUBMITTED: _("The staff of the hub looks at it within five days. You can still change it."),
    State.TRIAGED: _("Somebody of the staff looks at it, and opens it or asks you something."),
    State.OPEN: _("Look who can help you, and get in touch with one of them."),
    State.MATCHED: _("You found somebody. Say so when the work has started."),
    State.IN_ACTION: _("You are working on it. Tell what came of it when it is done."),
    State.RESOLVED: _("It is done. What came of it stays here for others."),
    State.PARKED: _("It waits. Take it up again when the time is right."),
    State.WITHDRAWN: _("It was withdrawn. Make it a draft again to go on with it."),
}


def next_text(state: State) -> str:
    """What there is to do next, for the owner."""
    return str(_NEXT[state])


_REPLIES = {
    Reply.ASKED: _("Asked"),
    Reply.AGREED: _("Takes part"),
    Reply.DECLINED: _("Does not take part"),
    Reply.LEFT: _("Left"),
    Reply.RELEASED: _("The bundle ended"),
}
REPLY_TONES = {
    Reply.ASKED: "active",
    Reply.AGREED: "good",
    Reply.DECLINED: "ended",
    Reply.LEFT: "ended",
    Reply.RELEASED: "neutral",
}
_BUNDLE_STATES = {
    BundleState.PROPOSED: _("This is a proposal. It is a bundle once two owners agree."),
    BundleState.STANDING: _("These bodies take this up together. Each keeps its own words."),
    BundleState.ENDED: _("This bundle is no longer there: fewer than two owners take part."),
}


def reply_text(reply: Reply) -> str:
    """What an owner said to a bundle."""
    return str(_REPLIES[reply])


def bundle_state_text(state: BundleState) -> str:
    return str(_BUNDLE_STATES[state])
