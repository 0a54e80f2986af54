"""Challenges: what a public body is running into, from the first words to what came of it.

What a challenge *says* (its texts, facts, themes, and who may find it) is an item of the library, with its versions and
its place in every answer. What *happens* to it is here, in one row beside that item: where it stands, who of the staff
looks after it, who follows it, why it is confidential, and how it ended.
"""
