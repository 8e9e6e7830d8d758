"""A file in: choose it, say where it is from, look at what it would do, send what you choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data import clock, settings
from data.changes import ChangeError
from data.exchange import dry_run
from data.exchange_columns import TableKind
from data.exchange_read import read_stream
from data.exchange_rows import DryRun
from data.exchange_table import ReadError
from data.form_fields import form_fields
from data.live import middle_of, store, timeline
from data.records import Confidence, Kind, Place, Status, Tier, Visibility
from data.roles import Actor
from data.words import KIND, TIER
from pages import uploads
from pages.parts.plain_text import plain
from pages.staff.exchange_sent import draw_done, draw_send
from pages.staff.exchange_table import draw_rows, draw_summary

HELD = "exchange-held"
FIND_OUT = "Find out from the columns"
_NOTHING = ""
SORTS: Mapping[str, TableKind | None] = MappingProxyType(
    {
        FIND_OUT: None,
        "Places": TableKind.PLACE,
        "Services, and ways to reach them": TableKind.SERVICE,
        "Schemes": TableKind.SCHEME,
        "Council contacts": TableKind.CONTACT,
    }
)

SEEN_BY: Mapping[str, str] = MappingProxyType(
    {
        Visibility.DRAFT.value: "Only staff: they become drafts on the work list",
        Visibility.PUBLIC.value: "Everybody: I am sure enough of them",
    }
)


@dataclass
class Held:
    """A file that was looked at: what was asked, what it would do, which rows are chosen."""

    asked: object
    run: DryRun
    chosen: set[int] = field(default_factory=set)


def draw_file(actor: Actor) -> None:
    """Draw the way of a file in, from choosing it to sending its rows for approval."""
    draw_done()
    st.html('<h2 class="found">Bring a file in</h2>')
    st.write(
        "CSV, Excel (.xlsx) or GeoJSON. First you see what each row would do. Nothing is changed "
        "before a second person has approved it."
    )
    if (running := get_script_run_ctx(suppress_warning=True)) is not None:
        uploads.allow(running.session_id)
    files = st.file_uploader(
        f"File, at most {settings.current().import_mb} MB. For services and the ways to reach "
        "them choose both files together, or a workbook with two sheets.",
        accept_multiple_files=True,
        key="exchange-files",
    )
    sort = st.selectbox("What the rows are", list(SORTS), key="exchange-sort")
    common = _draw_common()
    clears = st.checkbox(
        "An empty cell takes out what we have. Otherwise it changes nothing.",
        key="exchange-clears",
    )
    asked = (actor.name, [f.file_id for f in files], sort, common, clears)
    if st.button("Look at the file", type="primary", key="exchange-look", disabled=not files):
        _look(actor, files, SORTS[sort], common, clears, asked)
    held: Held | None = st.session_state.get(HELD)
    if held is None:
        return
    if held.asked != asked:
        st.info("You chose something else above. Press “Look at the file” again.")
        return
    draw_summary(held.run)
    draw_rows(held.run, held.chosen)
    draw_send(actor, held.run, held.chosen, HELD)


def _draw_common() -> dict[str, Any]:
    """Ask what holds for every new row that says nothing else."""
    st.write("Where new rows are from, if the file has no columns for it:")
    common: dict[str, Any] = {
        "source_name": st.text_input(
            "Who says so", key="exchange-source-name", placeholder="Camden Council"
        ),
        "source_url": st.text_input("Web page of that source", key="exchange-source-url"),
        "source_date": st.text_input(
            "Date of that source", key="exchange-source-date", placeholder="2026-11 or 2026-11-24"
        ),
        "confidence": st.selectbox(
            "How sure it is",
            [c.value for c in Confidence],
            index=1,
            format_func=form_fields(Place)["confidence"].choices.get,
            key="exchange-confidence",
        ),
        "visibility": st.radio(
            "Who sees new rows once they are approved, if the file does not say it",
            list(SEEN_BY),
            format_func=SEEN_BY.__getitem__,
            key="exchange-visibility",
        ),
    }
    with st.expander("What holds for every new place that says nothing else"):
        kinds: dict[str, str] = {_NOTHING: "Each row says it"}
        tiers = kinds | {t.value: TIER[t] for t in Tier}
        statuses = kinds | {s.value: s.value.replace("_", " ") for s in Status}
        schemes = kinds | _schemes()
        buildings = kinds | {k.value: KIND[k] for k in Kind}
        for name, label, choices in (
            ("tier", "What it promises", tiers),
            ("scheme", "Scheme", schemes),
            ("kind", "Sort of building", buildings),
            ("status", "Status", statuses),
        ):
            common[name] = st.selectbox(
                label, list(choices), format_func=choices.get, key=f"exchange-{name}"
            )
    return {name: value.strip() for name, value in common.items() if value and value.strip()}


def _schemes() -> dict[str, str]:
    found = timeline().records(clock.now()).schemes
    return {scheme.id: scheme.name for scheme in sorted(found, key=lambda s: s.name.casefold())}


def _look(
    actor: Actor,
    files: Sequence[Any],
    kind: TableKind | None,
    common: Mapping[str, Any],
    clears: bool,
    asked: object,
) -> None:
    st.session_state.pop(HELD, None)
    bar = st.progress(0.0, text="Reading the file")
    try:
        tables = []
        for file in files:
            file.seek(0)
            tables += read_stream(file.name, file, kind)
        found = store()
        run = dry_run(
            tables,
            timeline(),
            clock.now(),
            validate=found.validated,
            locate=middle_of,
            common=common,
            waiting=found.waiting(actor),
            empty_clears=clears,
            progress=lambda done: bar.progress(done, text="Looking at each row"),
        )
    except (ReadError, ChangeError) as error:
        st.error(plain(str(error)))
        return
    finally:
        bar.empty()
    st.session_state[HELD] = Held(asked, run, set(run.usual()))
