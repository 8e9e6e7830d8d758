"""Something is wrong here: the same reports as on the other pages, without a script."""

from __future__ import annotations

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
from pages.plain.frame import answer, page

ADDRESS = "/plain/wrong"
GONE = "We don't list that any more, so there is nothing to report."
_LONGEST_SENT = 10_000


async def _page(request: Request) -> Response:
    if request.method != "POST":
        return RedirectResponse("/plain", 303)
    form = await read(request)
    address = request.client.host if request.client else None
    status, html = await run_in_threadpool(_answer, form, address)
    return answer(html, status, typed=True)


def _answer(form: Form, address: str | None) -> tuple[int, str]:
    kind_text, _, record_id = form.one("about", 160).partition(":")
    kind = next((kind for kind in ReportKind if kind.value == kind_text), None)
    names = names_of(current(), kind) if kind else {}
    if kind is None or record_id not in names:
        return 404, _drawn(said=[GONE])
    sent = form.many("send")
    chosen = next((what for what in WORDS[kind] if what.value == form.one("what")), None)
    words = form.one("words", _LONGEST_SENT)
    if not sent:
        return 200, _form(kind, record_id, names[record_id])
    if chosen is None:
        return 400, _form(kind, record_id, names[record_id], words=words, said=[CHOOSE])
    said = [NOT_SAFE] if chosen is What.NOT_SAFE else []
    try:
        taken = desk().take(
            current(), kind, record_id, chosen, words, clock.now(), visit=None, address=address
        )
    except ReportError as error:
        return 404, _drawn(said=[*said, str(error)])
    said.append(ANSWERS[taken])
    if taken is Answer.KEPT:
        return 200, _drawn(said=[*said, *([CUT] if len(words) > LONGEST else [])])
    status = 503 if taken is Answer.NOT_WORKING else 429
    return status, _form(kind, record_id, names[record_id], chosen, words, said)


def _form(
    kind: ReportKind,
    record_id: str,
    name: str,
    chosen: What | None = None,
    words: str = "",
    said: list[str] | None = None,
) -> str:
    choices = options({w.value: text for w, text in WORDS[kind].items()}, [chosen or ""])
    return _drawn(said or [], f"{kind.value}:{record_id}", name, choices, words)


def _drawn(
    said: list[str], about: str = "", name: str = "", choices: object = (), words: str = ""
) -> str:
    return page(
        "plain_wrong.html",
        about=about,
        name=name,
        choices=choices,
        words=words,
        said=said,
        hint=HINT,
    )


routes = [Route(ADDRESS, _page, methods=["GET", "POST"])]
