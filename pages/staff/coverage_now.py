"""Where and when children have no open place near: the map, a day hour by hour, and the gaps."""

from __future__ import annotations

import base64
from html import escape

import numpy as np
import streamlit as st

from data.records import Tier
from data.roles import Action, Actor, require
from data.week import HOURS, hour_of, hour_words
from data.words import TIER
from geo.boroughs import NAMES
from geo.cover_picture import HEIGHT, NEAREST_FIRST, WIDTH, band_words, picture
from geo.coverage import Cover, counted
from geo.what_if import Today
from geo.what_if_words import percent, unsure_places_words
from pages.staff.coverage_tries import draw_limits, draw_span
from pages.staff.tables import draw_table

_FRIDAY_NIGHT = hour_of(4, 22)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ALL_TIERS = "Places of all three kinds"
_MOST_GAPS = 15
_STEPS = (1, 5, 10, 20, 40, 60)
"""From which per cent on a square of the table has its next deeper colour."""


def draw_now(actor: Actor, today: Today) -> None:
    """Draw how far children are from an open place as things are. Raises NotAllowedError."""
    require(actor, Action.READ)
    tier = st.selectbox(
        "Kind of place",
        [None, *Tier],
        format_func=lambda tier: TIER[tier] if tier else _ALL_TIERS,
        key="cover-tier",
    )
    cover = Cover.of(today.week.sites(today.basis, tier)) if tier else today.cover
    _draw_map(today, cover)
    _draw_day(cover)
    _draw_gaps(cover)
    draw_limits()


def _draw_map(today: Today, cover: Cover) -> None:
    hour = st.select_slider(
        "Hour of the week",
        range(HOURS),
        value=_FRIDAY_NIGHT,
        format_func=hour_words,
        key="cover-hour",
    )
    share, sure = percent(float(cover.london()[hour])), counted(today.week, hour)
    said = f"{hour_words(hour)}: {share} of London's children are within reach of an open place."
    st.html(
        f'<p data-announce class="staff-why">{escape(said)}</p>'
        f"<p>{escape(unsure_places_words(sure, today.basis))}</p>"
    )
    image = base64.b64encode(picture(cover, hour)).decode()
    legend = "".join(
        f'<li><span class="cover-key" style="background:{colour}"></span>{escape(words)}</li>'
        for colour, words in zip(NEAREST_FIRST, band_words(), strict=True)
    )
    st.html(
        f'<figure class="cover-map"><img width="{WIDTH}" height="{HEIGHT}"'
        f' src="data:image/png;base64,{image}" alt="Map of London, by walk to an open place. '
        f'The table below says the same by borough. {escape(said)}">'
        f'<figcaption><ul class="cover-keys" aria-label="Colours">{legend}</ul></figcaption>'
        "</figure>"
    )


def _draw_day(cover: Cover) -> None:
    day = st.selectbox("Day", range(7), index=4, format_func=_DAYS.__getitem__, key="cover-day")
    hours = slice(24 * day, 24 * day + 24)
    rows = [("All of London", cover.london()[hours] * 100)]
    rows += [
        (name, column) for name, column in zip(NAMES, cover.shares()[hours].T * 100, strict=True)
    ]
    caption = f"Children within reach on {_DAYS[day]}, of 100 in each borough, by hour"
    head = "".join(f'<th scope="col">{hour:02}</th>' for hour in range(24))
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(map(_square, shares))}</tr>'
        for name, shares in rows
    )
    st.html(
        f'<div class="wide" role="region" aria-label="{escape(caption)}" tabindex="0">'
        f'<table class="cover-day"><caption>{escape(caption)}</caption>'
        f'<thead><tr><th scope="col">Borough</th>{head}'
        f"</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _square(share: float) -> str:
    step = int(np.searchsorted(_STEPS, share + 1e-6, side="right"))
    return f'<td class="cover-{step}">{int(share + 1e-6)}</td>'


def _draw_gaps(cover: Cover) -> None:
    span = draw_span("cover-span")
    gaps = cover.gaps(span.hours)
    if not gaps:
        st.html("<p>In these hours every child is within reach.</p>")
        return
    draw_table(
        f"Where most children are out of reach over {span.words}: postcode districts",
        ("District", "Boroughs", "Children out of reach", "Of", "Half of them are further than"),
        [
            (
                gap.district,
                ", ".join(gap.boroughs),
                f"{round(gap.children):,}",
                f"{round(gap.of):,}",
                "no place is open" if gap.metres is None else f"{gap.metres / 1000:.1f} km",
            )
            for gap in gaps[:_MOST_GAPS]
        ],
    )
