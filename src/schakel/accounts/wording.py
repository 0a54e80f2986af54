"""What roles are called on the screen, in its language, and what somebody in them does."""

from django.utils.translation import gettext_lazy as _

from schakel.accounts.rules import Role

_NAMES = {
    Role.VISITOR: _("Visitor"),
    Role.MEMBER: _("Member"),
    Role.PUBLIC_BODY: _("Works for a public body"),
    Role.PROVIDER: _("Provider"),
    Role.EXPERT: _("Expert"),
    Role.OPERATOR: _("Runs a test facility"),
    Role.TRAINER: _("Trainer"),
    Role.OWNER: _("Owner"),
    Role.ORGANISATION_ADMINISTRATOR: _("Looks after the organisation"),
    Role.STAFF: _("Works for the hub"),
    Role.ADVISER: _("Adviser"),
    Role.EDITOR: _("Editor"),
    Role.PROGRAMME_MANAGER: _("Programme manager"),
    Role.CONTROLLER: _("Controller"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Runs the installation"),
}
_DOES = {
    Role.ADVISER: _("Looks at new challenges and brings people together."),
    Role.EDITOR: _("Publishes items, and looks after themes, words and imports."),
    Role.PROGRAMME_MANAGER: _("Looks after what the hub has promised to reach."),
    Role.CONTROLLER: _("Checks what the hub accounts for."),
    Role.AUDITOR: _("Reads everything and changes nothing."),
    Role.ADMINISTRATOR: _("Gives these roles, and looks after accounts."),
}


def role_name(role: str) -> str:
    """What somebody in this role is called."""
    return str(_NAMES[Role(role)])


def role_work(role: str) -> str:
    """What somebody in this role of the hub does; empty for roles outside it."""
    return str(_DOES.get(Role(role), ""))


_ACTS = {
    "ask": _("Ask the hub a question"),
    "item.read": _("Read an item that is meant for them"),
    "item.read-every": _("Read every item, also drafts"),
    "item.create": _("Add an item"),
    "item.edit": _("Change an item"),
    "item.submit": _("Hand in an item"),
    "item.review": _("Publish an item, or send it back"),
    "item.archive": _("Archive an item"),
    "item.history": _("See what was changed in an item"),
    "challenge.save": _("Save a question as a challenge"),
    "challenge.follow": _("Follow a challenge (signed in)"),
    "challenge.move": _("Take a challenge a step further"),
    "challenge.triage": _("Look after challenges"),
    "challenge.change-open": _("Change what an open challenge says"),
    "agenda.follow": _("Follow their own agenda (signed in)"),
    "alert.keep": _("Keep an alert (signed in)"),
    "introduction.ask": _("Ask for an introduction, in the name of their organisation"),
    "introduction.read": _("Read introductions of their organisations (signed in)"),
    "introduction.answer": _("Answer an introduction"),
    "introduction.withdraw": _("Take back what their organisation asked"),
    "introduction.take-part": _("Plan a meeting, and say what came of it"),
    "introduction.broker": _("Look after introductions"),
    "introduction.set-clock": _("Set after how many days what happens"),
    "meeting-round.organise": _("Organise meetings at an event"),
    "meeting-round.take-part": _("Take part in meetings at an event, for their organisation"),
    "desk.change": _("Choose who answers for an organisation"),
    "space.reopen": _("Open a space again that was closed"),
    "space.enter": _("Enter a space where they were let in"),
    "pilot.start": _("Start a pilot, for their organisation"),
    "pilot.read": _("Read pilots in which they take part (signed in)"),
    "pilot.move": _("Change a pilot and take it further"),
    "pilot.decide": _("Decide what becomes of a pilot"),
    "pilot.answer": _("Answer for an organisation that is asked for a pilot"),
    "training.enrol": _("Enrol in a training or an event"),
    "training.enrol-group": _("Enrol several people for their organisation"),
    "training.organise": _("Organise editions of a training or an event"),
    "adoption.report": _("Say that an organisation uses something"),
    "adoption.confirm": _("Confirm that their organisation uses something"),
    "facility.operate": _("Run a test facility: its hours, prices and bookings"),
    "booking.make": _("Book a test facility, for their organisation"),
    "booking.read": _("Read bookings of their organisation (signed in)"),
    "consultation.decide": _("Open and close a market consultation"),
    "consultation.help": _("Help with a market consultation"),
    "consultation.ask": _("Ask something in a market consultation (signed in)"),
    "consultation.take-part": _("Take part in a market consultation"),
    "credential.own": _("Look at, share and delete one’s own certificates (signed in)"),
    "credential.withdraw": _("Withdraw certificates and put names in them right"),
    "fairness.review": _("See how often whom is shown"),
    "fairness.own": _("See how often their own is shown (signed in)"),
    "interest.declare": _("Declare an interest of their own (signed in)"),
    "interest.review": _("See the interests of everybody"),
    "organisation.register": _("Register an organisation (signed in)"),
    "organisation.join": _("Ask to belong to an organisation (signed in)"),
    "organisation.see-members": _("See who belongs to an organisation"),
    "organisation.manage": _("Invite, let in and remove members"),
    "organisation.verify": _("Check an organisation"),
    "organisation.merge": _("Merge organisations, and carry over"),
    "staff.work": _("Work at the desk of the hub"),
    "import.run": _("Import"),
    "vocabulary.edit": _("Change themes and words"),
    "hub.see-roles": _("See who has which role"),
    "hub.administer": _("Give roles, and close accounts"),
}


def act_text(act: str) -> str:
    """What somebody does, in words; the name of the act itself where nobody gave it words."""
    return str(_ACTS.get(act, act))
