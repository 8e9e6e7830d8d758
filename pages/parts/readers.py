"""Who reads, as links between pages name them."""

from __future__ import annotations

from data.service_search import Who

TALK = {"young": Who.YOUNG_PERSON, "parent": Who.PARENT, "staff": Who.PROFESSIONAL}
TEXTSAFE = {
    "text": "I got this text",
    "family": "Someone I love is missing",
    "staff": "I work with children, or in the police",
}
ALSO = {"young": "text", "parent": "family", "professional": "staff"}
"""What links to the other pages call the readers of the page of TextSafe."""
WITH_HELPLINE = {"text": Who.YOUNG_PERSON, "family": Who.PARENT}
"""The readers of the page of TextSafe who see the helpline."""


def textsafe_reader(asked: str) -> str | None:
    """Give the reader of the page of TextSafe that a link names, None for none that we know."""
    name = ALSO.get(asked, asked)
    return name if name in TEXTSAFE else None
