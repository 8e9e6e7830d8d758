"""What a visit leaves behind: what the browser asked for, what it keeps, what stands in files."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_plus, urlsplit

LOCAL = ("data:", "blob:", "about:")
GZIP = b"\x1f\x8b\x08"
KEPT = """async () => ({
    local: {...localStorage}, session: {...sessionStorage}, name: window.name,
    databases: await indexedDB.databases(), caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).map((r) => r.scope),
})"""
NOTHING_KEPT = {
    "local": {}, "session": {}, "name": "", "databases": [], "caches": [], "workers": [],
}  # fmt: skip
LEAVING = """host => [...document.querySelectorAll("a[href], area[href], form[action]")]
    .filter((e) => /^https?:/.test(e.href ?? e.action) && new URL(e.href ?? e.action).host !== host)
    .map((e) => [e.href ?? e.action, e.rel, e.outerHTML.slice(0, 150)])"""


@dataclass(frozen=True)
class Asked:
    """All that Chromium's own record of the network holds of the pages of one site.

    Unlike what a page can be watched for, it has every frame and worker, websockets, icons,
    prefetching and names that were looked up. What Chromium asks for by itself is left out.
    """

    addresses: tuple[str, ...]
    hosts: frozenset[str]
    headers: tuple[str, ...]

    @classmethod
    def read(cls, net_log: Path, site: str) -> Asked:
        """Read the file of ``--log-net-log``; ``site`` is scheme and host, without a port."""
        log = json.loads(net_log.read_text(encoding="utf-8"))
        kinds = {number: name for name, number in log["constants"]["logEventTypes"].items()}
        addresses, looked_up, own, headers = [], set(), set(), []
        for event in log["events"]:
            kind, params = kinds[event["type"]], event.get("params", {})
            if kind == "URL_REQUEST_START_JOB" and "url" in params:
                host = urlsplit(params["url"]).hostname
                asker = (params["initiator"], params["request_type"])
                if asker == ("not an origin", "other") and host != urlsplit(site).hostname:
                    own.add(host)
                elif site in params["network_isolation_key"]:
                    addresses.append(params["url"])
            elif kind == "HOST_RESOLVER_MANAGER_REQUEST" and site in params.get(
                "network_anonymization_key", ""
            ):
                looked_up.add(urlsplit(f"//{params['host'].rpartition('//')[2]}").hostname)
            elif kind == "HTTP_TRANSACTION_SEND_REQUEST_HEADERS":
                headers.extend([params.get("line", ""), *params["headers"]])
        hosts = {urlsplit(address).hostname for address in addresses} | (looked_up - own)
        return cls(tuple(addresses), frozenset(h for h in hosts if h), tuple(headers))

    def origins(self) -> set[str]:
        """Give host and port of each address."""
        return {urlsplit(a).netloc for a in self.addresses if not a.startswith(LOCAL)}

    def values(self, header: str) -> list[str]:
        """Give what was sent under a header's name."""
        start = f"{header.lower()}: "
        return [line[len(start) :] for line in self.headers if line.lower().startswith(start)]


def holding(words: Iterable[str], texts: Iterable[str]) -> set[tuple[str, str]]:
    """Give (word, text) for each word in a text, as it is or as an address writes it."""
    return {
        (word, text[:300])
        for text in texts
        for form in {text, unquote(text), unquote_plus(text)}
        for word in _found(form.encode(), words)
    }


def in_files(folder: Path, words: Iterable[str]) -> set[tuple[str, str]]:
    """Give (file, word) for each word in a file of a folder: in any letters, packed parts too."""
    return {
        (str(path.relative_to(folder)), word)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for part in _parts(path.read_bytes())
        for form in (part, part.replace(b"\0", b""))
        for word in _found(form, words)
    }


def _found(content: bytes, words: Iterable[str]) -> Iterator[str]:
    """Give the words in it, small or capital letters; a number only as a whole."""
    lower = content.lower()
    for word in words:
        sought = word.lower().encode()
        whole = rb"(?<![\d.])%s(?!\d)" % re.escape(sought)
        if sought in lower and (not word[0].isdigit() or re.search(whole, lower)):
            yield word


def _parts(content: bytes) -> Iterator[bytes]:
    yield content
    at = content.find(GZIP)
    while at >= 0:
        with suppress(zlib.error):
            yield zlib.decompressobj(31).decompress(content[at:])
        at = content.find(GZIP, at + 1)


def kept_by(page: Any) -> list[Mapping[str, Any]]:
    """Give what the page and each of its frames keep in the browser, where that is something."""
    frames = [frame for frame in page.frames if not frame.url.startswith(LOCAL)]
    kept = [{"frame": frame.url, **frame.evaluate(KEPT)} for frame in frames]
    return [found for found in kept if {**found, "frame": None} != {**NOTHING_KEPT, "frame": None}]


def careless_links(page: Any, host: str) -> list[str]:
    """Give the links out of the page and its frames that would say where somebody came from."""
    found = []
    for frame in page.frames:
        if not frame.url.startswith(LOCAL):
            for _href, rel, html in frame.evaluate(LEAVING, host):
                found += [] if "noreferrer" in rel.split() else [html]
    return found


def history_of(page: Any) -> list[str]:
    """Give address and title of each entry of the tab's history."""
    session = page.context.new_cdp_session(page)
    entries = session.send("Page.getNavigationHistory")["entries"]
    session.detach()
    return [text for e in entries for text in (e["url"], e["userTypedURL"], e["title"])]
