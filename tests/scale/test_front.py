"""What nginx answers by itself, as the kit ships it: when no process is there, and to floods."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.scale.nginx import NAME, Nginx, nginx
from tests.scale.replicas import KIT, Replica

HELP = ('href="tel:999"', "press 55", 'href="tel:08001111"', 'href="tel:116000"', 'href="tel:101"')
FROM = "127.0.0.77"
"""The address of a visitor, which must be nowhere afterwards."""


@pytest.fixture(scope="module")
def nobody() -> list[Replica]:
    """Three processes that are not there."""
    return [Replica(Path("nowhere"), {}) for _ in range(3)]


@pytest.fixture(scope="module")
def front(nobody: list[Replica]) -> Iterator[Nginx]:
    with nginx(nobody) as started:
        yield started


@pytest.fixture
def client(front: Nginx) -> Iterator[httpx.Client]:
    transport = httpx.HTTPTransport(verify=front.trust, local_address=FROM)
    with front.client(transport=transport) as visitor:
        yield visitor


@pytest.fixture
def left(front: Nginx) -> Iterator[None]:
    """Leave pages for this time, as the app does."""
    for name in ("index.html", "plain/talk.html", "plain/borough/camden.html"):
        path = front.standby / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<p>left as {name}</p>")
    yield
    for path in front.standby.rglob("*.html"):
        path.unlink()


def assert_helps(answer: httpx.Response, status: int = 503) -> None:
    assert answer.status_code == status
    assert all(words in answer.text for words in HELP)
    assert_is_safe(answer)


def assert_is_safe(answer: httpx.Response) -> None:
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["server"] == "nginx"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/plain"),
        ("POST", "/plain"),
        ("POST", "/plain/wrong"),
        ("GET", "/plain/borough/camden"),
        ("POST", "/staff/sign-in"),
        ("GET", "/api/services"),
        ("GET", "/data/places-1.geojson"),
        ("GET", "/_stcore/health"),
        ("PUT", "/_stcore/upload_file/a/b"),
    ],
)
def test_without_any_process_somebody_reads_999(
    client: httpx.Client, method: str, path: str
) -> None:
    answer = client.request(method, path)
    assert_helps(answer)
    assert answer.headers["retry-after"] == "30"


@pytest.mark.parametrize(
    ("method", "path", "page"),
    [
        ("GET", "/plain/borough/camden", "plain/borough/camden.html"),
        ("GET", "/plain/borough/camden?x=1", "plain/borough/camden.html"),
        ("GET", "/plain/talk", "plain/talk.html"),
        ("POST", "/plain/talk", "plain/talk.html"),
        ("GET", "/plain/borough/nowhere", "index.html"),
        ("GET", "/", "index.html"),
        ("POST", "/plain", "index.html"),
        ("GET", "/plain/../../../etc/passwd", "index.html"),
        ("GET", "/plain/%2e%2e/plain/talk", "plain/talk.html"),
    ],
)
def test_the_page_that_the_app_left_for_this_is_answered(
    client: httpx.Client, left: None, method: str, path: str, page: str
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 503
    assert answer.text == f"<p>left as {page}</p>"
    assert_is_safe(answer)


def test_only_the_list_made_for_it_may_be_shown_in_a_frame(client: httpx.Client) -> None:
    policies = [
        client.get(path).headers["content-security-policy"]
        for path in ("/plain/embed?borough=camden", "/plain", "/plain/embedded")
    ]
    ends = [policy.rpartition("frame-ancestors ")[2] for policy in policies]
    assert ends == ["*", "'none'", "'none'"]


@pytest.mark.parametrize(
    ("status", "path", "body"),
    [
        (400, "/%2e%2e/%2e%2e/etc/passwd", b""),
        (404, "/_standby/index", b""),
        (413, "/plain", b"x" * 70_000),
        (414, "/" + "a" * 20_000, b""),
    ],
)
def test_what_nginx_refuses_by_itself_says_999_too(
    client: httpx.Client, status: int, path: str, body: bytes
) -> None:
    answer = client.request("POST" if body else "GET", path, content=body)
    assert_helps(answer, status)


def test_nothing_of_a_visitor_is_written_down(front: Nginx, client: httpx.Client) -> None:
    client.post("/plain", data={"where": "zq9 typed"})
    client.post("/plain/wrong", content=b"words=zq9" + b" long" * 9_000)
    client.get("/zq9/path", params={"q": "zq9"}, headers={"User-Agent": "zq9", "Referer": "zq9"})
    client.get("/" + "zq9" * 9_000)
    time.sleep(0.2)
    faults = front.faults
    assert faults.count("status=503") >= 3, "it says that answers failed"
    written = front.written().lower()
    for trace in (b"zq9", b"/plain", FROM.encode(), b"post", b"httpx"):
        assert trace not in written


def test_a_flood_from_one_address_is_turned_away_and_reads_999(nobody: list[Replica]) -> None:
    less = {"rate=300r/s": "rate=1r/s", "burst=12000": "burst=3"}
    with nginx(nobody, less) as front, front.client() as client:
        answers = [client.get("/plain") for _ in range(8)]
        assert {answer.status_code for answer in answers} == {503, 429}
        assert_helps(answers[-1], 429)
        assert "limit=REJECTED" in front.faults


def test_who_sends_slowly_is_cut_off(nobody: list[Replica]) -> None:
    less = {"client_header_timeout 10s": "client_header_timeout 1s"}
    with nginx(nobody, less) as front:
        slow = front.trust.wrap_socket(
            socket.create_connection(("127.0.0.1", front.port)), server_hostname=NAME
        )
        slow.sendall(b"GET /plain HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        slow.settimeout(5)
        began = time.monotonic()
        try:
            while slow.recv(4096):
                pass
        except ConnectionResetError:
            pass
        assert time.monotonic() - began < 4
        slow.close()


def test_browsers_get_http_2_and_nothing_older_than_tls_1_2(front: Nginx) -> None:
    trust = front.trust
    trust.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", front.port)) as plain,
        trust.wrap_socket(plain, server_hostname=NAME) as safe,
    ):
        assert (safe.selected_alpn_protocol(), safe.version()) == ("h2", "TLSv1.3")
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in (KIT / "nginx.conf").read_text()


def test_another_name_and_plain_http_get_no_page(front: Nginx) -> None:
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"https://127.0.0.1:{front.port}/plain", verify=False)  # noqa: S501
