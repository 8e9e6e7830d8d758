"""All configuration, from ``HAVENS_...`` variables or the ``[havens]`` table of secrets.toml."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from data import network_settings as network
from data.hours_clock import LONDON

PREFIX = "HAVENS_"
SECRETS_FILE = Path(__file__).resolve().parents[1] / ".streamlit" / "secrets.toml"
STORE_FILE = SECRETS_FILE.parents[1] / ".store" / "somewhere-safe.sqlite3"

_WEB_ADDRESS = re.compile(r"https?://[^\s\"'<>\\]+")
_SWITCH = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}

T = TypeVar("T")


class SettingError(ValueError):
    """A setting can't be used; the message names it and says what to write instead."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, checked. Field ``x_y`` is read from ``HAVENS_X_Y``.

    ``tiles_url``: address of street tiles with ``{z}``, ``{x}``, ``{y}``; empty = no street tiles.
    ``tiles_cache_mb``: how much disk the kept tiles may take.
    ``contact``: web or mail address by which the tile provider can reach whoever runs this.
    ``cache_dir``: where tiles are kept; made when first needed.
    ``public_url``: address of the site as the public types it; empty = as each visitor came.
    ``exit_url``: where *Exit this page* leads.
    ``database_url``: where reports and what staff do are kept; a SQLite file unless set.
    ``check_havens_days``, ``check_services_days``, ``check_places_days``: how long a check of a
    safe haven, a service, any other place holds.
    ``snapshot_file``: where each server keeps the newest public records, to go on from when the
    database is away at start; empty = beside the database file, or in ``cache_dir``.
    ``import_mb``: how large a file may be that staff bring in, in megabytes.
    ``hsts``: tell browsers to use https only; turn on once https works.
    ``staff_hours``: how many hours after signing in staff must do so again.
    ``local_sign_in``: staff may sign in with a password of ours, beside the provider's sign-in.
    ``role_claim``: where a provider (OIDC) names roles, such as ``realm_access.roles``, or empty.
    ``role_prefix``: what stands before our roles there.
    ``proxies``: addresses and networks of proxies whose word on who the client is may be believed.
    ``limits``: what the limits of ``pages/limits.py`` are multiplied by; None = no limits.
    ``open_pages``: how many pages may be open at once in one process.
    ``frame_ancestors``: sites that may show the plain pages in a frame of theirs.
    ``embed_ancestors``: sites that may show the list made for it in a frame; ``*`` = any.
    ``metrics_port``: where figures for Prometheus are given out; 0 = nowhere.
    ``metrics_host``: on which address of this machine.
    ``licence_confirmed``: whoever owns the records has confirmed the licence in the open data.
    ``log``: how lines of the log are written, ``text`` or ``json``.
    ``now``: a fixed time instead of the clock, for tests and previews only; None = the clock.
    """

    tiles_url: str
    tiles_cache_mb: int
    contact: str
    cache_dir: Path
    public_url: str
    exit_url: str
    database_url: str
    check_havens_days: int
    check_services_days: int
    check_places_days: int
    snapshot_file: str
    import_mb: int
    hsts: bool
    staff_hours: int
    local_sign_in: bool
    role_claim: str
    role_prefix: str
    proxies: tuple[network.Network, ...]
    limits: float | None
    open_pages: int
    frame_ancestors: tuple[str, ...]
    embed_ancestors: tuple[str, ...]
    licence_confirmed: bool
    metrics_port: int
    metrics_host: str
    log: str
    now: datetime | None

    @property
    def snapshot(self) -> Path:
        """Where the newest public records are kept, in case the database is away at start."""
        if self.snapshot_file:
            return Path(self.snapshot_file)
        if self.database_url.startswith("sqlite:///"):
            return Path(f"{self.database_url.removeprefix('sqlite:///')}.public.json")
        return self.cache_dir / "public.json"

    @property
    def tiles_on(self) -> bool:
        """Whether there are street tiles to ask for."""
        return bool(self.tiles_url)


def current() -> Settings:
    """Return the settings as the environment says now; secrets.toml is read once per process.

    While a server runs they stay as they were at its start. Raises ``SettingError`` for a value
    that can't be used.
    """
    if _held:
        return _held[-1]
    given = tuple((name, os.environ[key]) for name, key in _keys() if key in os.environ)
    return _read_cached(given, SECRETS_FILE)


_held: list[Settings] = []


@contextmanager
def held() -> Iterator[None]:
    """Keep the settings as they are now, for as long as a server runs: each page asks for them."""
    _held.append(current())
    try:
        yield
    finally:
        _held.pop()


@cache
def _keys() -> tuple[tuple[str, str], ...]:
    return tuple((field.name, PREFIX + field.name.upper()) for field in fields(Settings))


def read(environ: Mapping[str, str], secrets_file: Path) -> Settings:
    """Take settings from ``environ``, then ``secrets_file`` if it exists, then defaults.

    Raises ``SettingError`` for a value that can't be used and for an unknown name in the file.
    """
    filed = _from_file(secrets_file)
    texts = {
        field.name: environ.get(PREFIX + field.name.upper(), filed.get(field.name))
        for field in fields(Settings)
    }
    return Settings(
        tiles_url=_parse(
            texts, "tiles_url", _tiles_url, "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
        ),
        tiles_cache_mb=_parse(texts, "tiles_cache_mb", _megabytes, "500"),
        contact=_parse(texts, "contact", _contact, ""),
        cache_dir=_parse(texts, "cache_dir", _folder, str(_user_cache(environ) / "somewhere-safe")),
        public_url=_parse(texts, "public_url", _site, ""),
        exit_url=_parse(texts, "exit_url", _web_address, "https://www.bbc.co.uk/weather"),
        database_url=_parse(texts, "database_url", _database, f"sqlite:///{STORE_FILE}"),
        check_havens_days=_parse(texts, "check_havens_days", _days, "30"),
        check_services_days=_parse(texts, "check_services_days", _days, "90"),
        check_places_days=_parse(texts, "check_places_days", _days, "180"),
        snapshot_file=_parse(texts, "snapshot_file", str, ""),
        import_mb=_parse(texts, "import_mb", _megabytes, "20"),
        hsts=_parse(texts, "hsts", _switch, "off"),
        staff_hours=_parse(texts, "staff_hours", _hours, "8"),
        local_sign_in=_parse(texts, "local_sign_in", _switch, "on"),
        role_claim=_parse(texts, "role_claim", _claim, ""),
        role_prefix=_parse(texts, "role_prefix", _line, ""),
        proxies=_parse(texts, "proxies", network.networks, ""),
        limits=_parse(texts, "limits", network.factor, "1"),
        open_pages=_parse(texts, "open_pages", network.count, "2000"),
        frame_ancestors=_parse(texts, "frame_ancestors", network.ancestors, ""),
        embed_ancestors=_parse(texts, "embed_ancestors", network.embedders, "any"),
        licence_confirmed=_parse(texts, "licence_confirmed", _switch, "off"),
        metrics_port=_parse(texts, "metrics_port", network.port, ""),
        metrics_host=_parse(texts, "metrics_host", network.host, "127.0.0.1"),
        log=_parse(texts, "log", _log, "text"),
        now=_parse(texts, "now", _moment, ""),
    )


@lru_cache(maxsize=8)
def _read_cached(given: tuple[tuple[str, str], ...], secrets_file: Path) -> Settings:
    environ = {PREFIX + name.upper(): text for name, text in given}
    return read({**os.environ, **environ}, secrets_file)


def _from_file(secrets_file: Path) -> dict[str, str]:
    if not secrets_file.is_file():
        return {}
    try:
        table = tomllib.loads(secrets_file.read_text(encoding="utf-8")).get("havens", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"{secrets_file.name} can't be read as TOML: {error}.") from error
    known = {field.name for field in fields(Settings)}
    for name in table:
        if name not in known:
            choices = ", ".join(sorted(known))
            raise SettingError(
                f"{secrets_file.name} [havens] has an unknown setting {name!r}."
                f" Known are: {choices}."
            )
    return {name: _as_text(value) for name, value in table.items()}


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list):
        return " ".join(map(str, value))
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _parse(
    texts: Mapping[str, str | None], name: str, parser: Callable[[str], T], default: str
) -> T:
    text = texts[name]
    try:
        return parser(default if text is None else text.strip())
    except ValueError as error:
        # The value stays out of the message: an address may hold a provider's key.
        raise SettingError(f"{PREFIX}{name.upper()} must be {error}.") from None


def _tiles_url(text: str) -> str:
    names = re.findall(r"{([^}]*)}", text)
    if text and not (_WEB_ADDRESS.fullmatch(text) and sorted(names) == ["x", "y", "z"]):
        raise ValueError(
            "an http or https address with {z}, {x} and {y} once each, or empty for no street tiles"
        )
    return text


def _web_address(text: str) -> str:
    if not _WEB_ADDRESS.fullmatch(text):
        raise ValueError("a web address that starts with https:// or http://")
    return text


def _site(text: str) -> str:
    if text and not (_WEB_ADDRESS.fullmatch(text) and "?" not in text and "#" not in text):
        raise ValueError("the web address of the site, such as https://example.org, or empty")
    return text.rstrip("/")


def _database(text: str) -> str:
    known = re.fullmatch(r"sqlite:///(?!:memory:)\S.*|postgres(?:ql)?://\S+", text)
    if not known or not _has_good_port(text):
        raise ValueError("sqlite:///PATH of a file, or postgresql://USER:PASSWORD@HOST/NAME")
    return re.sub(r"^postgres://", "postgresql://", text)


def _has_good_port(address: str) -> bool:
    try:
        _ = urlsplit(address).port
    except ValueError:
        return False
    return True


def _megabytes(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ValueError("a whole number of megabytes, 1 or more")
    return int(text)


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 3650:
        raise ValueError("a whole number of days, 1 to 3650")
    return int(text)


def _hours(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 24:
        raise ValueError("a whole number of hours, 1 to 24")
    return int(text)


def _claim(text: str) -> str:
    if text and not all(re.fullmatch(r"[\w:/-]+", part) for part in text.split(".")):
        raise ValueError("the name of a claim, such as roles or realm_access.roles, or empty")
    return text


def _line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("letters on one line, or empty")
    return text


def _log(text: str) -> str:
    if text.lower() not in ("text", "json"):
        raise ValueError("text or json")
    return text.lower()


def _contact(text: str) -> str:
    if not text.isascii() or not text.isprintable():
        raise ValueError("a web or mail address in plain letters, on one line")
    return text


def _folder(text: str) -> Path:
    path = Path(text).expanduser()
    if not text or (path.exists() and not path.is_dir()):
        raise ValueError("the path of a folder, which may not exist yet")
    return path.absolute()


def _switch(text: str) -> bool:
    try:
        return _SWITCH[text.lower()]
    except KeyError:
        raise ValueError("on or off") from None


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("a date and time such as 2026-03-01T21:30, or empty") from None
    if moment.tzinfo is not None:
        return moment.astimezone(LONDON)
    local = moment.replace(tzinfo=LONDON)
    if local.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != moment:
        raise ValueError("a time that exists in London; the clocks went forward over this one")
    return local


def _user_cache(environ: Mapping[str, str]) -> Path:
    named = environ.get("XDG_CACHE_HOME", "")
    return Path(named) if Path(named).is_absolute() else Path.home() / ".cache"
