"""The service card: every word of a record is escaped, each line has its own state and link."""

from datetime import datetime
from typing import Any

import pytest

from data.channel_state import ChannelHours
from data.hours_clock import LONDON
from data.live import current
from data.service_search import Found
from data.service_words import MEANWHILE, NO_WAY_IN
from pages.parts.numbers import with_numbers
from pages.parts.service_card import first_help_html, service_html

NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)
NASTY = "<script>alert(1)</script>\"'&{{ 7*7 }}"


def card(service: Any, at: datetime = NOON) -> str:
    return service_html(Found(service, ChannelHours.of([service]).lines(at)[service.id]))


def test_record_text_is_escaped_everywhere(make_service: Any) -> None:
    texts = ("name", "summary", "provider", "languages", "confidentiality", "source_name")
    channel = dict.fromkeys(("label", "contact", "how_to", "hours_public_note", "cost_note"), NASTY)
    html = card(make_service(channel, confidentiality_limits=NASTY, **dict.fromkeys(texts, NASTY)))
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 10
    assert "49" not in html


def test_each_line_has_its_own_hours(make_service: Any) -> None:
    html = card(
        make_service(
            {"kind": "chatbot", "contact": "https://example.org", "opening_hours": "24/7"},
            {"opening_hours": "Mo-Su 16:00-22:00; PH off", "answered_by": "person"},
        )
    )
    assert "Listed as open day and night." in html
    assert "A computer answers, not a person." in html
    assert "Listed as closed now. It is listed to open at 4pm." in html
    assert "A person answers." in html


def test_links_out_tell_nobody_where_they_come_from(make_service: Any) -> None:
    html = card(make_service({"kind": "website", "contact": "https://example.org/a"}))
    assert 'href="https://example.org/a" target="_blank" rel="noreferrer noopener"' in html


@pytest.mark.parametrize(("kind", "scheme"), [("phone", "tel:"), ("sms", "sms:")])
def test_numbers_open_where_you_are(make_service: Any, kind: str, scheme: str) -> None:
    html = card(make_service({"kind": kind, "contact": "116 000"}))
    assert f'<a class="act" href="{scheme}116000">' in html


def test_numbers_in_sentences_can_be_pressed_too(make_service: Any) -> None:
    html = card(make_service({"how_to": "Or call 020 7946 0000."}, summary="Under 13? Call 999."))
    assert 'href="tel:02079460000">020 7946 0000</a>' in html
    assert 'Call <a href="tel:999">999</a>.' in html


def test_an_e_mail_address_can_be_read_and_copied(make_service: Any) -> None:
    html = card(make_service({"kind": "email", "contact": "help@nowhere.example"}))
    assert 'href="mailto:help@nowhere.example"' in html
    assert '<p class="line__contact">help@nowhere.example</p>' in html


def test_a_line_from_another_page_links_to_it(make_service: Any) -> None:
    html = card(make_service({"source_url": "https://other.example/a"}))
    assert 'href="https://other.example/a" target="_blank" rel="noreferrer noopener"' in html
    assert "Source of this line: other.example, June 2026" in html


def test_help_at_once_names_who_how_and_when(make_service: Any) -> None:
    service = make_service({"opening_hours": "24/7"}, name=NASTY)
    (line,) = ChannelHours.of([service]).lines(NOON)[service.id]
    html = first_help_html([(service, line)])
    assert 'href="tel:0800000000"' in html
    assert "Listed as open day and night." in html
    assert "<script" not in html


def test_a_service_that_nobody_can_reach_yet_says_so(make_service: Any) -> None:
    assert NO_WAY_IN.split(".")[0].replace("'", "&#39;") in card(make_service())


def test_is_this_ok_says_what_to_use_meanwhile() -> None:
    service = current().service("is-this-ok")
    html = card(service)
    assert "We are not sure about this one." in html
    assert with_numbers(MEANWHILE) in html
    assert "Free." not in html
    assert "isted as open" not in html


def test_who_listed_it_is_in_sight(make_service: Any) -> None:
    html = card(make_service({}))
    folded = html[html.index("<details>") : html.index("</details>")]
    assert "Listed by Nowhere Charity, June 2026. Not yet checked by City Hall." in html
    assert "Listed by" not in folded


@pytest.mark.parametrize("service", current().services, ids=lambda s: s.id)
def test_every_public_service_can_be_drawn(service: Any) -> None:
    html = card(service)
    assert html.count("<article") == 1
    assert "What stays private" in html
