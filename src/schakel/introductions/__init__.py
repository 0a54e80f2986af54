"""Introductions: one organisation asks to meet another, with a promise about when there is an answer.

Who asks writes why. Who is asked (a desk: whoever is on duty there) says yes, no, or hands it on. Names and addresses
are shown once both sides said yes, and no longer than both want it. What depends on time is worked out from moments
that were written down when the request was sent, so that nothing is late because a job did not run.
"""
