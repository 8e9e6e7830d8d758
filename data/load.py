"""Read the seed files: every row checked, every problem told at once in words to act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from data.records import (
    BoroughContact,
    Channel,
    Confidence,
    Place,
    Record,
    Scheme,
    Service,
)
from data.sheet import Sheet, list_columns

SEED_FOLDER = Path(__file__).parent / "seed"

R = TypeVar("R", bound=Record)


class SeedError(ValueError):
    """The seed can't be used as it is. ``problems`` has one sentence for each thing to put right.

    ``usable`` is the seed without the rows that are wrong, where all of those are of services or
    their channels: less help is then shown, but nothing false. Otherwise it is None.
    """

    def __init__(self, problems: Iterable[str], usable: Seed | None = None) -> None:
        self.problems = tuple(problems)
        self.usable = usable
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class Seed:
    """All records of the seed, public or not, in the order of the files."""

    places: tuple[Place, ...]
    services: tuple[Service, ...]
    schemes: tuple[Scheme, ...]
    borough_contacts: tuple[BoroughContact, ...]


def read_seed(folder: Path = SEED_FOLDER) -> Seed:
    """Read places, services with their channels, schemes and borough contacts.

    Raises SeedError with all problems of all files when there is any.
    """
    problems: list[str] = []
    places = _read(folder / "places.csv", Place, problems)
    schemes = _read(folder / "schemes.csv", Scheme, problems)
    contacts = _read(folder / "boroughs.csv", BoroughContact, problems)
    if not problems:
        problems += _broken_schemes(places, schemes)
    elsewhere = len(problems)
    services = _read(folder / "services.csv", Service, problems, leave_out="channels")
    channels = _read_channels(folder / "channels.csv", problems)
    if not problems:
        problems += _broken_services(services, channels)
    owned = {s.id: tuple(c for owner, c in channels.values() if owner == s.id) for s in services}
    services = [s.model_copy(update={"channels": owned[s.id]}) for s in services]
    seed = Seed(tuple(places), tuple(services), tuple(schemes), tuple(contacts))
    if problems:
        raise SeedError(problems, None if elsewhere else seed)
    return seed


def may_be_public(channel: Channel) -> bool:
    """Say whether a channel may be shown: it has a source and its confidence is not low."""
    return channel.source_url is not None and channel.confidence is not Confidence.LOW


def public_copy(record: R) -> R:
    """Copy a record without what is for staff: notes, who checked it, unsure channels.

    It does not look at ``visibility``: the caller decides which records are public.
    """
    drop: dict[str, object] = {"internal_notes": None, "checked_by_role": None}
    if isinstance(record, Service):
        drop["channels"] = tuple(c for c in record.channels if may_be_public(c))
    return record.model_copy(update=drop)


def _read(path: Path, model: type[R], problems: list[str], leave_out: str = "") -> list[R]:
    columns = tuple(c for c in model.model_fields if c != leave_out)
    sheet = Sheet.read(path, columns, list_columns(model))
    records = [record for _, record in sheet.records(model)]
    repeated = [name for name, times in Counter(r.id for r in records).items() if times > 1]
    problems += sheet.problems
    problems += [
        f"{sheet.file} has the id {name} more than once. Give each row its own id."
        for name in repeated
    ]
    return records


def _read_channels(path: Path, problems: list[str]) -> dict[int, tuple[str, Channel]]:
    sheet = Sheet.read(path, ("service", *Channel.model_fields), list_columns(Channel))
    owners = {line: str(values.pop("service", "")) for line, values in sheet.rows}
    channels = {line: (owners[line], channel) for line, channel in sheet.records(Channel)}
    problems += sheet.problems
    return channels


def _broken_schemes(places: Iterable[Place], schemes: Iterable[Scheme]) -> list[str]:
    known = {scheme.id for scheme in schemes}
    return [
        _broken(f"places.csv, {p.id}, column scheme", p.scheme, "schemes.csv")
        for p in places
        if p.scheme and p.scheme not in known
    ]


def _broken_services(
    services: Iterable[Service], channels: dict[int, tuple[str, Channel]]
) -> list[str]:
    known = {service.id for service in services}
    return [
        _broken(f"services.csv, {s.id}, column successor", s.successor, "services.csv")
        for s in services
        if s.successor and s.successor not in known
    ] + [
        _broken(f"channels.csv, line {line}, column service", owner, "services.csv")
        for line, (owner, _) in channels.items()
        if owner not in known
    ]


def _broken(where: str, value: str, file: str) -> str:
    return f"{where}: {value!r} is not an id in {file}. Correct one of the two."
