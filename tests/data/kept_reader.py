"""Reads a kept copy as the phone's script does, from JSON alone."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any


class Kept:
    """One copy, through JSON and back."""

    def __init__(self, copy: dict[str, Any]) -> None:
        self.copy = json.loads(json.dumps(copy))

    def text(self, row: int) -> str:
        rows = self.copy["texts"][row]
        return " ".join(
            self.copy["clauses"][r] for r in (rows if isinstance(rows, list) else [rows])
        )

    def said(self, week: int, at: datetime) -> tuple[int, str] | None:
        """Give code and sentence at a moment; None where the copy says nothing of it."""
        minute = int(at.timestamp() // 60)
        days, blocks = self.copy["days"], self.copy["weeks"][week]
        day = next((d for d in range(len(days) - 1) if days[d] <= minute < days[d + 1]), None)
        if day is None or day >= len(blocks):
            return None
        first, *rest = self.copy["blocks"][blocks[day]]
        left = minute - days[day]
        for gap, state in zip(rest[::2], rest[1::2], strict=True):
            left -= gap
            if left < 0:
                break
            first = state
        code, sentence = self.copy["states"][first]
        return code, self.text(sentence)

    def place(self, row: int) -> dict[str, Any]:
        """Give a place by the names of its values; what was left out at the end is empty."""
        values = [*self.copy["places"][row], *[None] * 10]
        name, lat, lon, sort, opening, borough, address, postcode, phone, alert = values[:10]
        tier, kind, listed, facts = self.copy["sorts"][sort]
        week, hours, note = self.copy["openings"][opening]
        return {
            "name": name,
            "lat": 51 + lat / 10_000,
            "lon": lon / 10_000,
            "tier": self.text(tier),
            "kind": self.text(kind),
            "listed": self.text(listed),
            "facts": {
                self.text(t): self.text(w) for t, w in map(self.copy["facts"].__getitem__, facts)
            },
            "week": week,
            "hours": self.text(hours),
            "note": self.text(note),
            "borough": self.text(borough or 0),
            "address": address or "",
            "postcode": postcode or "",
            "phone": phone or "",
            "alert": self.text(alert or 0),
        }

    def lines(self, service: str) -> list[dict[str, Any]]:
        """Give the ways to reach a service."""
        rows = next((s[3] for s in self.copy["services"] if s[0] == service), [])
        lines = []
        for label, href, opening, state, title, note, how_to, details in rows:
            week, hours, hours_note = (
                self.copy["openings"][opening] if opening >= 0 else (None, 0, 0)
            )
            lines.append(
                {
                    "label": label,
                    "href": href,
                    "week": week,
                    "hours": self.text(hours),
                    "state": self.text(state),
                    "title": self.text(title),
                    "note": self.text(note) or self.text(hours_note),
                    "how_to": self.text(how_to),
                    "details": self.text(details),
                }
            )
        return lines
