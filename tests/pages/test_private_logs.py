"""The log: errors and where they were, in either form, and nothing of any visitor."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import shutil
import threading
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from pages import log_lines, private_logs
from pages.private_logs import place_of
from tests.benchmarks.visitor import Visitor
from tests.hostile import BYTES
from tests.servers import ROOT, UVICORN, Server, serving

SECRET = "E16 1ZE"
pytestmark = pytest.mark.usefixtures("own_logs")


@pytest.fixture
def caught() -> ValueError:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        return error


def test_access_and_visitors_are_left_out_and_errors_are_not(
    caplog: pytest.LogCaptureFixture, caught: ValueError
) -> None:
    private_logs.keep_private()
    private_logs.keep_private()
    access, error = logging.getLogger("uvicorn.access"), logging.getLogger("uvicorn.error")
    with caplog.at_level(logging.INFO):
        line = '%s - "%s %s HTTP/%s" %d'
        access.info(line, "203.0.113.9:1", "GET", "/tiles/12/2046/1362.png", "1.1", 200)
        error.info('%s - "WebSocket %s" [accepted]', "203.0.113.9:1", "/_stcore/stream")
        logging.getLogger("httpx").info("HTTP Request: GET https://x/12/2046/1362.png")
        error.info("Application startup complete.")
        error.error("Exception in ASGI application\n", exc_info=caught)
    assert [record.getMessage().strip() for record in caplog.records] == [
        "Application startup complete.",
        "Exception in ASGI application",
    ]
    assert SECRET not in caplog.text
    assert len(access.filters) == len(error.filters) == 1


@pytest.mark.parametrize("name", ["pages.x", "uvicorn.error", "streamlit.x", "sqlalchemy.pool", ""])
def test_no_logger_tells_the_words_of_an_error(
    caplog: pytest.LogCaptureFixture, caught: ValueError, name: str
) -> None:
    private_logs.keep_private()
    logger = logging.getLogger(name)
    logger.error("It failed.", exc_info=caught)
    try:
        raise KeyError(SECRET) from caught
    except KeyError:
        logger.exception("It failed again.", stack_info=True)
    assert SECRET not in caplog.text
    written = [log_lines.TextLines().format(record) for record in caplog.records]
    assert re.search(r"It failed\. \(ValueError at \S+test_private_logs\.py:\d+\)$", written[0])
    assert re.search(r"It failed again\. \(KeyError at \S+test_private_logs\.py:\d+\)$", written[1])


@pytest.mark.parametrize(
    ("name", "message", "given", "expected"),
    [
        ("streamlit.web.x", "Rejecting origin=%s", (SECRET,), "Rejecting origin=…"),
        ("streamlit.web.x", "Port %d, %s", (8501, SECRET), "Port 8501, …"),
        ("streamlit.web.x", "%(a)s here", ({"a": SECRET},), "… here"),
        ("streamlit.web.x", ValueError(SECRET), (), "ValueError"),
        ("multipart.x", "Odd letter %r at %d", (SECRET, 3), "Odd letter '…' at 3"),
        ("asyncio", f"Task failed\nfuture: <Task {SECRET}>", (), "Task failed"),
        ("asyncio", f"Exception in callback do('{SECRET}')", (), "Exception in callback do"),
        ("asyncio", f"Exception in callback <bound of <{SECRET}>>", (), "Exception in callback"),
        ("data.live", "%s is damaged.", ("places.csv",), "places.csv is damaged."),
        ("uvicorn.error", "Running on %s:%d", ("127.0.0.1", 80), "Running on 127.0.0.1:80"),
    ],
)
def test_of_others_only_their_own_words_and_numbers_are_kept(
    caplog: pytest.LogCaptureFixture,
    name: str,
    message: object,
    given: tuple[object, ...],
    expected: str,
) -> None:
    private_logs.keep_private()
    logging.getLogger(name).error(message, *given)
    assert caplog.records[-1].getMessage() == expected


def test_a_thread_that_fails_tells_where(caplog: pytest.LogCaptureFixture) -> None:
    threading.excepthook = threading.__excepthook__
    private_logs.keep_private()

    def fail() -> None:
        raise ValueError(SECRET)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert re.search(r"A thread failed with ValueError at .*test_private_logs", caplog.text)
    assert SECRET not in caplog.text


def test_a_task_that_fails_tells_where(caplog: pytest.LogCaptureFixture) -> None:
    private_logs.keep_private()

    def fail(_typed: str) -> None:
        raise ValueError(SECRET)

    async def run() -> None:
        asyncio.get_running_loop().call_soon(fail, SECRET)
        await asyncio.sleep(0.01)

    asyncio.run(run())
    assert "Exception in callback" in caplog.text
    assert SECRET not in caplog.text


def test_a_line_of_json_holds_all(caught: ValueError) -> None:
    raised = (ValueError, caught, caught.__traceback__)
    words = "One\ntwo \ud800 é"
    record = private_logs.PrivateRecord("pages.x", logging.ERROR, "x.py", 1, words, (), raised)
    line = log_lines.JsonLines().format(record)
    said = json.loads(line)
    assert "\n" not in line
    assert line.isascii()
    assert set(said) == {"time", "level", "logger", "message", "error", "at"}
    assert (said["level"], said["logger"], said["error"]) == ("error", "pages.x", "ValueError")
    assert said["message"] == words
    assert said["at"] == place_of(caught)
    moment = datetime.fromisoformat(said["time"])
    assert abs(moment.timestamp() - record.created) < 0.01


def test_loggers_that_come_later_are_written_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    private_logs.keep_private()
    log_lines.write_lines("text")
    log_lines.write_lines("json")
    late = logging.getLogger("streamlit.made.late")
    late.propagate = False
    late.addHandler(logging.StreamHandler())
    late.warning("Here: %s", SECRET)
    assert json.loads(capsys.readouterr().err)["message"] == "Here: …"


FAILING = """
import asyncio
import threading
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from data import settings
from pages import failures
from pages.startup import keep_logs, lifespan

