"""Library: everything the hub knows and can find for somebody.

An *item* is of one *kind* (a case, a solution, a provider, an expert, a facility, a training, an event, a
funding scheme, a hub, a method or a challenge). All kinds share one life: draft, review, published, needs
update, archived; an owner, a visibility, texts in one or more languages, and where it was learned.
"""
