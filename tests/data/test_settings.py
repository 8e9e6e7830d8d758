"""Settings: defaults, where they are read from, and what a bad one says."""

from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import pytest

from data import clock, settings
from data.hours_clock import LONDON
from data.settings import SettingError, read

NOWHERE = Path("no-such-file.toml")


def secrets(folder: Path, text: str) -> Path:
    path = folder / "secrets.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_need_no_environment(tmp_path: Path) -> None:
    found = read({"XDG_CACHE_HOME": str(tmp_path)}, NOWHERE)
    assert found.tiles_url == "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
    assert found.tiles_on
    assert found.cache_dir == tmp_path / "somewhere-safe"
    assert not found.cache_dir.exists()
    assert found.exit_url == "https://www.bbc.co.uk/weather"
    assert (found.hsts, found.now, found.tiles_cache_mb) == (False, None, 500)


def test_where_reports_are_kept() -> None:
    assert read({}, NOWHERE).database_url.endswith("/.store/somewhere-safe.sqlite3")
    set_to = {"HAVENS_DATABASE_URL": "postgres://a:b@c/d"}
    assert read(set_to, NOWHERE).database_url == "postgresql://a:b@c/d"


def test_the_address_of_the_site_ends_without_a_stroke() -> None:
    assert read({}, NOWHERE).public_url == ""
    set_to = {"HAVENS_PUBLIC_URL": "https://example.org/safe/"}
    assert read(set_to, NOWHERE).public_url == "https://example.org/safe"


def test_empty_tiles_url_turns_street_tiles_off() -> None:
    assert not read({"HAVENS_TILES_URL": " "}, NOWHERE).tiles_on


def test_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = secrets(tmp_path, "[havens]\nhsts = true\ntiles_url = ''\ntiles_cache_mb = 20\n")
    found = read({"HAVENS_HSTS": "off"}, file)
    assert (found.hsts, found.tiles_on, found.tiles_cache_mb) == (False, False, 20)


@pytest.mark.parametrize("written", ["2026-03-01T21:30:00", "'2026-03-01 21:30'"])
def test_file_may_hold_a_time_of_its_own_type(tmp_path: Path, written: str) -> None:
    found = read({}, secrets(tmp_path, f"[havens]\nnow = {written}\n"))
    assert found.now == datetime(2026, 3, 1, 21, 30, tzinfo=LONDON)


def test_other_tables_of_the_file_are_left_alone(tmp_path: Path) -> None:
    file = secrets(tmp_path, "[auth]\nclient_id = 'x'\n")
    assert read({}, file) == read({}, NOWHERE)


def test_unknown_name_in_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"unknown setting 'tile_url'.*tiles_url"):
        read({}, secrets(tmp_path, "[havens]\ntile_url = ''\n"))


def test_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"secrets\.toml can't be read as TOML"):
        read({}, secrets(tmp_path, "[havens\n"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TILES_URL", "https://tiles.example/{z}/{x}.png"),
        ("TILES_URL", "https://{s}.tiles.example/{z}/{x}/{y}.png"),
        ("TILES_URL", "https://tiles.example/{z}/{x}/{y}/{y}.png"),
        ("TILES_URL", "file:///{z}/{x}/{y}"),
        ("TILES_URL", "off"),
        ("TILES_CACHE_MB", "0"),
        ("TILES_CACHE_MB", "-5"),
        ("TILES_CACHE_MB", "1.5"),
        ("TILES_CACHE_MB", "²"),
        ("TILES_CACHE_MB", ""),
        ("CONTACT", "a@example.org\r\nX-Other: 1"),
        ("CONTACT", "é@example.org"),
        ("CACHE_DIR", ""),
        ("CACHE_DIR", __file__),
        ("EXIT_URL", "javascript:alert(1)"),
        ("EXIT_URL", 'https://example.org/"><script>'),
        ("EXIT_URL", ""),
        ("PUBLIC_URL", "javascript:alert(1)"),
        ("PUBLIC_URL", "https://example.org/?a=1"),
        ("PUBLIC_URL", "example.org"),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "mysql://a:hunter2@b/c"),
        ("DATABASE_URL", "/a/path"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://a:hunter2@b:port/c"),
        ("HSTS", "maybe"),
        ("HSTS", ""),
        ("PROXIES", "the-proxy"),
        ("PROXIES", "10.0.0.1/8"),
        ("PROXIES", "0.0.0.0/0"),
        ("PROXIES", "10.0.0.1; 10.0.0.2"),
        ("LIMITS", ""),
        ("LIMITS", "on"),
        ("LIMITS", "0"),
        ("LIMITS", "-1"),
        ("LIMITS", "nan"),
        ("LIMITS", "inf"),
        ("OPEN_PAGES", "0"),
        ("OPEN_PAGES", "many"),
        ("FRAME_ANCESTORS", "*"),
        ("FRAME_ANCESTORS", "http://www.example.gov.uk"),
        ("FRAME_ANCESTORS", "https://www.example.gov.uk/page"),
        ("FRAME_ANCESTORS", "https://a.example; script-src *"),
        ("FRAME_ANCESTORS", "https://*"),
        ("FRAME_ANCESTORS", "https://*.com"),
        ("FRAME_ANCESTORS", "www.example.gov.uk"),
        ("FRAME_ANCESTORS", "any"),
        ("EMBED_ANCESTORS", "*"),
        ("EMBED_ANCESTORS", "anybody"),
        ("METRICS_PORT", "-1"),
        ("METRICS_PORT", "65530"),
        ("METRICS_PORT", "on"),
        ("METRICS_HOST", ""),
        ("METRICS_HOST", "localhost"),
        ("LOG", "xml"),
        ("LOG", ""),
        ("NOW", "yesterday"),
        ("NOW", "2026-02-30T10:00"),
        ("NOW", "2026-03-29T01:30"),
    ],
)
def test_bad_value_names_the_setting(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=rf"^HAVENS_{name} must be .+\.$"):
        read({f"HAVENS_{name}": value}, NOWHERE)


