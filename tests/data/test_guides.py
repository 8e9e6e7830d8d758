"""Guides: what a file must hold, what is said when it does not, and that nothing unsafe is drawn."""

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.guides import FOLDER, Guide, GuideError, guide, parse, to_html, to_text

FRONT = """+++
title = "A made-up guide"
written_on = 2026-11-22
[[sources]]
name = "A page"
url = "https://example.org/a"
+++
"""
BODY = "## What it is {#what}\nIt is *made up*.\n\n## Who {#who}\nCall [999](tel:999).\n"


def test_a_guide_in_parts() -> None:
    made = parse(FRONT + BODY, "a.md")
    assert (made.title, [s.id for s in made.sections]) == ("A made-up guide", ["what", "who"])
    assert made.section("what").title == "What it is"
    assert made.section("what").html == "<p>It is <em>made up</em>.</p>\n"
    assert made.section("what").text == "It is made up."
    assert '<a href="tel:999">999</a>' in made.section("who").html


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ("", "Written on 22 November 2026. Nobody outside our team has checked it yet."),
        ('checked_by = "Kind Charity"\n', "Checked by Kind Charity."),
        (
            'checked_by = "Kind Charity"\nchecked_on = 2026-11-22\n',
            "Checked by Kind Charity on 22 November 2026.",
        ),
    ],
)
def test_it_says_who_checked_it(extra: str, said: str) -> None:
    front = FRONT.replace("[[sources]]", f"{extra}[[sources]]")
    assert parse(front + BODY, "a.md").signature.endswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BODY, "must start with a TOML table"),
        (FRONT.replace("title =", "titel ="), "titel"),
        (FRONT.replace('"A page"', '"A page'), "not TOML"),
        (FRONT.replace("2026-11-22", "2999-01-01") + BODY, "future"),
        (FRONT.split("[[sources]]")[0] + "+++\n" + BODY, "sources"),
        (FRONT.replace("https:", "javascript:") + BODY, "url"),
        (FRONT, "must start with a heading"),
        (FRONT + "Words first.\n" + BODY, "must start with a heading"),
        (FRONT + BODY + "## No id\nWords.\n", "1 heading(s) lack an id"),
        (FRONT + BODY + BODY, "same id"),
        (FRONT + BODY + "## Empty {#empty}\n", "{#empty} is empty"),
    ],
)
def test_what_is_wrong_is_said_with_the_file(text: str, said: str) -> None:
    with pytest.raises(GuideError) as caught:
        parse(text, "broken.md")
    assert "broken.md" in str(caught.value)
    assert said in str(caught.value)


def test_a_missing_file_and_a_missing_section_are_named() -> None:
    with pytest.raises(GuideError, match=r"nowhere\.md"):
        guide("nowhere")
    with pytest.raises(GuideError, match=r"no section .#gone"):
        parse(FRONT + BODY, "a.md").section("gone")


@pytest.mark.parametrize(
    "nasty",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,hi)",
        '<a onclick="x">y</a>',
    ],
)
def test_nothing_unsafe_is_drawn(nasty: str) -> None:
    html = to_html(nasty)
    assert "<script" not in html
    assert "href" not in html
    assert "<a" not in html


def test_links_out_tell_nobody_where_they_come_from() -> None:
    html = to_html("[x](https://example.org)")
    assert 'rel="noreferrer noopener"' in html
    assert 'target="_blank"' in html


def test_the_words_alone() -> None:
    assert to_text("- One *two*\n  three\n- [Four](tel:4)\n") == "One two three\nFour"


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.md")))
def test_every_guide_can_be_read(name: str) -> None:
    assert isinstance(guide(name), Guide)


@given(st.text() | st.lists(st.sampled_from([*"#<>[](){}!*_`&:;/\\\n\"'", "## ", "{#a}", "a", "<script", "javascript:", "data:"])).map("".join))  # fmt: skip
def test_whatever_is_written_is_a_guide_or_said_to_be_none_and_never_runs(body: str) -> None:
    try:
        made = parse(f"{FRONT}## A part {{#part}}\n\n{body}", "x.md")
    except GuideError:
        return
    for section in made.sections:
        tags = re.findall(r"<\s*/?\s*([a-zA-Z]+)([^>]*)>", section.html)
        assert not {tag for tag, _ in tags} & {"script", "iframe", "style", "object", "form"}
        for _tag, attributes in tags:
            assert not re.search(r"\son\w+\s*=", attributes)
            assert not re.search(r'(?:href|src)="\s*(?:javascript|vbscript):', attributes, re.I)


@given(st.text())
def test_a_front_that_is_none_is_said(front: str) -> None:
    with contextlib.suppress(GuideError):
        parse(f"+++\n{front}\n+++\n## A part {{#part}}\n\nText.", "x.md")
