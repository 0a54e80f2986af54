"""The door of procurement."""

from schakel.procurement.queries import RouteInWords, chosen_route, route_of
from schakel.procurement.rules import Route
from schakel.procurement.wording import route_name, route_sentence

__all__ = ["Route", "RouteInWords", "chosen_route", "route_name", "route_of", "route_sentence"]
