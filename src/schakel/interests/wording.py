"""What somebody is to an organisation, in words of the screen."""

from django.utils.translation import gettext_lazy as _

from schakel.interests.rules import Relation

_RELATIONS = {
    Relation.MEMBER: _("belongs to it"),
    Relation.WORKS_THERE: _("works there, or is going to"),
    Relation.OWNS_PART: _("owns part of it"),
    Relation.FAMILY: _("family or close friends work there or own it"),
    Relation.ADVISES: _("advises it, or sits on its board"),
    Relation.OTHER: _("something else"),
}


def relation_name(relation: Relation) -> str:
    return str(_RELATIONS[relation])
