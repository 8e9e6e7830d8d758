"""Who counts as one client, behind a proxy too. Kept nowhere: only what limits look at."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from data.network_settings import Address, Network

logger = logging.getLogger(__name__)

MOST_HOPS = 20
_SCHEMES = {b"http": "http", b"https": "https", b"ws": "http", b"wss": "https"}
_UNKNOWN_PROXY = (
    "Requests say that they were passed on, but HAVENS_PROXIES names nobody who may say so. If a "
    "proxy is in front, set it: without it all visitors count as one."
)


def parsed(text: str) -> Address | None:
    """Read an address as servers and proxies write it, perhaps with a port; None for no address.

    An IPv4 address in IPv6 dress comes out as IPv4.
    """
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def counted(address: Address) -> str:
    """Give what counts as one client: an IPv4 address, or the /64 that an IPv6 address is in.

    A household or a phone has at least that much of IPv6, so that one more exact says nothing.
    """
    if isinstance(address, IPv4Address) or address.is_loopback:
        return str(address)
    return str(IPv6Address(int(address) >> 64 << 64))


class Client:
    """ASGI middleware: sets ``scope["client"]`` to who counts as one, for everything behind it.

    ``proxies``: whose X-Forwarded-For and X-Forwarded-Proto are believed, beside what the server
    itself (uvicorn) believes. The client is then the last address that is none of theirs.
    """

    def __init__(self, app: ASGIApp, proxies: Sequence[Network] = ()) -> None:
        self._app = app
        self._proxies = tuple(proxies)
        self._has_warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Set who the client is, and whether it came by https; pass all else as it is."""
        if scope["type"] in ("http", "websocket"):
            self._set(scope)
        await self._app(scope, receive, send)

    def _set(self, scope: Scope) -> None:
        host, port = scope.get("client") or ("", 0)
        address = parsed(host)
        if address is None:
            # A local socket, or what somebody made up: nobody is better than one who can be chosen.
            scope["client"] = None
            return
        if self._is_proxy(address):
            address, port = self._behind(scope, address), 0
            _set_scheme(scope)
        elif not self._has_warned and (passed_on := _named(scope, b"x-forwarded-for")):
            self._warn(address, passed_on)
        scope["client"] = (counted(address), port)

    def _is_proxy(self, address: Address) -> bool:
        return any(address in network for network in self._proxies)

    def _behind(self, scope: Scope, address: Address) -> Address:
        """Give the last address that is no proxy's; at worst the furthest proxy that is known."""
        hops = _from_last(_named(scope, b"x-forwarded-for"))
        for _, text in zip(range(MOST_HOPS), hops, strict=False):
            hop = parsed(text)
            if hop is None:
                return address
            address = hop
            if not self._is_proxy(hop):
                break
        return address

    def _warn(self, address: Address, passed_on: list[bytes]) -> None:
        """Say once that a proxy seems to be unknown: a machine near that passes requests on."""
        is_near = address.is_private and not address.is_loopback
        if is_near and parsed(next(_from_last(passed_on), "")) != address:
            self._has_warned = True
            logger.warning(_UNKNOWN_PROXY)


def _named(scope: Scope, name: bytes) -> list[bytes]:
    return [value for key, value in scope["headers"] if key == name]


def _from_last(values: Iterable[bytes]) -> Iterator[str]:
    """Give the parts of repeated lists from the last to the first, without reading all."""
    for value in reversed(list(values)):
        rest = value
        while rest:
            rest, _, last = rest.rpartition(b",")
            yield last.decode("latin-1")


def _set_scheme(scope: Scope) -> None:
    said = _named(scope, b"x-forwarded-proto")
    scheme = _SCHEMES.get(said[0].strip().lower()) if len(said) == 1 else None
    if scheme:
        is_socket = scope["type"] == "websocket"
        scope["scheme"] = scheme.replace("http", "ws") if is_socket else scheme
