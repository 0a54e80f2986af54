"""What the worker does for challenges."""

from datetime import timedelta

from schakel.challenges import queries, telling
from schakel.jobs.public import Work, handles


@handles("challenges.review", every=timedelta(days=1))
def tell_of_reviews(work: Work) -> None:
    """Tell owners that the day has come to look whether a challenge still has to be confidential."""
    with work.completion():
        for challenge in queries.due_for_review(today=work.now().date()):
            telling.tell_of_review(challenge, now=work.now())
