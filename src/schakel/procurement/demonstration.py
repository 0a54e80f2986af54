"""Ways to buy of the demonstration."""

from datetime import datetime

from schakel.accounts.public import demonstration_people
from schakel.challenges.public import challenge_with_item
from schakel.library.public import Item, written_demo_items
from schakel.procurement.actions import choose_route


def load_demo_routes(*, now: datetime) -> int:
    """Write down the routes that the data files give their challenges; returns how many."""
    people = {person.email: person for person in demonstration_people()}
    chosen = 0
    for written in written_demo_items():
        item = Item.objects.filter(slug=written["id"]).first() if written.get("route") else None
        if item is None:
            continue
        route = written["route"]
        choose_route(
            challenge=challenge_with_item(item.pk),
            answers=route["answers"],
            words=route["words"],
            chosen_by=people[route["chosen_by"]],
            now=now,
        )
        chosen += 1
    return chosen
