"""The page around Streamlit: what it holds, and that it is never made from a page we don't know."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from data.settings import Settings, read
from geo.assets import ASSETS
from pages import shell
from pages.menu import MENU, counterpart

NUMBERS = ["999", "08001111", "116000", "101"]


def settings(**environ: str) -> Settings:
    return read({f"HAVENS_{name}": value for name, value in environ.items()}, Path("none.toml"))


@pytest.fixture(scope="module")
def index() -> str:
    return shell.installed_index()


@pytest.fixture(scope="module")
def page(index: str) -> str:
    return shell.build(index, settings())


class Tags(HTMLParser):
    """Collects (tag, attributes) and whether each lies in noscript."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None], bool]] = []
        self._in_noscript = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_noscript = self._in_noscript or tag == "noscript"
        self.tags.append((tag, dict(attrs), self._in_noscript))

    def handle_endtag(self, tag: str) -> None:
        if tag == "noscript":
            self._in_noscript = False

    def hrefs(self, *, noscript: bool) -> set[str | None]:
        return {a.get("href") for tag, a, inside in self.tags if tag == "a" and inside is noscript}


@pytest.mark.parametrize("noscript", [True, False])
def test_every_number_is_a_link_with_and_without_script(page: str, noscript: bool) -> None:
    assert {f"tel:{number}" for number in NUMBERS} <= Tags(page).hrefs(noscript=noscript)


def test_the_browser_learns_language_and_a_neutral_title(page: str) -> None:
    assert '<html lang="en-GB">' in page
    assert re.findall("<title>(.*?)</title>", page) == ["London places"]
    assert not re.search(r"safe|haven|help|child", shell.TITLE + shell.DESCRIPTION, re.IGNORECASE)


def test_streamlits_own_marks_are_gone_and_its_script_is_kept(page: str, index: str) -> None:
    body = page.split("-->", 1)[1]
    for gone in ("favicon.png", 'as="font"', "agent/openapi.json", "AI", "<title>Streamlit"):
        assert gone not in body
    scripts = re.findall(r'src="\.(/static/js/[^"]+)"', index)
    assert scripts
    assert all(f'src="{script}"' in page for script in scripts)
    assert page.count("modulepreload") == index.count("modulepreload") > 0
    assert '<div id="root"></div>' in page


def test_our_script_runs_before_streamlits_so_that_nothing_is_stored(page: str) -> None:
    scripts = [a for tag, a, _ in Tags(page).tags if tag == "script" and "src" in a]
    assert "/assets/shell.js" in scripts[0]["src"]
    ours = len(shell.SCRIPTS)
    assert all("defer" in script for script in scripts[:ours])
    assert scripts[ours]["type"] == "module"


def test_the_exit_waits_for_no_other_script_and_no_style_of_streamlit(page: str) -> None:
    tags = [(tag, a) for tag, a, _ in Tags(page).tags]
    button = next(at for at, (_, a) in enumerate(tags) if a.get("id") == "exit")
    script = tags[button + 1]
    assert script[0] == "script"
    assert "async" in script[1]
    assert "/assets/exit.js" in script[1]["src"]
    styles = [a["href"] for tag, a in tags if tag == "link" and a.get("rel") == "stylesheet"]
    assert all(style.startswith("/assets/") for style in styles)
    theirs = [a for tag, a in tags if tag == "link" and a.get("id") == "their-style"]
    assert re.match(r"/static/css/.+\.css$", theirs[0]["href"])


def test_the_exit_keeps_to_script_that_old_phones_know() -> None:
    """One sign that a browser does not know, and nothing of the file runs."""
    script = (ASSETS / "exit.js").read_text(encoding="utf-8")
    without_words = re.sub(
        r"/\*.*?\*/", "", re.sub(r"//.*|\"[^\"]*\"", "", script), flags=re.DOTALL
    )
    assert without_words.count("function") > 10
    newer = r"\?\.(?!\d)|\?\?|\|\|=|&&=|\bcatch \{|\bawait\b|\bimport\b|\.\.\.|\.at\("
    assert re.findall(newer, without_words) == []


def test_addresses_hold_from_any_depth(page: str) -> None:
    for tag, attributes, _ in Tags(page).tags:
        for name in ("src", "href"):
            address = attributes.get(name)
            assert address is None or re.match(r"/|tel:|#|https://www\.bbc\.co\.uk", address), tag


def test_the_menu_names_every_page(page: str) -> None:
    links = [a for tag, a, _ in Tags(page).tags if tag == "a" and "data-page" in a]
    assert [(a["data-page"], a["href"]) for a in links] == [
        ("find", "/"),
        ("talk", "/talk"),
        ("missing", "/missing"),
        ("textsafe", "/textsafe"),
        ("borough", "/borough"),
        ("about", "/about"),
    ]
    assert tuple(a["href"] for a in links) == shell.PAGES


def test_files_it_names_exist(page: str) -> None:
    named = re.findall(r'"/assets/([^"?]+)\?v=', page)
    assert sorted(named) == sorted(["icon.svg", "exit.js", *shell.SCRIPTS, *shell.STYLES])
    assert all((ASSETS / name).is_file() for name in named)


