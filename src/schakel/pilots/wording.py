"""States, steps, checks and roles of pilots in words of the screen."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.pilots.rules import CheckName, CheckState, Decision, Need, PartnerRole, Reply, State, Step

_STATES = {
    State.PROPOSED: _("Proposed"),
    State.AGREED: _("Agreed"),
    State.RUNNING: _("Running"),
    State.EVALUATED: _("Evaluated"),
    State.DECIDED: _("Decided"),
    State.WITHDRAWN: _("Withdrawn"),
}
_DECISIONS = {
    Decision.SCALE: _("Scaled up"),
    Decision.STOP: _("Stopped"),
    Decision.REPEAT: _("To be repeated"),
}
_TONES = {
    State.PROPOSED: "neutral",
    State.AGREED: "active",
    State.RUNNING: "active",
    State.EVALUATED: "warning",
    State.DECIDED: "good",
    State.WITHDRAWN: "ended",
}
_STEPS = {
    Step.AGREE: _("We agree on the plan"),
    Step.START: _("Start the pilot"),
    Step.EVALUATE: _("It is evaluated"),
    Step.SCALE: _("Scale it up"),
    Step.STOP: _("Stop it"),
    Step.REPEAT: _("Repeat it"),
    Step.WITHDRAW: _("Withdraw"),
}
_QUESTIONS = {
    Step.SCALE: _("Why do you scale it up?"),
    Step.STOP: _("Why do you stop?"),
    Step.REPEAT: _("Why once more, and what will be different?"),
    Step.WITHDRAW: _("Why is it withdrawn?"),
}
_NEEDS = {
    Need.PARTNERS: _("every partner that was asked answers"),
    Need.HYPOTHESIS: _("you write what you expect, and at least one measure with its value before"),
    Need.CHECKS: _("every check is done or not needed"),
    Need.MEASURED: _("every measure has a value afterwards"),
    Need.RESULTS: _("you write what came of it"),
    Need.LESSON: _("you write the lesson"),
}
_NEXT = {
    State.PROPOSED: _(
        "The partners say whether they take part. Meanwhile write what you expect and how you measure it."
    ),
    State.AGREED: _("Look at the checks, and write down the values before you begin. Then it can start."),
    State.RUNNING: _("You are trying it. Fill in what you measure, and what came of it when it is done."),
    State.EVALUATED: _("You know what it brought. Decide what becomes of it, and write the lesson."),
    State.DECIDED: _("It is decided. Write the case from it, so that others can learn from it."),
    State.WITHDRAWN: _("It was withdrawn."),
}
_WRITTEN = _("It is decided, and the case is written.")
_REPLIES = {
    Reply.ASKED: _("Asked"),
    Reply.AGREED: _("Takes part"),
    Reply.DECLINED: _("Does not take part"),
    Reply.LEFT: _("Left"),
}
REPLY_TONES = {Reply.ASKED: "active", Reply.AGREED: "good", Reply.DECLINED: "ended", Reply.LEFT: "ended"}
_ROLES = {
    PartnerRole.PROVIDER: _("Provider"),
    PartnerRole.PUBLIC_BODY: _("Public body"),
    PartnerRole.KNOWLEDGE: _("Knowledge institution"),
    PartnerRole.FACILITY: _("Test facility"),
    PartnerRole.FUNDER: _("Funder"),
    PartnerRole.USER: _("Users"),
    PartnerRole.OTHER: _("Other partner"),
}
_CHECKS = {
    CheckName.DPIA: _("Privacy (DPIA)"),
    CheckName.AI_ACT: _("AI Act"),
    CheckName.ETHICS: _("Ethics"),
    CheckName.PROCUREMENT: _("Way of buying"),
}
_CHECK_MEANINGS = {
    CheckName.DPIA: _("Do you use data about people, with a high risk for them? Ask your privacy officer."),
    CheckName.AI_ACT: _(
        "Does software decide or advise by itself about people? See in which class of the AI Act it falls."
    ),
    CheckName.ETHICS: _(
        "Who may be harmed or left out? Talk about it with somebody who is not in the project."
    ),
    CheckName.PROCUREMENT: _(
        "What happens if it works: do you have to tender? Ask your buyer before you begin."
    ),
}
_CHECK_STATES = {
    CheckState.OPEN: _("Not looked at yet"),
    CheckState.NOT_NEEDED: _("Not needed"),
    CheckState.NEEDED: _("Needed, not done yet"),
    CheckState.DONE: _("Done"),
}
CHECK_TONES = {
    CheckState.OPEN: "neutral",
    CheckState.NOT_NEEDED: "good",
    CheckState.NEEDED: "warning",
    CheckState.DONE: "good",
}
_HAPPENED = {
    "pilot.proposed": _("Proposed"),
    "pilot.agreed": _("The plan was agreed on"),
    "pilot.started": _("The pilot started"),
    "pilot.evaluated": _("It was evaluated"),
    "pilot.scaled": _("Decided: scale up"),
    "pilot.stopped": _("Decided: stop"),
    "pilot.repeated": _("Decided: repeat"),
    "pilot.withdrawn": _("Withdrawn"),
    "pilot.changed": _("The text was changed"),
    "pilot.measures-changed": _("The measures were changed"),
    "pilot.phases-changed": _("The plan was changed"),
    "pilot.check-settled": _("A check was looked at"),
    "pilot.partner-asked": _("A partner was asked"),
    "pilot.partner-answered": _("A partner answered"),
    "pilot.case-written": _("The case was written"),
    "pilot.method-saved": _("The plan was saved as a method"),
    "pilot.space-reopened": _("The space was opened again"),
    "pilot.handed-over": _("An organisation went on in another"),
}


def state_name(state: State) -> str:
    return str(_STATES[state])


def standing_name(state: State, decision: str) -> str:
    """The state; of a pilot about which was decided, what."""
    return decision_name(Decision(decision)) if decision else state_name(state)


def standing_tone(state: State, decision: str) -> str:
    """The tone of its badge: to stop is an end, and no failure."""
    return "ended" if decision == Decision.STOP else _TONES[state]


def decision_name(decision: Decision) -> str:
    return str(_DECISIONS[decision])


def step_name(step: Step) -> str:
    """What the button says."""
    return str(_STEPS[step])


def step_question(step: Step) -> str:
    """What a step that asks for words wants to know; empty for one that asks nothing."""
    return str(_QUESTIONS.get(step, ""))


def need_text(need: Need) -> str:
    """What has to be there first, as the end of a sentence."""
    return str(_NEEDS[need])


def next_text(state: State, *, has_case: bool) -> str:
    return str(_WRITTEN if state is State.DECIDED and has_case else _NEXT[state])


def reply_text(reply: Reply) -> str:
    return str(_REPLIES[reply])


def role_name(role: PartnerRole) -> str:
    return str(_ROLES[role])


def check_name(name: CheckName) -> str:
    return str(_CHECKS[name])


def check_meaning(name: CheckName) -> str:
    """What to ask oneself, and whom."""
    return str(_CHECK_MEANINGS[name])


def check_state_name(state: CheckState) -> str:
    return str(_CHECK_STATES[state])


def happened_text(name: str) -> str:
    """What a row of the journal tells people; empty for what is not for them."""
    return str(_HAPPENED.get(name, ""))


def settled_text(name: CheckName, state: CheckState, words: str) -> str:
    """Which check was looked at, how it stands, and what was found where that is known."""
    said = {"check": check_name(name), "state": check_state_name(state), "words": words}
    if words:
        return gettext("Check “%(check)s”: %(state)s. %(words)s") % said
    return gettext("Check “%(check)s”: %(state)s.") % said
