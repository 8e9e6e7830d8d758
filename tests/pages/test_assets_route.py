"""Files of pages/assets: kept for good only under an address that names their content."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.assets import asset_url
from pages import assets_route


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=[assets_route.route]))


def test_a_named_version_is_kept_for_good(client: TestClient) -> None:
    answer = client.get(asset_url("shell.js"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("version", ["v=00000000", "v=", "v=x&y=1"])
def test_what_another_version_names_is_kept_nowhere(client: TestClient, version: str) -> None:
    """A page of the next version may ask a process of this one, while they are started anew."""
    answer = client.get(f"/assets/shell.js?{version}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


def test_a_bare_address_is_asked_for_again(client: TestClient) -> None:
    answer = client.get("/assets/shell.js")
    assert answer.headers["cache-control"] == "no-cache"
    again = client.get("/assets/shell.js", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/assets/none.js", "/assets/%2e%2e/shell.py", "/assets/"])
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_only_the_exit_may_be_loaded_where_our_page_counts_as_another_site(
    client: TestClient,
) -> None:
    policy = "cross-origin-resource-policy"
    assert client.get(asset_url("exit.js")).headers[policy] == "cross-origin"
    assert policy not in client.get(asset_url("shell.js")).headers
