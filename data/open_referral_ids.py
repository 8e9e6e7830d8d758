"""Ids of the Open Referral API: a UUID made of our own id, so the same record keeps it for good.

``uuid5(NAMESPACE, "service/place/" + id)`` is the id of a place's service, and so on: anybody who
has our files can work it out. The namespace must never change.
"""

from __future__ import annotations

from uuid import UUID, uuid5

NAMESPACE = UUID("6b0f7c0e-6d5c-5f0b-9a53-2f3d0f7a1c44")


def made(*parts: str) -> str:
    """Give the id of a thing that its parts name.

    >>> made("service", "place", "city-hall") == made("service", "place", "city-hall")
    True
    """
    return str(uuid5(NAMESPACE, "/".join(parts)))
