# ruff: noqa: E501, ISC004 - letters as people write them
"""Does a question that was shortened from a letter find what the bare question finds?

./schakel bench shortening FOLDER...: folders of the evaluation with problem sentences as their questions. Each is put
in a letter or mail (greetings, other subjects, agenda points, signatures, quoted replies, the same ones every time)
and asked in four ways: as it was, the whole letter, the letter without its politeness, and shortened.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schakel.config.settings")
os.environ.setdefault("SCHAKEL_DATA", tempfile.mkdtemp(prefix="schakel-bench-"))
import django

django.setup()

from schakel.documents.letters import letter_of, unfolded  # noqa: E402
from schakel.matching import evaluating  # noqa: E402
from schakel.matching.analysing import analyser_from_files  # noqa: E402
from schakel.matching.shortening import question_of, shortened  # noqa: E402
from schakel.search.analysis.analyser import Analyser, stream_settings  # noqa: E402
from schakel.search.public import open_index  # noqa: E402

# Of a municipality's ordinary post. None of it was written with the code at hand that has to see through it.
LETTERS = {
    "nl": {
        "opening": [
            "Beste Marieke,\n\nFijn dat we elkaar dinsdag even spraken bij de koffie. Zoals beloofd stuur ik je onze vraag op.",
            "Geachte heer Van Vliet,\n\nNaar aanleiding van uw oproep in de nieuwsbrief van oktober schrijf ik u namens het team "
            "bedrijfsvoering. Wij zijn een middelgrote organisatie met zo'n 340 collega's, verdeeld over drie locaties.",
            "Hoi allemaal,\n\nEven een uitgebreid mailtje van mijn kant, want aan de telefoon kwam het er niet helemaal uit.",
            "Onderwerp: terugkoppeling werkbezoek en een vraag\n\nGeachte collega,\n\nHet bezoek aan jullie stadhuis was "
            "inspirerend, ook door de rondleiding op het dak. De foto's staan inmiddels op intranet.",
        ],
        "before": [
            "De begroting voor volgend jaar is vorige maand in de raad vastgesteld, zonder grote wijzigingen.",
            "Door de verhuizing naar het nieuwe kantoor heeft mijn antwoord wat langer op zich laten wachten.",
            "Onze wethouder heeft het onderwerp genoemd in haar nieuwjaarstoespraak, wat veel reacties gaf.",
            "Peter is sinds september met pensioen, ik heb zijn portefeuille overgenomen.",
        ],
        "after": [
            "Agendapunten voor donderdag:\n1. Verslag vorige keer\n2. Parkeren rond het winkelcentrum\n3. Voorbereiding zomerfeest\n4. Rondvraag",
            "Verder wilde ik nog melden dat de kerstborrel dit jaar in de kantine van de sporthal is, om vijf uur.",
            "In de bijlage vind je de presentatie en een overzicht van de kosten tot nu toe. Ik hoor graag wat je ervan vindt.",
            "Ik ben bereikbaar op dinsdag, woensdag en donderdag; op vrijdag werk ik thuis. Bel gerust als iets niet duidelijk is.",
            "De juridische afdeling kijkt nog mee naar de verwerkersovereenkomst, dat kan enkele weken duren.",
        ],
        "closing": [
            "Met vriendelijke groet,\n\nJan-Willem de Groot\nBeleidsadviseur\nGemeente Westerbeek\nT 0612345678\njw.degroot@westerbeek.example\nPostbus 12, 1234 AB Westerbeek",
            "Hoogachtend,\nnamens het college,\n\nmr. S. el Amrani\nAfdeling Samenleving\ntel. (010) 123 45 67\n\nDit bericht is uitsluitend bestemd voor de geadresseerde.",
            "Groetjes,\nMarieke\n\nOp di 3 nov 2026 om 14:02 schreef Anna Bakker <anna@stad.example>:\n> Hoi Marieke,\n> kun jij de lijst met laadpalen en de planning van het groen nog sturen?\n> Anna",
            "",
        ],
    },
    "en": {
        "opening": [
            "Dear Mr. Harris,\n\nIt was a pleasure meeting you at the conference in Ghent last month. As promised, here is what we discussed over lunch.",
            "Hi all,\n\nSorry for the long mail, but on the phone I did not get round to everything.",
            "Subject: follow-up of our visit\n\nDear colleague,\n\nThank you for showing us around. The photos are on our intranet by now.",
            "To whom it may concern,\n\nI am writing on behalf of the operations team. We are a public body with some 340 staff in three locations.",
        ],
        "before": [
            "The budget for next year was adopted by the council last month without major changes.",
            "Because of our move to the new office my reply took longer than I hoped.",
            "Our alderman mentioned the subject in her new year's speech, which caused quite some reactions.",
            "Peter retired in September and I have taken over his portfolio.",
        ],
        "after": [
            "Agenda for Thursday:\n1. Minutes\n2. Parking around the shopping centre\n3. Preparing the summer fair\n4. Any other business",
            "I also wanted to mention that the Christmas drinks are in the canteen of the sports hall this year, at five.",
            "Please find attached the slides and an overview of the costs so far. I look forward to hearing what you think.",
            "I am in the office on Tuesday, Wednesday and Thursday; do call me if anything is unclear.",
            "Our legal department is still looking at the data processing agreement, which may take some weeks.",
        ],
        "closing": [
            "Kind regards,\n\nJohn Smith\nPolicy adviser\nCity of Westbrook\nT +31 612345678\njohn.smith@westbrook.example",
            "Yours sincerely,\n\nSarah O'Neill\nDepartment of Services\n\nThis e-mail is confidential and intended only for the addressee.",
            "Cheers,\nMary\n\nOn Tue, 3 Nov 2026 at 14:02, Anna Baker <anna@town.example> wrote:\n> Hi Mary,\n> could you send the list of charging points and the planting schedule?\n> Anna",
            "",
        ],
    },
}


def letter(question: str, language: str, key: str) -> str:
    """The question in the middle of a letter, the same one for the same question."""
    chance = random.Random(key)
    parts = LETTERS.get(language, LETTERS["en"])
    before = chance.sample(parts["before"], chance.choice((1, 2)))
    after = chance.sample(parts["after"], chance.choice((2, 3)))
    return "\n\n".join(
        [chance.choice(parts["opening"]), " ".join(before), question, *after, chance.choice(parts["closing"])]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=0, help="so many questions of each, evenly spread")
    options = parser.parse_args()
    analyser = analyser_from_files()
    for folder in options.folders:
        report(folder, analyser, options.most)
    return 0


def report(folder: Path, analyser: Analyser, most: int) -> None:
    documents = list(evaluating._lines(folder, "corpus"))  # noqa: SLF001 - measured with its own parts
    grades = evaluating._grades(folder)  # noqa: SLF001
    asked = [evaluating._asked(query) for query in evaluating._lines(folder, "queries")]  # noqa: SLF001
    asked = [query for query in asked if query.key in grades]
    if most and len(asked) > most:
        asked = asked[:: max(1, len(asked) // most)][:most]
    with tempfile.TemporaryDirectory() as place:
        engine = open_index(Path(place) / "index", stream_settings())
        engine.replace_all((evaluating._entry(document, analyser) for document in documents), watermark=0)  # noqa: SLF001
        took: list[float] = []

        def shorten(text: str, language: str) -> str:
            began = time.perf_counter()
            sentences = shortened(text, language=language, engine=engine)
            took.append((time.perf_counter() - began) * 1000)
            return question_of([sentence.text for sentence in sentences if sentence.is_chosen])

        def plain(text: str) -> str:
            return letter_of(unfolded(text)).text

        ways = {
            "as it was": lambda query: query.text,
            "the whole letter": lambda query: letter(query.text, query.language, query.key),
            "without politeness": lambda query: plain(letter(query.text, query.language, query.key)),
            "shortened": lambda query: shorten(
                plain(letter(query.text, query.language, query.key)), query.language
            ),
        }
        print(f"\n{folder.name}: {len(documents)} documents, {len(asked)} questions")
        for name, text_of in ways.items():
            texts = {query.key: text_of(query) for query in asked}
            rankings = {}
            for query in asked:
                terms = analyser.question(texts[query.key][:5000], query.language).terms
                question = evaluating.Question(terms, frozenset({"public"}), without=query.without, most=100)
                rankings[query.key] = [hit.key for hit in engine.find(question).hits]
            gained = [evaluating.ndcg(rankings[query.key], grades[query.key], 10) for query in asked]
            found = [evaluating.recall(rankings[query.key], grades[query.key], 10) > 0 for query in asked]
            length = sum(map(len, texts.values())) / len(texts)
            print(
                f"  {name:20} nDCG@10 {sum(gained) / len(gained):.4f}  success@10 {sum(found) / len(found):.4f}"
                f"  {length:5.0f} characters"
            )
        print(f"  shortening took {sorted(took)[len(took) // 2]:.1f} ms (median), {max(took):.1f} ms at most")


if __name__ == "__main__":
    sys.exit(main())
