"""The plain pages of longer texts: TextSafe, a missing child, about this site, what stays."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data import clock
from data.borough_summary import slug_of
from data.first_services import for_parents_of_missing, missing_helpline
from data.guides import Guide, Section, guide
from data.live import current
from data.service_search import Found
from geo.boroughs import NAMES, named
from geo.where import borough_of, from_text
from pages.missing_list import ADDRESS
from pages.parts.about_parts import checks_html, tiers_html
from pages.parts.borough_ring import ring_html
from pages.parts.guide import section_html, signature_html
from pages.parts.readers import TEXTSAFE, WITH_HELPLINE, textsafe_reader
from pages.parts.service_card import service_html
from pages.plain.choosing import options
from pages.plain.forms import Form, read
from pages.plain.frame import answer, page, plain_links
from pages.plain.shared import Says, shared

NOT_FOUND = "We can't tell the borough from that. Try a whole postcode, such as E16 1ZE."
UNKNOWN_BOROUGH = "The link names a borough that we don't know. Choose yours."
UNKNOWN_UNIT = "we don't know its team"
_CHOOSE = {"": "Choose a borough"}


async def _textsafe(request: Request) -> Response:
    reader = textsafe_reader(request.query_params.get("for", ""))
    asked = urlencode({"for": reader}) if reader else ""
    return await shared(request, partial(_textsafe_html, reader), asked=asked)


def _textsafe_html(first: str | None) -> str:
    """Draw all three readers, folded: which one reads is told to nobody."""
    text, directory, now = guide("textsafe"), current(), clock.now()
    readers = []
    for reader, title in TEXTSAFE.items():
        sections = [s for s in text.sections if s.id.startswith(f"{reader}-")]
        helpline = WITH_HELPLINE.get(reader)
        found = missing_helpline(directory, helpline, now) if helpline else ()
        # One card of it is enough, for the first who may need it; the others get its number.
        cards = _cards(found) if reader == "text" else []
        readers.append((title, _sections(sections), cards, reader == first))
    contacts = [(name, directory.contacts.get(name)) for name in NAMES]
    units = [
        (name, contact.bcu if contact and contact.bcu else UNKNOWN_UNIT)
        for name, contact in contacts
    ]
    return page(
        "plain_textsafe.html",
        active="textsafe",
        title=text.title,
        before=_sections([text.section("what")]),
        readers=readers,
        units=units,
        after=_sections([text.section("unknown")]),
        signature=_signature(text),
    )


async def _missing(request: Request) -> Response:
    if request.method == "POST":
        form = await read(request)
        return answer(await run_in_threadpool(_missing_posted, form), typed=True)
    linked = request.query_params.get("borough", "")
    borough = named(linked)
    make = partial(_missing_html, borough, "", "", bool(linked))
    asked = urlencode({"borough": slug_of(borough)}) if borough else None if linked else ""
    return await shared(request, make, asked=asked)


def _missing_posted(form: Form) -> str:
    borough, said = borough_asked(form)
    # What was understood is not offered again: it would count more than another borough chosen.
    return _missing_html(borough, "" if borough else form.one("typed"), said)


def borough_asked(form: Form) -> tuple[str | None, str]:
    """Give the borough that somebody typed or else chose; None for none, and what to say then."""
    chosen = named(form.one("borough"))
    if typed := form.one("typed"):
        where = from_text(typed)
        found = borough_of(where)
        if found or not chosen:
            return found, "" if found else where.message or NOT_FOUND
    return chosen, ""


def _missing_html(
    borough: str | None, typed: str = "", said: str = "", linked: bool = False
) -> str:
    text, directory, now = guide("missing"), current(), clock.now()
    contact = directory.contacts.get(borough) if borough else None
    ring = ring_html(contact, now) if borough else ""
    return page(
        "plain_missing.html",
        active="missing",
        title=text.title,
        now=_sections([text.section("now")]),
        boroughs=options(_CHOOSE | {name: name for name in NAMES}, [borough or ""]),
        borough=borough,
        contact=contact,
        typed=typed,
        said=UNKNOWN_BOROUGH if linked and not borough else said,
        ring=plain_links(ring),
        hour=_sections([text.section("hour")]),
        list=ADDRESS,
        after=_sections([text.section(name) for name in ("wait", "back", "carers", "help")]),
        cards=_cards(for_parents_of_missing(directory, now)),
        signature=_signature(text),
    )


async def _about(request: Request) -> Response:
    return await shared(request, _about_html, Says.TODAY)


def _about_html() -> str:
    text = guide("about")
    parts = []
    for section in text.sections:
        parts.append(plain_links(section_html(section)))
        if section.id == "places":
            parts.append(plain_links(tiers_html()))
        if section.id == "check":
            parts.append(plain_links(checks_html(current(), clock.now())))
    return page(
        "plain_guide.html",
        active="about",
        title=text.title,
        parts=parts,
        signature=_signature(text),
    )


async def _private(request: Request) -> Response:
    return await shared(request, _private_html, Says.ALWAYS)


def _private_html() -> str:
    text = guide("private")
    return page(
        "plain_guide.html",
        title=text.title,
        parts=_sections(text.sections),
        signature=_signature(text),
    )


def _sections(sections: list[Section] | tuple[Section, ...]) -> list[Markup]:
    return [plain_links(section_html(section)) for section in sections]


def _cards(found: tuple[Found, ...]) -> list[tuple[str, str, Markup]]:
    return [(one.service.id, one.service.name, plain_links(service_html(one))) for one in found]


def _signature(text: Guide) -> Markup:
    return plain_links(signature_html(text))


routes = [
    Route("/plain/textsafe", _textsafe),
    Route("/plain/missing", _missing, methods=["GET", "POST"]),
    Route("/plain/about", _about),
    Route("/plain/private", _private),
]
