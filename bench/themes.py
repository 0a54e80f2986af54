"""How long a vocabulary of EuroVoc's size takes to read, and how much memory: written by chance, in three formats.

7,500 concepts with 72 labels each in 24 languages (540,000), every label both plain and as SKOS-XL. With --rdflib the
graph of rdflib is measured beside it, where that is installed: it takes minutes and gigabytes.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "src")]

LANGUAGES = tuple("bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv".split())  # noqa: SIM905
SYLLABLES = [
    "ba",
    "ke",
    "li",
    "mo",
    "nu",
    "ra",
    "se",
    "ti",
    "vo",
    "wu",
    "zan",
    "der",
    "pel",
    "gro",
    "sta",
    "kli",
]
HEAD = """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#"
 xmlns:xl="http://www.w3.org/2008/05/skos-xl#" xmlns:dct="http://purl.org/dc/terms/">
<skos:ConceptScheme rdf:about="http://words.example/all"><skos:prefLabel xml:lang="nl">Alles</skos:prefLabel>
<skos:prefLabel xml:lang="en">All</skos:prefLabel></skos:ConceptScheme>
"""


def write_vocabulary(path: Path, *, concepts: int) -> None:
    chance = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(1, concepts + 1):
            file.write(_concept(number, chance))
        file.write("</rdf:RDF>\n")


def _concept(number: int, chance: random.Random) -> str:
    address = f"http://words.example/{number}"
    labels = [
        (
            "altLabel" if place else "prefLabel",
            language,
            f"{_word(chance)} {_word(chance)} {number}",
            f"{address}_{language}{place}",
        )
        for language in LANGUAGES
        for place in range(3)
    ]
    broader = (
        f'<skos:broader rdf:resource="http://words.example/{number // 12 or 1}"/>' if number > 21 else ""
    )
    plain = "".join(f'<skos:{kind} xml:lang="{code}">{text}</skos:{kind}>' for kind, code, text, _ in labels)
    links = "".join(f'<xl:{kind} rdf:resource="{label}"/>' for kind, _, _, label in labels)
    forms = "".join(
        f'<xl:Label rdf:about="{label}"><xl:literalForm xml:lang="{code}">{text}</xl:literalForm>'
        f"<dct:created>1998-11-03</dct:created></xl:Label>\n"
        for _, code, text, label in labels
    )
    return (
        f'<skos:Concept rdf:about="{address}"><skos:inScheme rdf:resource="http://words.example/all"/>'
        f"<skos:notation>{number}</skos:notation>{broader}{plain}{links}</skos:Concept>\n{forms}"
    )


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 5)))


def convert(source: Path) -> list[Path]:
    import pyoxigraph as rdf

    made = [source]
    for ending, written in (("ttl", rdf.RdfFormat.TURTLE), ("jsonld", rdf.RdfFormat.JSON_LD)):
        target = source.with_suffix(f".{ending}")
        triples = (found.triple for found in rdf.parse(path=str(source), format=rdf.RdfFormat.RDF_XML))
        rdf.serialize(triples, output=str(target), format=written)
        made.append(target)
    return made


def read(path: Path, *, with_rdflib: bool) -> int:
    """How many concepts, or statements, were read."""
    if with_rdflib:
        import rdflib

        return len(
            rdflib.Graph().parse(path, format={".rdf": "xml", ".ttl": "turtle"}.get(path.suffix, "json-ld"))
        )
    from schakel.vocabulary.skos import read_skos

    return len(read_skos(path).concepts)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--concepts", type=int, default=7500)
    parser.add_argument("--rdflib", action="store_true", help="measure the graph of rdflib too")
    parser.add_argument("--one", type=Path, help="read one file here and say what it took")
    options = parser.parse_args()
    if options.one:
        began = perf_counter()
        number = read(options.one, with_rdflib=options.rdflib)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"| {options.one.suffix[1:]} | {number} | {perf_counter() - began:.1f} | {process_time():.1f} | {peak} |"
        )
        return
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "words.rdf"
        write_vocabulary(source, concepts=options.concepts)
        print(
            f"{source.stat().st_size / 1e6:.0f} MB of RDF/XML\n\n"
            "| format | read | seconds | of a processor | MB |\n|---|---|---|---|---|",
            flush=True,
        )
        for path in convert(source):
            subprocess.run([sys.executable, __file__, "--one", str(path)], check=True)
            if options.rdflib:
                subprocess.run([sys.executable, __file__, "--rdflib", "--one", str(path)], check=True)


if __name__ == "__main__":
    main()