keep_logs(settings.current().log)


def fail(typed):
    raise ValueError(typed)


async def route(request):
    typed = request.query_params["typed"]
    if request.url.path == "/task":
        asyncio.get_running_loop().call_soon(fail, typed)
    if request.url.path == "/thread":
        threading.Thread(target=fail, args=[typed]).start()
    if request.url.path == "/route":
        fail(typed)
    return PlainTextResponse("")


app = st.App(
    Path(__file__).parent / "script.py",
    routes=[Route(path, route) for path in ("/task", "/thread", "/route")],
    lifespan=lifespan({}, []),
    on_script_error=failures.on_script_error,
    exception_handlers={Exception: failures.on_route_error},
)
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_typed_is_in_the_log_of_a_server_that_fails(tmp_path: Path, form: str) -> None:
    (tmp_path / "app.py").write_text(FAILING)
    (tmp_path / "script.py").write_text(
        "import streamlit as st\nraise ValueError(st.query_params['typed'])\n"
    )
    shutil.copytree(ROOT / ".streamlit", tmp_path / ".streamlit")
    environ = {"PYTHONPATH": str(ROOT), "HAVENS_LOG": form}
    with serving(tmp_path / "log", UVICORN, tmp_path, environ) as server:
        for path in ("/task", "/thread", "/route"):
            httpx.get(f"{server.url}{path}", params={"typed": SECRET})
        run_script(server, f"typed={SECRET.replace(' ', '+')}")
    log = (tmp_path / "log").read_text()
    assert_private(log, form)
    for words in ("A page failed with", "A route failed with", "A thread failed with",
                  "Exception in callback", "Exception in ASGI application"):  # fmt: skip
        assert words in log, words
    assert log.count("ValueError") >= 5
    assert "app.py:" in log


@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_typed_is_in_the_log_of_a_server_under_attack(tmp_path: Path, form: str) -> None:
    with serving(tmp_path / "log", environ={"HAVENS_LOG": form}) as server:
        attack(server)
        visitor = Visitor(server.port)
        visitor.rerun()
        visitor.close()
    log = (tmp_path / "log").read_text()
    assert_private(log, form)
    assert "Application startup complete." in log
    assert "Finished server process" in log


def assert_private(log: str, form: str) -> None:
    for typed in ("E16", "1ZE", "xyzzy", "203.0.113.9", "GET ", "POST ", "/plain", "Traceback"):
        assert typed not in log, log
    lines = log.splitlines()
    assert len(lines) > 4
    for line in lines:
        if form == "json":
            assert {"time", "level", "logger", "message"} <= set(json.loads(line))
        else:
            assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [A-Z]+ [\w.]+: ", line), line


def run_script(server: Server, query: str) -> None:
    url = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    with connect(url, subprotocols=["streamlit"], origin=server.url) as socket:
        asked = BackMsg()
        asked.rerun_script.query_string = query
        socket.send(asked.SerializeToString())
        for _ in range(4):
            socket.recv(timeout=60)


def attack(server: Server) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9", "User-Agent": "xyzzy", "Cookie": "a=xyzzy"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=30) as client:
        client.get(f"/?near={SECRET}")
        client.get(f"/xyzzy/{SECRET}")
        client.get("/poster/xyzzy.pdf")
        client.get("/component/xyzzy/../E16")
        client.get("/plain?q=" + "xyzzy" * 4_000)
        client.post("/plain", data={"where": SECRET})
        client.post("/plain", content=b"E16" * 20_000)
        client.post("/plain/wrong", data={"about": "xyzzy", "words": SECRET})
        client.post("/staff/sign-in", data={"name": "xyzzy@example.org", "password": SECRET})
        client.put("/_stcore/upload_file/xyzzy/E16", content=b"xyzzy")
        client.get("/oauth2callback?error=xyzzy&error_description=E16")
        client.get("/auth/login?provider=xyzzy")
        client.request("XYZZY", "/")
    url = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    for message in (f"text {SECRET}", b"\xff" + SECRET.encode(), *BYTES[1:4], b"a" * 1_000_001):
        with suppress(WebSocketException, TimeoutError):
            protocols = ["streamlit", "xyzzy", "xyzzy"]
            with connect(url, subprotocols=protocols, additional_headers=headers) as socket:
                socket.send(message)
                socket.recv(timeout=5)
    for origin in ("https://xyzzy.example", "null", "http://[xyzzy"):
        with suppress(WebSocketException):
            connect(f"{url}?q=E16", origin=origin)
