"""Whatever stands in a record is shown as text: no tag, no attribute, no link of its own making."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from data.records import BoroughContact
from data.reports import ReportKind, names_of
from tests.hostile import TEXTS
from tests.plain.reading import Node, assert_sound, read

NASTY = [text for text in TEXTS if len(text.strip()) > 1 and len(text) <= 2_000]
LONG = "word " * 2_000
CONTACT = {
    "id": "made-up-contact",
    "visibility": "public",
    "confidence": "high",
    "borough": "Newham",
    "gss_code": "E09000025",
}


@pytest.fixture
def filled(
    make_place: Callable[..., Any],
    make_service: Callable[..., Any],
    make_scheme: Callable[..., Any],
    public: Callable[..., Any],
) -> Callable[[str], Any]:
    """Show records that hold a text in every field that takes one."""

    def fill(text: str) -> Any:
        name = f"Ab {text}"[:110]
        return public(
            places=(
                make_place(
                    name=name,
                    address=text[:200],
                    alert=text[:300],
                    at_the_door=text,
                    entrance=text,
                    hours_public_note=text,
                    source_name=text,
                    phone=text[:40],
                    tier="declared_haven",
                    scheme="made-up-scheme",
                ),
            ),
            services=(
                make_service(
                    {"label": text, "contact": text[:60], "how_to": text, "cost_note": text},
                    {"kind": "email", "contact": text[:60], "hours_public_note": text},
                    {"kind": "website", "contact": text[:60]},
                    {"kind": "sms", "contact": text[:60]},
                    {"kind": "in_person", "contact": text[:60], "label": text},
                    name=name,
                    summary=text,
                    provider=text,
                    languages=text,
                    confidentiality=text,
                    confidentiality_limits=text,
                    source_name=text,
                    coverage=["Newham"],
                ),
            ),
            schemes=(
                make_scheme(
                    name=name,
                    operator=text,
                    who_for=text,
                    what_happens=text,
                    how_to_recognise=text,
                    area=("Newham",),
                ),
            ),
            borough_contacts=(
                BoroughContact(
                    **CONTACT,
                    bcu=text,
                    team_name=text,
                    day_phone=text[:40],
                    how_to=text,
                    rhi_provider=text,
                    source_name=text,
                ),
            ),
        )

    return fill


def every_page(client: TestClient, directory: Any) -> list[tuple[Any, Node]]:
    asked = [
        client.post("/plain", data={"where": "E16 1ZE", "when": "any"}),
        client.post("/plain", data={"where": "Newham", "when": "at"}),
        client.get("/plain/talk"),
        client.get("/plain/talk?service=made-up-line"),
        client.post("/plain/talk", data={"borough": "Newham"}),
        client.get("/plain/missing?borough=newham"),
        client.get("/plain/borough/newham"),
        client.get("/plain/embed?borough=newham"),
        client.get("/plain/textsafe"),
    ]
    for kind in ReportKind:
        record_id = next(iter(names_of(directory, kind)))
        asked.append(client.post("/plain/wrong", data={"about": f"{kind.value}:{record_id}"}))
    return [(answer, read(answer.text)) for answer in asked]


@pytest.mark.parametrize("text", NASTY, ids=lambda text: ascii(text[:24]))
def test_texts_of_records(client: TestClient, filled: Any, text: str) -> None:
    for answer, page in every_page(client, filled(text)):
        assert answer.status_code == 200, answer.url
        assert_sound(answer, most=40_000)
        for script in page.all("script"):
            is_data = script.attrs == {"type": "application/ld+json"}
            assert is_data or script["src"].startswith("/assets/")
        for node in page.all():
            assert not {"onerror", "onload", "srcdoc"} & set(node.attrs)
        for link in page.all("a"):
            assert not link["href"].lower().startswith(("javascript:", "data:", "vbscript:", "//"))


def test_ten_thousand_letters(client: TestClient, filled: Any) -> None:
    for answer, _ in every_page(client, filled(LONG)):
        assert answer.status_code == 200
        assert_sound(answer)


@pytest.mark.parametrize("scheme", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x.example"])  # fmt: skip
@pytest.mark.parametrize(
    "kind", ["website", "webchat", "chatbot", "whatsapp", "email", "sms", "phone"]
)
def test_a_line_leads_nowhere_else(
    client: TestClient, make_service: Any, public: Any, kind: str, scheme: str
) -> None:
    public(services=(make_service({"kind": kind, "contact": scheme}),))
    assert_sound(client.get("/plain/talk"))
