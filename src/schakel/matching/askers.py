"""The municipality or province that a question is asked for."""

from dataclasses import dataclass

from schakel.accounts.public import Person
from schakel.kernel.points import Point
from schakel.organisations import public as organisations


@dataclass(frozen=True, slots=True)
class Asker:
    """The municipality the question is asked for."""

    name: str
    slug: str
    region: str
    size_class: str
    point: Point | None = None
    """Where it lies; of one that nobody has put on the map, where the capital of its province lies."""


def asker_of(slug: str, person: Person | None) -> Asker | None:
    """The municipality in the address, else the one the person belongs to."""
    bodies = [organisations.find_organisation(slug)] if slug else _own_organisations(person)
    for body in bodies:
        if body is not None and body.type in ("municipality", "province"):
            province = body if body.type == "province" else body.province
            region = (province.code or "") if province else ""
            points = organisations.points()
            point = points.get(body.code or "") or points.get(region)
            return Asker(body.name, body.slug, region, body.size_class, point)
    return None


def _own_organisations(person: Person | None) -> list[organisations.Organisation]:
    return organisations.member_organisations(person) if person is not None else []
