"""After the provider's answer: to the staff page, with a cookie that https alone carries."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.staff_landing import StaffLanding


async def answer(request: Request) -> Response:
    made = RedirectResponse(request.query_params.get("to", "/"), 302)
    made.set_cookie("_streamlit_user", "a", httponly=True)
    made.set_cookie("other", "b", secure=True)
    return made


def client(base_url: str, hsts: bool) -> TestClient:
    app = Starlette(
        routes=[Route("/oauth2callback", answer), Route("/auth/logout", answer)],
        middleware=[Middleware(StaffLanding, hsts=hsts)],
    )
    return TestClient(app, base_url=base_url, follow_redirects=False)


@pytest.mark.parametrize(
    ("base_url", "hsts", "secure"),
    [("http://a", False, False), ("http://a", True, True), ("https://a", False, True)],
)
def test_the_callback_leads_to_staff(base_url: str, hsts: bool, secure: bool) -> None:
    got = client(base_url, hsts).get("/oauth2callback")
    assert got.headers["location"] == "/staff"
    cookies = got.headers.get_list("set-cookie")
    assert [line.lower().count("; secure") for line in cookies] == [int(secure), 1]


def test_anything_else_is_left_alone() -> None:
    open_client = client("https://a", True)
    assert open_client.get("/auth/logout").headers["location"] == "/"
    assert open_client.get("/oauth2callback?to=/x").headers["location"] == "/x"
