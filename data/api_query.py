"""What a program asks of the API: each parameter read strictly, with words about what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

from data.open_referral_hours import DAYS

PER_PAGE = 50
MOST_PER_PAGE = 100
LONGEST = 200
FARTHEST = 100_000
"""Metres."""
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class QueryError(ValueError):
    """What is wrong, by parameter, in words that say what to write."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = dict(problems)


@dataclass(frozen=True)
class Query:
    """What was asked; None and empty mean any. Times are minutes, ``day`` 0 is Monday."""

    page: int = 1
    per_page: int = PER_PAGE
    full: bool = False
    search: str = ""
    terms: tuple[str, ...] = ()
    taxonomies: tuple[str, ...] = ()
    minimum_age: float | None = None
    maximum_age: float | None = None
    day: int | None = None
    start_time: int | None = None
    end_time: int | None = None
    postcode: str = field(default="", repr=False)
    proximity: float | None = None

    @property
    def is_typed(self) -> bool:
        """Say whether words of a visitor may be in it, so that no cache may keep the answer."""
        return bool(self.search or self.postcode)


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) < least:
            raise ValueError(f"Write a whole number from {least}.")
        return min(int(text), most)

    return read


def _number(most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", text) or float(text) > most:
            raise ValueError(f"Write a number from 0 to {most:g}.")
        return float(text)

    return read


def _time(text: str) -> int:
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])(:[0-5][0-9])?", text)
    if not found:
        raise ValueError("Write a time of London's day, such as 09:30 or 22:00.")
    return int(found[1]) * 60 + int(found[2])


def _day(text: str) -> int:
    said = text.strip().casefold()
    for number, (code, name) in enumerate(zip(DAYS, _DAY_NAMES, strict=True)):
        if said in (code.casefold(), name[:3], name):
            return number
    raise ValueError("Write a day: MO, TU, WE, TH, FR, SA or SU.")


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("Write true or false.")
    return text == "true"


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise ValueError("Write an id as the API gives it: a UUID.") from None


def _words(text: str) -> str:
    if len(text) > LONGEST:
        raise ValueError(f"Write at most {LONGEST} letters.")
    return text.strip()


_PAGING: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {"page": _whole(1, 1_000_000), "per_page": _whole(1, MOST_PER_PAGE)}
)
_FILTERS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "full": _flag,
        "search": _words,
        "taxonomy_term_id": _uuid,
        "taxonomy_id": _uuid,
        "minimum_age": _number(150),
        "maximum_age": _number(150),
        "day": _day,
        "start_time": _time,
        "end_time": _time,
    }
)
_NEARBY: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {"postcode": _words, "proximity": _number(FARTHEST)}
)
READS: Mapping[str, Mapping[str, Callable[[str], Any]]] = MappingProxyType(
    {
        "services": {**_PAGING, **_FILTERS},
        "service_at_locations": {**_PAGING, **_FILTERS, **_NEARBY},
        "taxonomies": _PAGING,
        "taxonomy_terms": {**_PAGING, "taxonomy_id": _uuid},
    }
)
"""The parameters of each list."""
_MANY = {"taxonomy_term_id": "terms", "taxonomy_id": "taxonomies"}


def read(resource: str, asked: Sequence[tuple[str, str]]) -> Query:
    """Read the parameters of a list. Raises QueryError with all that is wrong."""
    known, problems = READS[resource], {}
    values: dict[str, Any] = {}
    for name, text in asked:
        if name not in known:
            # The name may hold anything, so it is not said again.
            problems["?"] = f"A parameter is not known here. Known are: {', '.join(known)}."
            continue
        if text == "":
            continue
        try:
            value = known[name](text)
        except ValueError as error:
            problems[name] = str(error)
            continue
        if name in _MANY:
            values[_MANY[name]] = (*values.get(_MANY[name], ()), value)
        elif name in values:
            problems[name] = "Write this parameter once."
        else:
            values[name] = value
    if "proximity" in values and "postcode" not in values and "postcode" not in problems:
        problems["proximity"] = "Write a postcode too: proximity is metres around it."
    if problems:
        raise QueryError(problems)
    return Query(**values)
