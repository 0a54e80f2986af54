"""One's own page: what waits, what there is to do, drafts, organisations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schakel.accounts.public import Person, Role, doing_of, role_name, standing_of, waiting_for
from schakel.library import queries
from schakel.library.labels import kind_name
from schakel.library.models import ItemQuerySet
from schakel.library.web.people import for_people
from schakel.library.web.visiting import now, screen_language, today
from schakel.organisations import public as organisations

MOST = 50


@require_safe
@for_people
def my_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Where somebody begins: what waits for them, what they can do, what they have not finished."""
    own = organisations.member_organisations(person)
    stale = queries.in_need_of_an_update(person, today=today()).filter(owner__in=own)
    context = {
        "me": person,
        "roles": _roles(person),
        "waiting": waiting_for(person, now=now()),
        "doing": doing_of(person),
        "organisations": own,
        "drafts": _lines(queries.drafts_of(person)[:MOST]),
        "stale": _lines(stale[:MOST]),
    }
    return render(request, "library/me.html", context)


def _roles(person: Person) -> list[str]:
    """What somebody is, in words; what is behind another of them is not said twice."""
    roles = standing_of(person) | organisations.roles_in(person)
    said = [role for role in Role if role in roles - {Role.VISITOR, Role.STAFF}]
    if len(set(said) - {Role.MEMBER, Role.PUBLIC_BODY}) > 0:
        said = [role for role in said if role is not Role.MEMBER]
    return [role_name(role) for role in said]


def _lines(items: ItemQuerySet) -> list[dict[str, object]]:
    language = screen_language()
    return [
        {
            "title": item.title(language),
            "slug": item.slug,
            "kind_name": kind_name(item.kind),
            "owner": item.owner.name,
            "changed_at": item.changed_at,
        }
        for item in queries.values_of(items, today=today())
    ]
