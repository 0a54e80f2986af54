"""Market consultations: a public body asks the market openly before it buys anything.

It belongs to a challenge. Everybody gets the same text, files, dates and answers at the same moment; what a
participant hands in is read by the owner alone; what happened stands in the journal, which nobody can change.
While it is prepared or open there are no private introductions about the challenge.
"""
