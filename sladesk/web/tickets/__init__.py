"""The page of one ticket: header, clocks, timeline, composer, panels, and every step taken on it."""

from sladesk.web.tickets import deadline, look, page, personal, story, takes
from sladesk.web.tickets.blueprint import blueprint

__all__ = ["blueprint", "deadline", "look", "page", "personal", "story", "takes"]
