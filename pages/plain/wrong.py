"""Something is wrong here: the same reports as on the other pages, without a script."""

from __future__ import annotations

from dataclasses import dataclass

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from data import clock
from data.live import current
from data.private_words import LONGEST
from data.report_desk import Answer
from data.reports import WORDS, ReportError, ReportKind, What, names_of
from pages.parts.report import ANSWERS, CHOOSE, CUT, HINT, NOT_SAFE, desk
from pages.plain.choosing import options
from pages.plain.forms import Form, read
from pages.plain.frame import ROOT, answer, page
from pages.plain.way_back import WayBack, way_back

ADDRESS = "/plain/wrong"
GONE = "We don't list that any more, so there is nothing to report."
CHOOSE_RECORD = "Choose what it is about first."
_LONGEST_SENT = 10_000
WAIT_SECONDS = 5.0
_few = anyio.CapacityLimiter(4)
"""Reports go into the database. Where that hangs, they must not take the threads of all else."""


@dataclass(frozen=True)
class _Report:
    """What the form holds, to be shown again as it was sent; without a kind there is no form."""

    back: WayBack
    kind: ReportKind | None = None
    record_id: str = ""
    name: str = ""
    chosen: What | None = None
    words: str = ""


async def _page(request: Request) -> Response:
    if request.method != "POST":
        return RedirectResponse(ROOT, 303)
    form = await read(request)
    address = request.client.host if request.client else None
    if not form.many("send"):
        status, html = await run_in_threadpool(_answer, form, address)
        return answer(html, status, typed=True)
    with anyio.move_on_after(WAIT_SECONDS):
        status, html = await anyio.to_thread.run_sync(_answer, form, address, limiter=_few)
        return answer(html, status, typed=True)
    status, html = await run_in_threadpool(_answer, form, address, too_busy=True)
    return answer(html, status, typed=True)


def _answer(form: Form, address: str | None, *, too_busy: bool = False) -> tuple[int, str]:
    back = way_back(form)
    kind_text, _, record_id = form.one("about", 160).partition(":")
    kind = next((kind for kind in ReportKind if kind.value == kind_text), None)
    names = names_of(current(), kind) if kind else {}
    said = [NOT_SAFE] if form.one("what") == What.NOT_SAFE and form.many("send") else []
    if kind is None or record_id not in names:
        gone = (404, GONE) if record_id else (400, CHOOSE_RECORD)
        return gone[0], _drawn(_Report(back), [*said, gone[1]])
    chosen = next((what for what in WORDS[kind] if what.value == form.one("what")), None)
    words = form.lines("words", _LONGEST_SENT)
    report = _Report(back, kind, record_id, names[record_id], chosen, words)
    if not form.many("send"):
        return 200, _drawn(report, [])
    if chosen is None:
        return 400, _drawn(report, [CHOOSE])
    if too_busy:
        return 503, _drawn(report, [*said, ANSWERS[Answer.NOT_WORKING]])
    try:
        taken = desk().take(
            current(), kind, record_id, chosen, words, clock.now(), visit=None, address=address
        )
    except ReportError as error:
        return 404, _drawn(_Report(back), [*said, str(error)])
    said.append(ANSWERS[taken])
    if taken is Answer.KEPT:
        return 200, _drawn(_Report(back), [*said, *([CUT] if len(words) > LONGEST else [])])
    return 503 if taken is Answer.NOT_WORKING else 429, _drawn(report, said)


def _drawn(report: _Report, said: list[str]) -> str:
    texts = {what.value: text for what, text in WORDS[report.kind].items()} if report.kind else {}
    return page(
        "plain_wrong.html",
        about=f"{report.kind.value}:{report.record_id}" if report.kind else "",
        name=report.name,
        choices=options(texts, [report.chosen or ""]),
        words=report.words,
        longest=LONGEST,
        said=said,
        hint=HINT,
        back=report.back,
    )


routes = [Route(ADDRESS, _page, methods=["GET", "POST"])]
