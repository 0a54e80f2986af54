"""Fairness: how often what of whom is shown, where the hub has nobody, and who works with whom.

Counting is done in numbers by item and day: who asked, and what, is nowhere in it. From that come a neutrality report
for the hub and for each provider, and beside it a coverage map and a picture of who works together.
"""
