"""The door of the API's own package: what the operations of the capabilities are made with."""

from schakel.api.assembling import addresses_of, open_api
from schakel.api.boundary import VERSION, at_the_boundary, nothing_here
from schakel.api.calling import Caller, caller_of
from schakel.api.contract import Difference, Weight, differences, refusal_to_keep
from schakel.api.document import Publisher, document_of, operations_of
from schakel.api.examples import curl_of
from schakel.api.problems import Mistake, Problem
from schakel.api.reading import now, page_address, place_of, today, unusable_cursor, whole_address
from schakel.api.routing import Routes, link_to_next
from schakel.api.rules import ROOT, Retirement, cursor_at, place_at
from schakel.api.shapes import (
    NOT_GIVEN,
    Asked,
    Chosen,
    Language,
    Listed,
    Mentioned,
    NextAddress,
    Notation,
    PlainText,
    Province,
    Shape,
    Slug,
    Sparse,
    Values,
)
from schakel.api.showing import docs_page

__all__ = [
    "NOT_GIVEN",
    "ROOT",
    "VERSION",
    "Asked",
    "Caller",
    "Chosen",
    "Difference",
    "Language",
    "Listed",
    "Mentioned",
    "Mistake",
    "NextAddress",
    "Notation",
    "PlainText",
    "Problem",
    "Province",
    "Publisher",
    "Retirement",
    "Routes",
    "Shape",
    "Slug",
    "Sparse",
    "Values",
    "Weight",
    "addresses_of",
    "at_the_boundary",
    "caller_of",
    "curl_of",
    "cursor_at",
    "differences",
    "docs_page",
    "document_of",
    "link_to_next",
    "nothing_here",
    "now",
    "open_api",
    "operations_of",
    "page_address",
    "place_at",
    "place_of",
    "refusal_to_keep",
    "today",
    "unusable_cursor",
    "whole_address",
]
