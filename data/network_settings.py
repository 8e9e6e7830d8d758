"""Settings about the network around the app: who may be believed, who may embed, how much."""

from __future__ import annotations

import re
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from math import isfinite
from typing import TypeAlias

Network: TypeAlias = IPv4Network | IPv6Network
Address: TypeAlias = IPv4Address | IPv6Address

_ORIGIN = re.compile(
    r"https://(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*(?::\d{1,5})?"
)


def networks(text: str) -> tuple[Network, ...]:
    """Read addresses and networks with spaces or commas between them. Raises ValueError."""
    try:
        found = tuple(ip_network(part) for part in _parts(text))
    except ValueError:
        raise ValueError(
            "addresses or networks such as 10.0.0.5 or 10.0.0.0/24 with spaces between, or empty"
        ) from None
    if any(network.prefixlen == 0 for network in found):
        raise ValueError("the addresses of your proxies; all addresses would let anyone pretend")
    return found


def ancestors(text: str) -> tuple[str, ...]:
    """Read who may embed a page, as sources of a security policy. Raises ValueError."""
    found = []
    for part in _parts(text.lower()):
        if part.strip("'") == "self":
            found.append("'self'")
        elif _ORIGIN.fullmatch(part):
            found.append(part)
        elif part.strip("'") != "none":
            raise ValueError(
                "sites such as https://www.example.gov.uk with spaces between, or self, or empty"
            )
    return tuple(dict.fromkeys(found))


def embedders(text: str) -> tuple[str, ...]:
    """Read who may embed the list that is made for it: any, or as above. Raises ValueError."""
    return ("*",) if text.strip().lower() == "any" else ancestors(text)


def factor(text: str) -> float | None:
    """Read by how much to multiply limits; None = no limits. Raises ValueError."""
    if text.lower() in ("off", "no", "false"):
        return None
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not isfinite(number) or not 0.1 <= number <= 1_000:
        raise ValueError("off, or a number from 0.1 to 1000 to multiply the limits by")
    return number


def port(text: str) -> int:
    """Read a port; 0 = none. Raises ValueError."""
    if not text:
        return 0
    if not text.isascii() or not text.isdigit() or int(text) > 65_525:
        raise ValueError("a port up to 65525, or empty")
    return int(text)


def host(text: str) -> str:
    """Read an address of this machine. Raises ValueError."""
    try:
        return str(ip_address(text))
    except ValueError:
        raise ValueError("an address of this machine, such as 127.0.0.1 or 0.0.0.0") from None


def count(text: str) -> int:
    """Read how many of something there may be. Raises ValueError."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise ValueError("a whole number, 1 or more")
    return int(text)


def _parts(text: str) -> list[str]:
    return text.replace(",", " ").split()