def test_exit_leads_where_it_is_set_to_and_can_hold_an_ampersand(index: str) -> None:
    page = shell.build(index, settings(EXIT_URL="https://example.org/?a=1&b=2"))
    links = [a for _, a, _ in Tags(page).tags if "data-exit" in a]
    assert [link.get("id") for link in links] == [None, "exit"]
    for link in links:
        assert link["href"] == "https://example.org/?a=1&b=2"
        assert link["rel"] == "nofollow noreferrer noopener"


def test_the_exit_for_keys_comes_right_after_the_skip_link(page: str) -> None:
    links = [a for tag, a, _ in Tags(page).tags if tag == "a"]
    assert [link.get("href") for link in links[:1]] == ["#stMain"]
    assert "data-exit" in links[1]


def test_a_small_answer_has_the_exit_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVENS_EXIT_URL", "https://example.org/?a=1&b=2")
    page = shell.template("plain_answer.html", title="No", words="Nothing here")
    links = [a for _, a, _ in Tags(page).tags if "data-exit" in a]
    assert [(a["id"], a["href"]) for a in links] == [("exit", "https://example.org/?a=1&b=2")]
    scripts = [a["src"] for tag, a, _ in Tags(page).tags if tag == "script"]
    assert [re.sub(r"\?v=.*", "", src) for src in scripts] == ["/assets/exit.js"]


def counterparts(page: str) -> list[str | None]:
    """Give every address of the plain page: for a browser without script, and the links."""
    refresh = [
        str(a["content"]).removeprefix("0; url=")
        for tag, a, inside in Tags(page).tags
        if tag == "meta" and "http-equiv" in a and inside
    ]
    links = [
        a["href"]
        for tag, a, inside in Tags(page).tags
        if tag == "a" and ("data-counterpart" in a or (inside and "/plain" in str(a["href"])))
    ]
    return [*refresh, *links]


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("/", "/plain"),
        ("/?when=now&borough=Camden", "/plain"),
        ("/talk", "/plain/talk"),
        ("/talk?service=childline&topic=online&x=1", "/plain/talk?topic=online&service=childline"),
        ("/missing?borough=Camden", "/plain/missing?borough=Camden"),
        ("/textsafe?for=family", "/plain/textsafe?for=family"),
        ("/borough?borough=%22%3E%3Cb%3E", "/plain/borough?borough=%22%3E%3Cb%3E"),
        ("/about", "/plain/about"),
        ("/nothing-here?for=parent", "/plain"),
    ],
)
def test_each_page_names_the_plain_page_that_holds_the_same(
    client: TestClient, path: str, plain: str
) -> None:
    assert counterparts(client.get(path).text) == [plain] * 3


def test_every_page_of_the_menu_has_a_plain_one() -> None:
    import app

    for name in MENU:
        answer = TestClient(app.app).get(counterpart(name))
        assert answer.status_code == 200, name


def test_staff_are_not_led_to_a_page_of_the_public(client: TestClient) -> None:
    page = client.get("/staff").text
    assert "<noscript>" in page
    assert counterparts(page) == []


@pytest.mark.parametrize(
    "marker",
    [
        '<html lang="en">',
        "<title>Streamlit</title>",
        '<link rel="shortcut icon"',
        '<link rel="service-desc"',
        'as="font"',
        '<link rel="stylesheet"',
        "</head>",
        "<noscript>",
        "</noscript>",
        '<div id="root"></div>',
    ],
)
def test_a_missing_marker_is_refused(index: str, marker: str) -> None:
    with pytest.raises(shell.ShellError, match=r"Adapt pages/shell\.py"):
        shell.build(index.replace(marker, ""), settings())


def test_a_marker_that_is_there_twice_is_refused(index: str) -> None:
    with pytest.raises(shell.ShellError, match="has 2 of"):
        shell.build(index + '<div id="root"></div>', settings())


@pytest.fixture(scope="module")
def client() -> TestClient:
    async def streamlits(_request: object) -> PlainTextResponse:
        return PlainTextResponse("Streamlit's own")

    last = Mount("/", Route("/{path:path}", streamlits))
    return TestClient(Starlette(routes=[*shell.routes(settings()), last]))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/?q=1", 200),
        ("/nothing-here", 404),
        ("/staff/places", 404),
        ("/index.html", 404),
        ("/favicon.png", 404),
        ("/statics", 404),
        ("/authors", 404),
    ],
)
def test_every_page_address_has_999_on_it(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert 'href="tel:999"' in answer.text
    # It is the same for everybody, but for what a link says; without us it is of no use.
    is_ours = path == "/"
    expected = "public, max-age=0, s-maxage=1" if is_ours else "no-store"
    assert answer.headers["cache-control"] == expected


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/health",
        "/static/js/index.js",
        "/media/1.png",
        "/component/x/index.html",
        "/auth/login",
        "/oauth2callback",
    ],
)
def test_streamlits_own_routes_are_left_to_it(client: TestClient, path: str) -> None:
    assert client.get(path).text == "Streamlit's own"
