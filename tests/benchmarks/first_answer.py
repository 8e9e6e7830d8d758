"""What the first useful answer costs a phone: ``python -m tests.benchmarks.first_answer``.

Opens the page of places in Debian's chromium, held back to slow 4G (1.6 Mbit/s, 150 ms) and a
quarter of the processor, types a postcode, and waits for the first card: first with nothing kept,
then once more in the same browser. Compare the rows of one run with each other, and the bytes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.servers import server

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
CPU = 4
TYPED = "E16 1ZE"
PAGES = {"plain": ("/plain", "#where"), "Streamlit": ("/", 'input[aria-label^="Postcode"]')}


@dataclass
class Cost:
    """Seconds until the page can be typed into, until the answer is there, and bytes received."""

    box: float
    answer: float
    received: int


def visit(page: Any, base: str, address: str, box: str) -> Cost:
    """Open a page that is held back, search, and wait for the first card."""
    session = page.context.new_cdp_session(page)
    received = [0]

    def count(event: dict[str, Any]) -> None:
        received[0] += int(event.get("encodedDataLength", 0))

    def frame(event: dict[str, Any]) -> None:
        received[0] += len(event["response"]["payloadData"])

    session.on("Network.loadingFinished", count)
    session.on("Network.webSocketFrameReceived", frame)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU})
    began = time.perf_counter()
    page.goto(base + address, wait_until="commit", timeout=120_000)
    page.locator(box).wait_for(timeout=120_000)
    ready = time.perf_counter() - began
    page.locator(box).fill(TYPED)
    page.locator(box).press("Enter")
    page.locator("article.place").first.wait_for(timeout=120_000)
    return Cost(ready, time.perf_counter() - began, received[0])


def rows() -> Iterator[tuple[str, str]]:
    """Measure each sort of page, cold and then warm."""
    from playwright.sync_api import sync_playwright

    with server() as running, sync_playwright() as playwright:
        base = f"http://127.0.0.1:{running.port}"
        for name, (address, box) in PAGES.items():
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            context = browser.new_context(viewport={"width": 390, "height": 844})
            for kept in ("nothing kept yet", "opened again"):
                page = context.new_page()
                cost = visit(page, base, address, box)
                yield (
                    f"first answer on slow 4G, {name}, {kept}",
                    f"{cost.received / 1000:,.0f} kB; box after {cost.box:.1f} s, "
                    f"answer after {cost.answer:.1f} s",
                )
                page.close()
            browser.close()


if __name__ == "__main__":
    print("| what | cost |\n|---|---|")
    for what, said in rows():
        print(f"| {what} | {said} |", flush=True)
