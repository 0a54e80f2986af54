"""Everything dated in one agenda, the calendar of each person, and meetings of two at an event.

What a day is about belongs to somebody else: each capability says through a source which of its days somebody may see.
"""
