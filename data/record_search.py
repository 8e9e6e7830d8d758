"""Find records of all four kinds: by words, also misspelt ones, and by what they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import itemgetter
from types import MappingProxyType

from rapidfuzz import process
from rapidfuzz.distance import OSA

from data.load import Seed
from data.publication import is_past_interval
from data.records import BoroughContact, Place, Record, Scheme, Service, Tier, Visibility
from data.revisions import RecordKind

_SHORTEST_MISSPELT = 4
_TWO_LETTERS_WRONG = 8
_WORD = re.compile(r"[a-z0-9]+")
_IN_NAME, _ELSEWHERE = 4, 1
_WHOLE, _BEGINNING, _INSIDE, _MISSPELT = 8, 4, 2, 1


class CheckState(StrEnum):
    """What can be wanted of City Hall's own checks."""

    PAST_INTERVAL = "past"
    NEVER = "never"


@dataclass(frozen=True)
class RecordQuery:
    """What is looked for. Empty text, empty sets and None mean "any"."""

    text: str = ""
    kinds: frozenset[RecordKind] = frozenset()
    borough: str | None = None
    visibilities: frozenset[Visibility] = frozenset()
    tiers: frozenset[Tier] = frozenset()
    scheme: str | None = None
    check: CheckState | None = None


@dataclass(frozen=True)
class Row:
    """One record in the list, with the name it goes by and where it is."""

    kind: RecordKind
    record: Record
    name: str
    where: str


@dataclass(frozen=True)
class RecordIndex:
    """All records at one moment. ``words`` leads from each word to rows and how well it names them.

    A postcode and a telephone number are words too, written without spaces.
    """

    rows: tuple[Row, ...]
    words: Mapping[str, tuple[tuple[int, int], ...]]

    @classmethod
    def of(cls, seed: Seed) -> RecordIndex:
        """Index all records, public or not."""
        schemes = {s.id: s.name for s in seed.schemes}
        rows = tuple(sorted(_rows(seed), key=lambda row: (row.name.casefold(), row.record.id)))
        words: dict[str, dict[int, int]] = {}
        for number, row in enumerate(rows):
            for word, weight in filter(itemgetter(0), _words_of(row, schemes)):
                held = words.setdefault(word, {})
                held[number] = max(weight, held.get(number, 0))
        return cls(rows, MappingProxyType({w: tuple(h.items()) for w, h in words.items()}))

    def find(self, query: RecordQuery, today: date) -> list[Row]:
        """Give the records that fit, best first; by name where all fit alike."""
        scores = self._scores(query.text)
        numbers: Iterable[int] = range(len(self.rows)) if scores is None else scores
        fitting = [n for n in numbers if _fits(self.rows[n], query, today)]
        return [self.rows[n] for n in sorted(fitting, key=lambda n: (-(scores or {}).get(n, 0), n))]

    def _scores(self, text: str) -> dict[int, int] | None:
        """Give the rows that have every word of a text, with a score; None for no words."""
        asked = _asked(text)
        if not asked:
            return None
        total: dict[int, int] | None = None
        for word in asked:
            found = self._of_word(word)
            total = (
                found
                if total is None
                else {n: total[n] + found[n] for n in total.keys() & found.keys()}
            )
        return total

    def _of_word(self, word: str) -> dict[int, int]:
        found: dict[int, int] = {}
        for held, quality in self._alike(word):
            for number, weight in self.words[held]:
                found[number] = max(weight * quality, found.get(number, 0))
        return found

    def _alike(self, word: str) -> Iterator[tuple[str, int]]:
        for held in self.words:
            if word in held:
                yield (
                    held,
                    _WHOLE if held == word else _BEGINNING if held.startswith(word) else _INSIDE,
                )
        if len(word) < _SHORTEST_MISSPELT or word.isdigit():
            return
        wrong = 2 if len(word) >= _TWO_LETTERS_WRONG else 1
        near = process.extract(
            word, self.words.keys(), scorer=OSA.distance, score_cutoff=wrong, limit=None
        )
        yield from ((str(held), _MISSPELT) for held, _, _ in near)


def name_of(record: Record) -> str:
    """Give the name that a record goes by."""
    if isinstance(record, BoroughContact):
        return f"{record.borough}: children's services"
    return str(getattr(record, "name", record.id))


def _rows(seed: Seed) -> Iterator[Row]:
    records: tuple[tuple[RecordKind, Sequence[Record]], ...] = (
        (RecordKind.PLACE, seed.places),
        (RecordKind.SERVICE, seed.services),
        (RecordKind.SCHEME, seed.schemes),
        (RecordKind.CONTACT, seed.borough_contacts),
    )
    for kind, some in records:
        for record in some:
            yield Row(kind, record, name_of(record), _where(record))


def _where(record: Record) -> str:
    if isinstance(record, Place):
        return ", ".join(filter(None, (record.address, record.borough, record.postcode)))
    if isinstance(record, Service):
        return ", ".join(record.coverage)
    if isinstance(record, Scheme):
        return ", ".join(record.area)
    return record.borough if isinstance(record, BoroughContact) else ""


def _words_of(row: Row, schemes: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    record = row.record
    yield from ((word, _IN_NAME) for word in _plain_words(row.name))
    yield from ((word, _ELSEWHERE) for word in _plain_words(f"{record.id} {row.where}"))
    if isinstance(record, Place):
        yield _squeezed(record.postcode or ""), _IN_NAME
        yield from ((w, _ELSEWHERE) for w in _plain_words(schemes.get(record.scheme or "", "")))
    for number in _numbers(record):
        yield re.sub(r"\D", "", number), _IN_NAME
    maker = getattr(record, "provider", None) or getattr(record, "operator", None) or ""
    yield from ((word, _ELSEWHERE) for word in _plain_words(maker))


def _numbers(record: Record) -> Iterator[str]:
    if isinstance(record, Service):
        yield from (channel.contact for channel in record.channels if channel.contact)
    for field in ("phone", "day_phone", "night_phone"):
        if number := getattr(record, field, None):
            yield number


def _asked(text: str) -> list[str]:
    """Take a text apart; a whole postcode or telephone number stays one word."""
    if re.fullmatch(r"[\d\s()+-]{5,}", text.strip()):
        return [re.sub(r"\D", "", text).removeprefix("44")]
    postcode = re.search(r"\b([A-Za-z]{1,2}\d[A-Za-z\d]?)\s+(\d[A-Za-z]{2})\b", text)
    if postcode:
        rest = text[: postcode.start()] + " " + text[postcode.end() :]
        return [_squeezed(postcode.group()), *_plain_words(rest)]
    return _plain_words(text)


def _plain_words(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _WORD.findall(re.sub(r"['’`]", "", letters))


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def _fits(row: Row, query: RecordQuery, today: date) -> bool:
    record = row.record
    return (
        (not query.kinds or row.kind in query.kinds)
        and (not query.visibilities or record.visibility in query.visibilities)
        and (query.borough is None or query.borough in _boroughs(record))
        and (not query.tiers or (isinstance(record, Place) and record.tier in query.tiers))
        and (query.scheme is None or query.scheme in (getattr(record, "scheme", None), record.id))
        and (query.check is None or _is_in_state(record, query.check, today))
    )


def _boroughs(record: Record) -> Sequence[str]:
    if isinstance(record, Service):
        return record.coverage
    if isinstance(record, Scheme):
        return record.area
    borough = getattr(record, "borough", None)
    return (borough,) if borough else ()


def _is_in_state(record: Record, wanted: CheckState, today: date) -> bool:
    if wanted is CheckState.NEVER:
        return record.checked_on is None
    return is_past_interval(record, today)
