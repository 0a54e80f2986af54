"""The answer page with many items: server time and size of the whole page, through the real application.

Fills a hub in a temporary folder with the demonstration items and recombinations of their sentences, and asks
for the answer page of each question several times. Prints one JSON object.
"""

import argparse
import gzip
import json
import os
import random
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter

QUESTIONS = (
    "Onze sporthallen gebruiken te veel energie en we weten niet waarom",
    "elderly people in our neighbourhood suffer from the heat",
    "Hoe krijgen we minder zwerfafval in het park?",
    "Bewoners begrijpen onze brieven niet en bellen daarna het klantcontactcentrum",
    "Which investments do our public buildings need in the next ten years?",
    "Te veel vrachtverkeer van bouwplaatsen in de binnenstad",
    "hittestress",
    "How can residents with debts be helped in time, without asking them for the same papers three times?",
)


def main(arguments: list[str]) -> int:
    """Run the benchmark; 0 when every page was answered."""
    parser = argparse.ArgumentParser(prog="schakel bench answer-page", description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="schakel-bench-") as folder:
        os.environ["SCHAKEL_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schakel.config.settings")
        figures = _measure(options.items, options.rounds)
    print(json.dumps(figures, indent=2))
    return 0 if figures["failed"] == 0 else 1


def _measure(items: int, rounds: int) -> dict[str, float]:
    import django
    from django.core.management import call_command
    from django.utils import timezone

    django.setup()
    call_command("migrate", verbosity=0)
    from django.test import Client

    from schakel.library.public import load_demo
    from schakel.matching.public import hub_index
    from schakel.organisations.public import load_reference
    from schakel.vocabulary.public import load_vocabulary

    now = timezone.now()
    load_reference(now=now)
    load_vocabulary(now=now)
    load_demo(now=now)
    _fill_up(items)
    started = perf_counter()
    hub_index().rebuild(today=now.date())
    built = perf_counter() - started
    client = Client(headers={"accept-language": "nl"})
    times: list[float] = []
    sizes: list[int] = []
    failed = 0
    for round_number in range(rounds + 1):
        for question in QUESTIONS:
            started = perf_counter()
            response = client.get("/ask/", {"q": question})
            took = (perf_counter() - started) * 1000
            if round_number:  # the first round fills the caches, as the first visitors of a day do
                times.append(took)
                sizes.append(len(gzip.compress(response.content, 6)))
            failed += response.status_code != 200
    times.sort()
    return {
        "items": items,
        "pages": len(times),
        "failed": failed,
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1),
        "largest_page_gzip_bytes": max(sizes),
        "index_items_per_second": round(items / built),
    }


def _fill_up(wanted: int) -> None:
    """Add recombined items until there are as many as wanted: real sentences, other items."""
    from schakel.library.models import Item, ItemText

    chance = random.Random(1)
    originals = list(Item.objects.filter(state="published").prefetch_related("texts", "themes"))
    pools: dict[tuple[str, str], list[str]] = {}
    for item in originals:
        for text in item.texts.all():
            pools.setdefault((text.language, text.name), []).append(text.text)
    while Item.objects.count() < wanted:
        size = min(500, wanted - Item.objects.count())
        chosen = [chance.choice(originals) for _ in range(size)]
        first = Item.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
        copies = [
            Item(
                pk=first + place,
                kind=item.kind,
                slug=f"copy-{first + place}",
                owner_id=item.owner_id,
                place_id=item.place_id,
                visibility=item.visibility,
                state=item.state,
                facts=item.facts,
                is_illustrative=True,
                created_at=item.created_at,
                changed_at=item.changed_at,
                published_at=item.published_at,
            )
            for place, item in enumerate(chosen)
        ]
        Item.objects.bulk_create(copies)
        Item.themes.through.objects.bulk_create(
            [
                Item.themes.through(item_id=copy.pk, concept_id=theme.pk)
                for copy, item in zip(copies, chosen, strict=True)
                for theme in item.themes.all()
            ]
        )
        ItemText.objects.bulk_create(
            [
                ItemText(
                    item_id=copy.pk,
                    language=text.language,
                    name=text.name,
                    text=chance.choice(pools[text.language, text.name]),
                )
                for copy, item in zip(copies, chosen, strict=True)
                for text in item.texts.all()
            ]
        )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
    raise SystemExit(main(sys.argv[1:]))
