"""Names, sizes and membership of organisations; plain Python."""

import re
import unicodedata
from enum import StrEnum


class OrganisationType(StrEnum):
    MUNICIPALITY = "municipality"
    PROVINCE = "province"
    WATER_BOARD = "water-board"
    COMPANY = "company"
    KNOWLEDGE = "knowledge"
    ASSOCIATION = "association"
    NATIONAL = "national"
    HUB_PARTNER = "hub-partner"


class SizeClass(StrEnum):
    """Number of inhabitants, in the classes municipalities compare themselves by."""

    UNDER_20K = "under-20k"
    UNDER_50K = "20k-50k"
    UNDER_100K = "50k-100k"
    UNDER_250K = "100k-250k"
    LARGER = "over-250k"


PUBLIC_BODIES = frozenset(
    {OrganisationType.MUNICIPALITY, OrganisationType.PROVINCE, OrganisationType.WATER_BOARD, OrganisationType.NATIONAL}
)

_OFFICIAL_PREFIXES = re.compile(r"^(gemeente|provincie|provinsje|municipality of|city of|province of|de gemeente)\s+")
_PROVINCE_SUFFIX = re.compile(r"\s*\(([a-z .]+)\)\s*$")
# Names by which people know a municipality that officially has another one, and the other way round.
OTHER_NAMES: dict[str, str] = {
    "den haag": "s gravenhage",
    "the hague": "s gravenhage",
    "den bosch": "s hertogenbosch",
    "leeuwarden": "leeuwarden",
    "ljouwert": "leeuwarden",
    "sudwest fryslan": "sudwest fryslan",
    "zuidwest friesland": "sudwest fryslan",
    "friesland": "fryslan",
    "flushing": "vlissingen",
    "nuenen": "nuenen gerwen en nederwetten",
    "de bilt": "de bilt",
    "north holland": "noord holland",
    "south holland": "zuid holland",
    "north brabant": "noord brabant",
}


def comparable_name(name: str) -> str:
    """The name as it is compared: without case, diacritics, punctuation and "gemeente" in front.

    A province between brackets stays, as "bergen (nh.)" and "bergen (l.)" are two places: it becomes a last word.
    """
    folded = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    plain = _OFFICIAL_PREFIXES.sub("", plain.strip())
    suffix = _PROVINCE_SUFFIX.search(plain)
    words = re.sub(r"[^a-z0-9]+", " ", _PROVINCE_SUFFIX.sub("", plain)).split()
    if suffix:
        words.append(re.sub(r"[^a-z]+", "", suffix.group(1)))
    joined = " ".join(words)
    return OTHER_NAMES.get(joined, joined)
