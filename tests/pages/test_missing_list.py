"""The list for the police: a page that can send nothing."""

import re

from starlette.applications import Starlette
from starlette.testclient import TestClient

from pages.missing_list import ADDRESS, PARTS, routes

CLIENT = TestClient(Starlette(routes=routes))


def test_the_browser_is_told_to_send_nothing() -> None:
    answer = CLIENT.get(ADDRESS)
    assert answer.status_code == 200
    policy = dict(
        part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == policy["connect-src"] == policy["form-action"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert answer.headers["cache-control"] == "no-store"


def test_it_has_no_form_and_nothing_inline() -> None:
    html = CLIENT.get(ADDRESS).text
    assert "<form" not in html
    assert not re.search(r"<script>|<style|style=|\son\w+=", html)
    assert not re.search(r"\sname=", html.replace('meta name="', ""))


def test_every_box_has_a_label_and_is_not_remembered() -> None:
    html = CLIENT.get(ADDRESS).text
    boxes = re.findall(r'<textarea id="([^"]+)"[^>]*autocomplete="off"', html)
    labels = re.findall(r'<label for="([^"]+)"', html)
    assert boxes == labels
    assert len(boxes) == len(set(boxes)) == sum(len(part.questions) for part in PARTS)


def test_999_is_on_it() -> None:
    html = CLIENT.get(ADDRESS).text
    assert 'href="tel:999"' in html
    assert 'href="tel:101"' in html


def test_it_has_the_exit_which_waits_for_nothing() -> None:
    html = CLIENT.get(ADDRESS).text
    links = re.findall(r"<a [^>]*data-exit[^>]*>[^<]+", html)
    assert [re.sub(".*>", "", link) for link in links] == ["Exit now", "Exit this page"]
    # Also from within the frame on /missing, should its script not have come.
    assert all('target="_top" rel="nofollow noreferrer noopener"' in link for link in links)
    assert re.findall(r'<script src="/assets/([\w.-]+)', html) == ["missing-list.js", "exit.js"]
    assert re.search(r'<script src="/assets/exit[^"]+" async>', html)
