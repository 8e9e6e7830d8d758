import hashlib
import re

import pytest

from geo.assets import ASSETS, asset_url

VENDOR = ASSETS / "vendor"


def listed_hashes() -> dict[str, str]:
    rows = re.findall(r"^([0-9a-f]{64})  (\S+)$", (ASSETS / "README.md").read_text(), re.M)
    return {name: digest for digest, name in rows}


def test_every_file_from_others_is_listed_with_its_hash() -> None:
    found = {
        path.relative_to(ASSETS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file()
    }
    assert found == listed_hashes()


@pytest.mark.parametrize("folder", sorted(path.name for path in VENDOR.iterdir()))
def test_every_package_has_its_licence(folder: str) -> None:
    assert "copyright" in (VENDOR / folder / "LICENSE").read_text().lower()


@pytest.mark.parametrize("path", sorted([*ASSETS.rglob("*.js"), *ASSETS.rglob("*.css")]), ids=str)
def test_no_file_asks_for_another(path: object) -> None:
    text = path.read_text()  # type: ignore[attr-defined]
    assert "sourceMappingURL" not in text
    assert not re.search(r"url\((?!#)|@import", text)


def test_address_changes_with_the_content(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("geo.assets.ASSETS", tmp_path)
    (tmp_path / "a.js").write_text("1")
    first = asset_url("a.js")
    (tmp_path / "a.js").write_text("2")
    assert first.startswith("/assets/a.js?v=")
    assert asset_url("a.js") != first


def test_a_file_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        asset_url("nothing.js")
