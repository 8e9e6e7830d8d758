"""What somebody sent with a form of the plain pages. None of it is kept or logged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from pages.origin import is_ours

LARGEST = 16_384
MOST_FIELDS = 300
_OURS = frozenset({"same-origin", "none"})

T = TypeVar("T")


@dataclass(frozen=True)
class Form:
    """The fields, each with all its values. Nothing in them is known to be sensible."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def one(self, name: str, longest: int = 80) -> str:
        """Give the first value of a field, cut and on one line; empty for none."""
        return " ".join(self.lines(name, longest).split())

    def lines(self, name: str, longest: int) -> str:
        """Give the same with its lines as they are. What can't be seen is left out."""
        return _seen(self.many(name)[0][:longest]) if self.many(name) else ""

    def all_of(self, name: str, longest: int = 80) -> tuple[str, ...]:
        """Give every value of a field, each cut and on one line."""
        return tuple(" ".join(_seen(value[:longest]).split()) for value in self.many(name))

    def many(self, name: str) -> tuple[str, ...]:
        """Give every value of a field as it was sent."""
        return self.fields.get(name, ())

    def chosen(self, name: str, known: Iterable[T]) -> frozenset[T]:
        """Give those of the ``known`` values that a field names."""
        wanted = set(self.many(name))
        return frozenset(value for value in known if str(value) in wanted)

    def number(self, name: str, least: int, most: int) -> int | None:
        """Give a whole number within bounds, None for anything else."""
        text = self.one(name, 6)
        number = int(text) if text.isascii() and text.isdigit() else None
        return number if number is not None and least <= number <= most else None

    def degrees(self, name: str, most: int) -> float | None:
        """Give a position's half, None for anything that is no number of degrees."""
        try:
            value = float(self.one(name, 24))
        except ValueError:
            return None
        return value if isfinite(value) and abs(value) <= most else None


async def read(request: Request) -> Form:
    """Read a form. Raises HTTPException 413 for a long one, 400 for what is none.

    A form of another site is refused where the browser tells. There is no token in the form: a
    visitor has no cookie that it could belong to, and nothing is ever done in a visitor's name.
    """
    _from_us(request)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise HTTPException(413)
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise HTTPException(400) from None
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    return Form(MappingProxyType(fields))


def _seen(text: str) -> str:
    lines = text.replace("\r\n", "\n")
    shown = (c if c.isprintable() or c == "\n" else " " * c.isspace() for c in lines)
    return "".join(shown).strip()


def _from_us(request: Request) -> None:
    site = request.headers.get("sec-fetch-site")
    if (site is not None and site not in _OURS) or not is_ours(request.headers):
        raise HTTPException(403)
