"""The services that a page shows by itself, to whoever reads it, before anything is asked."""

from __future__ import annotations

from datetime import datetime

from data.directory import Directory
from data.service_search import Found, ServiceSearch, Who, search_services

HELPLINE = "missing-people-helpline"
_TOPICS = frozenset({"missing", "home"})
_MOST = 4


def missing_helpline(directory: Directory, who: Who, at: datetime) -> tuple[Found, ...]:
    """Give the helpline for missing people, or what comes nearest; ``at`` needs a time zone."""
    return search_services(directory, ServiceSearch(at=at, who=who, linked=HELPLINE)).found[:1]


def for_parents_of_missing(directory: Directory, at: datetime) -> tuple[Found, ...]:
    """Give services for parents whose child is missing: the helpline first."""
    asked = ServiceSearch(at=at, who=Who.PARENT, topics=_TOPICS, linked=HELPLINE)
    return search_services(directory, asked).found[:_MOST]