def test_without_a_word_no_proxy_is_believed_nobody_embeds_and_no_figures_go_out() -> None:
    found = read({}, NOWHERE)
    assert (found.proxies, found.frame_ancestors, found.metrics_port) == ((), (), 0)
    assert (found.limits, found.log, found.metrics_host) == (1.0, "text", "127.0.0.1")


def test_proxies_are_addresses_and_networks(tmp_path: Path) -> None:
    expected = (ip_network("10.0.0.5/32"), ip_network("192.168.0.0/16"), ip_network("fd00::/8"))
    written = "10.0.0.5, 192.168.0.0/16  fd00::/8"
    assert read({"HAVENS_PROXIES": written}, NOWHERE).proxies == expected
    file = secrets(tmp_path, '[havens]\nproxies = ["10.0.0.5", "192.168.0.0/16", "fd00::/8"]\n')
    assert read({}, file).proxies == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("none", ()),
        ("self", ("'self'",)),
        (
            "'self' https://WWW.Camden.gov.uk https://*.gov.uk:8443",
            ("'self'", "https://www.camden.gov.uk", "https://*.gov.uk:8443"),
        ),
        ("https://a.example https://a.example", ("https://a.example",)),
    ],
)
def test_who_may_embed(text: str, expected: tuple[str, ...]) -> None:
    assert read({"HAVENS_FRAME_ANCESTORS": text}, NOWHERE).frame_ancestors == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("any", ("*",)), ("none", ()), ("https://a.example", ("https://a.example",))],
)
def test_who_may_embed_the_list_made_for_it(text: str, expected: tuple[str, ...]) -> None:
    assert read({"HAVENS_EMBED_ANCESTORS": text}, NOWHERE).embed_ancestors == expected
    assert read({}, NOWHERE).embed_ancestors == ("*",)


@pytest.mark.parametrize(("text", "expected"), [("off", None), ("2.5", 2.5), (" 10 ", 10.0)])
def test_limits_are_multiplied_or_off(text: str, expected: float | None) -> None:
    assert read({"HAVENS_LIMITS": text}, NOWHERE).limits == expected


def test_error_does_not_repeat_a_providers_key() -> None:
    with pytest.raises(SettingError) as caught:
        read({"HAVENS_TILES_URL": "https://tiles.example/{z}/{x}.png?key=s3cret"}, NOWHERE)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-07-01T21:30", datetime(2026, 7, 1, 20, 30, tzinfo=UTC)),
        ("2026-07-01T21:30Z", datetime(2026, 7, 1, 21, 30, tzinfo=UTC)),
        ("2026-01-01T09:00:00+02:00", datetime(2026, 1, 1, 7, 0, tzinfo=UTC)),
        ("2026-10-25T01:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-01-01", datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_fixed_time_is_london_time(text: str, expected: datetime) -> None:
    found = read({"HAVENS_NOW": text}, NOWHERE).now
    assert found is not None
    assert found.astimezone(UTC) == expected
    assert found.tzinfo is LONDON


def test_clock_follows_the_setting_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SECRETS_FILE", NOWHERE)
    monkeypatch.setenv("HAVENS_NOW", "2026-03-01T21:30")
    assert clock.now() == datetime(2026, 3, 1, 21, 30, tzinfo=LONDON)
    monkeypatch.delenv("HAVENS_NOW")
    real = clock.now()
    assert real.tzinfo is LONDON
    assert abs((real - datetime.now(UTC)).total_seconds()) < 60


def test_how_staff_sign_in() -> None:
    found = read({}, NOWHERE)
    assert (found.staff_hours, found.local_sign_in) == (8, True)
    assert (found.role_claim, found.role_prefix) == ("", "")
    found = read({"HAVENS_STAFF_HOURS": "24", "HAVENS_LOCAL_SIGN_IN": "off"}, NOWHERE)
    assert (found.staff_hours, found.local_sign_in) == (24, False)
    for claim in ("roles", "realm_access.roles", "https://example.org/roles"):
        assert read({"HAVENS_ROLE_CLAIM": claim}, NOWHERE).role_claim == claim


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("STAFF_HOURS", "0", "1 to 24"),
        ("STAFF_HOURS", "25", "1 to 24"),
        ("STAFF_HOURS", "8.5", "1 to 24"),
        ("STAFF_HOURS", "²", "1 to 24"),
        ("STAFF_HOURS", "", "1 to 24"),
        ("LOCAL_SIGN_IN", "maybe", "on or off"),
        ("ROLE_CLAIM", "a..b", "name of a claim"),
        ("ROLE_CLAIM", "two words", "name of a claim"),
        ("ROLE_PREFIX", "a\nb", "one line"),
    ],
)
def test_a_bad_one_of_sign_in_is_named(name: str, value: str, words: str) -> None:
    with pytest.raises(SettingError, match=f"HAVENS_{name} must be .*{words}"):
        read({f"HAVENS_{name}": value}, NOWHERE)


def test_a_preview_does_not_stop_the_clock_of_sign_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVENS_NOW", "2020-01-01T00:00")
    assert clock.now().year == 2020
    assert clock.real().year > 2020


def test_while_a_server_runs_they_stay_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVENS_CONTACT", "https://example.org/before")
    with settings.held():
        monkeypatch.setenv("HAVENS_CONTACT", "https://example.org/after")
        assert settings.current().contact == "https://example.org/before"
    assert settings.current().contact == "https://example.org/after"
