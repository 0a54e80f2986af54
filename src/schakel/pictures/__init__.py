"""Pictures of items: what a place, a course or a solution looks like, for whoever may see the item.

Nothing that somebody sends is kept or given on. A process that can do nothing else (``documents.reading``) decodes it
and makes it anew in a few widths, without anything that the camera wrote beside it; those are what the hub keeps. Each
picture has a description for who does not see it, and a place in the order.
"""
