"""Documents: what people already wrote down, as a question or beside an item.

``reading`` takes the text out of a file, in a process of its own that can do nothing else; ``personal`` and ``letters``
see what in a text is about persons, and what is only politeness. A *lent document* is one that somebody asks with: it
is kept for an hour, for them alone. An *attachment* belongs to an item and is seen by whoever may see that item.
"""
