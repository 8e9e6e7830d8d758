"""The Atom feed of changes: for programs, and for people who keep a list of ours by hand."""

from __future__ import annotations

import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from data.borough_summary import slug_of
from data.directory import Directory
from data.open_licence import LICENCE_URL, PUBLISHER, terms
from data.planting import LONG_AGO
from data.public_changes import KEPT_FOR, PublicChange, What
from data.records import Place, Record
from data.revisions import Key, RecordKind

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
NAME = "changes.atom"
MOST = 300
"""Entries, when very much changed. What was removed is always told."""
_OURS = uuid.UUID("5ef3a0c2-6b0f-4d57-8a3e-0e0b7a8f7c11")
"""From which the ids of the feed and its entries are made: the same on every server, for good."""
_TITLES: Mapping[What, str] = {
    What.REMOVED: "No longer listed",
    What.CLOSED: "Closed",
    What.WARNING: "Warning changed",
    What.MOVED: "Address or point changed",
    What.OPENED: "Open as a place to go",
    What.HOURS: "Hours changed",
    What.ADDED: "Added",
    What.CHANGED: "Details changed",
}
_OF_SERVICES = {What.CLOSED: "Ended", What.OPENED: "Running"}
_KINDS: Mapping[RecordKind, tuple[str, str]] = {
    RecordKind.PLACE: ("place", "places.csv"),
    RecordKind.SERVICE: ("service", "services.csv"),
    RecordKind.SCHEME: ("scheme", "schemes.csv"),
    RecordKind.CONTACT: ("borough contact", "boroughs.csv"),
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def updated(changes: Sequence[PublicChange]) -> datetime:
    """Say when the newest of the changes was; where there is none, from when our records count."""
    return max((change.at for change in changes), default=LONG_AGO)


def feed(directory: Directory, changes: Sequence[PublicChange], site: str = "") -> bytes:
    """Write the changes, newest first. Without the ``site`` its links are relative."""
    records = _named(directory)
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en-GB"})
    _text(root, "id", _OURS.urn)
    _text(root, "title", "Somewhere Safe: what changed")
    _text(
        root,
        "subtitle",
        f"Changes of the last {KEPT_FOR.days} days, newest first. Take what is no longer listed "
        "off your list at once.",
    )
    _text(root, "updated", _moment(updated(changes)))
    _text(root, "rights", terms())
    _text(ET.SubElement(root, "author"), "name", PUBLISHER)
    _link(root, "self", f"{site}/data/{NAME}", MEDIA_TYPE)
    _link(root, "alternate", f"{site}/plain/data", "text/html")
    _link(root, "license", LICENCE_URL)
    for change in _told(changes):
        root.append(_entry(change, records.get(change.key), site))
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _told(changes: Sequence[PublicChange]) -> list[PublicChange]:
    newest = sorted(changes, key=lambda change: (change.at, change.key), reverse=True)
    return [change for at, change in enumerate(newest) if at < MOST or What.REMOVED in change.what]


def _entry(change: PublicChange, record: Record | None, site: str) -> ET.Element:
    kind, record_id = change.key
    entry = ET.Element("entry")
    # A record that is gone has no name any more: perhaps that was why it went.
    gone = What.REMOVED in change.what
    name = record_id if gone or record is None else _name_of(record)
    words = [_words(kind, what) for what in change.what]
    at = _moment(change.at)
    _text(entry, "id", uuid.uuid5(_OURS, f"{at} {kind} {record_id}").urn)
    _text(entry, "title", f"{words[0]}: {name}")
    _text(entry, "updated", at)
    _text(entry, "published", at)
    for what, label in zip(change.what, words, strict=True):
        ET.SubElement(entry, "category", {"term": what.value, "label": label})
    if not gone and isinstance(record, Place) and record.borough:
        url = f"{site}/plain/borough/{slug_of(record.borough)}"
        _link(entry, "alternate", url, "text/html")
    _text(entry, "content", _content(change, words))
    return entry


def _content(change: PublicChange, words: Sequence[str]) -> str:
    sort, file = _KINDS[change.key[0]]
    said = f"{', '.join((words[0], *map(str.lower, words[1:])))}. The {sort} has the id "
    said += f"{change.key[1]} in {file}."
    if What.REMOVED in change.what:
        return f"{said} Take it off your list now."
    if change.fields:
        said += f" Changed: {', '.join(change.fields)}."
    return said


def _words(kind: RecordKind, what: What) -> str:
    return (_TITLES if kind is RecordKind.PLACE else {**_TITLES, **_OF_SERVICES})[what]


def _name_of(record: Record) -> str:
    return str(getattr(record, "name", None) or getattr(record, "borough", None) or record.id)


def _named(directory: Directory) -> Mapping[Key, Record]:
    found: dict[Key, Record] = {(RecordKind.PLACE, r.id): r for r in directory.places}
    found |= {(RecordKind.SERVICE, r.id): r for r in directory.services}
    found |= {(RecordKind.SCHEME, r.id): r for r in directory.schemes.values()}
    found |= {(RecordKind.CONTACT, r.id): r for r in directory.contacts.values()}
    return found


def _text(parent: ET.Element, name: str, words: str) -> None:
    ET.SubElement(parent, name).text = _NOT_XML.sub(" ", words)


def _link(parent: ET.Element, rel: str, href: str, media_type: str = "") -> None:
    link = ET.SubElement(parent, "link", {"rel": rel, "href": href})
    if media_type:
        link.set("type", media_type)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
