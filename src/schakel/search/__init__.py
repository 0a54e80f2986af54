"""Search: what is findable, and the engine that finds it.

An *entry* is what the hub shows the engine of one item: weighted tokens in named streams, the facets it
can be filtered by, and the audiences that may see it. A *question* is a weighted list of tokens. The
engine answers with hits whose score is exactly the sum of the parts it names, so that every reason shown
to a person is a true part of the score.
"""
