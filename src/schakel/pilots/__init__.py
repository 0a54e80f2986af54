"""Pilots: trying something together, from what one expects to a decision, a lesson, and a case that others find.

A pilot begins with what is known already (a challenge, a solution, a facility), is agreed by every partner, runs in a
space of its own, is measured against its baseline, and ends with a decision: scale, stop or repeat. One that stopped
leaves a lesson. Its case is an item of the library, written from the pilot, so that nothing is typed twice.
"""
