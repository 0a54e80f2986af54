"""What a column probably holds, from its name: a first proposal on the mapping screen, that a person looks at."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

NAMES: Mapping[str, tuple[str, ...]] = {
    "text.title": ("title", "titel", "name", "naam", "project", "projectnaam", "onderwerp"),
    "text.summary": (
        "summary",
        "samenvatting",
        "shortdescription",
        "korteomschrijving",
        "intro",
        "teaser",
        "inleiding",
    ),
    "text.body": ("description", "omschrijving", "beschrijving", "tekst", "text", "body", "toelichting"),
    "text.problem": ("problem", "probleem", "vraagstuk", "aanleiding", "challenge"),
    "text.approach": (
        "approach",
        "aanpak",
        "solution",
        "oplossing",
        "description",
        "omschrijving",
        "beschrijving",
    ),
    "text.result": ("result", "results", "resultaat", "resultaten", "outcome", "opbrengst"),
    "text.lessons": ("lessons", "lessen", "geleerd", "lessonslearned", "leerpunten"),
    "text.conditions": ("conditions", "voorwaarden", "randvoorwaarden"),
    "text.question": ("question", "vraag", "description", "omschrijving", "beschrijving"),
    "text.expertise": ("expertise", "deskundigheid", "kennis"),
    "source_url": ("url", "link", "website", "webpagina", "web", "homepage", "bron", "source"),
    "place": ("gemeente", "municipality", "plaats", "place", "provincie", "province", "locatie"),
    "themes": ("theme", "themes", "thema", "themas", "onderwerpen", "tags", "trefwoorden", "keywords"),
    "fact.status": ("status", "fase", "phase", "stage"),
    "fact.started_year": (
        "startjaar",
        "startyear",
        "start",
        "startdate",
        "startdatum",
        "begin",
        "jaar",
        "year",
    ),
    "fact.ended_year": ("eindjaar", "endyear", "end", "enddate", "einddatum", "einde"),
    "fact.starts_on": ("datum", "date", "startdatum", "startdate", "start", "dag"),
    "fact.spdx": ("licence", "license", "licentie", "spdx"),
    "fact.repository_url": ("repository", "broncode", "repo", "github", "gitlab", "sourcecode"),
    "fact.funder": ("funder", "financier", "programma", "programme", "fonds", "verstrekker"),
    "fact.budget_cents": ("budget", "totaal", "subsidieplafond"),
    "fact.maximum_cents": ("maximum", "maximaal", "maxbedrag", "maximumbedrag"),
    "fact.minimum_cents": ("minimum", "minimaal", "minbedrag", "minimumbedrag"),
    "fact.windows": ("deadline", "sluitdatum", "sluitingsdatum", "closingdate", "indienen"),
    "fact.price_cents": ("price", "prijs", "kosten", "costs"),
    "fact.seats": ("seats", "plaatsen", "capaciteit", "deelnemers"),
    "fact.capacity_people": ("capacity", "capaciteit", "personen"),
    "fact.address": ("address", "adres"),
    "fact.publisher": ("publisher", "uitgever", "organisatie", "organisation"),
    "fact.published_year": ("jaar", "year", "publicatiejaar", "gepubliceerd", "published"),
    "fact.suppliers": ("supplier", "suppliers", "leverancier", "leveranciers"),
    "fact.country": ("land", "country"),
    "fact.website": ("website", "url", "web"),
}
KEYS = ("id", "identifier", "nummer", "number", "code", "kenmerk", "uuid", "key", "url", "link")
CONTACTS = (
    "contact",
    "contactpersoon",
    "email",
    "mail",
    "telefoon",
    "telephone",
    "phone",
    "mobiel",
    "emailadres",
)
"""Columns with people in them are left out unless somebody says otherwise."""


def plain_name(column: str) -> str:
    """The letters and figures of a name, without marks and capitals."""
    plain = unicodedata.normalize("NFKD", column).casefold()
    return "".join(re.findall(r"[a-z0-9]+", plain))


def guessed(columns: Iterable[str], fields: Iterable[str]) -> dict[str, str]:
    """Column -> field, each at most once, for the fields of a kind; an earlier name of a field wins."""
    names = {column: plain_name(column) for column in columns}
    found: dict[str, str] = {}
    for field in fields:
        for name in NAMES.get(field, ()):
            column = next((one for one, plain in names.items() if plain == name and one not in found), None)
            if column is not None:
                found[column] = field
                break
    return found


def guessed_key(columns: Iterable[str]) -> str:
    """The column by which a record is probably known again; empty when none looks like it."""
    names = {plain_name(column): column for column in reversed(list(columns))}
    return next((names[key] for key in KEYS if key in names), "")


def holds_contacts(column: str) -> bool:
    """Whether a column probably holds how to reach a person."""
    plain = plain_name(column)
    return any(plain.startswith(name) or plain.endswith(name) for name in CONTACTS)
