from __future__ import annotations

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

TOMORROW = date.today() + timedelta(days=1)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("source_date", "2025-13", "not in the calendar"),
        ("source_date", "2025-02-30", "not in the calendar"),
        ("hours_date", "2025-00", "not in the calendar"),
        ("source_date", "2999", "in the future"),
        ("source_date", TOMORROW.isoformat(), "in the future"),
        ("checked_on", TOMORROW, "in the future"),
        ("read_on", TOMORROW, "in the future"),
        ("opening_hours", "Mo-Fr 9-5", "Value error"),
        ("opening_hours", "Apr 31 off", "Value error"),
        ("opening_hours", "by appointment", "Value error"),
        ("staffed_hours", "Mo-Fr 25:00-26:00", "Value error"),
    ],
)
def test_what_could_make_a_place_look_surer_than_it_is_is_refused(make_place, field, value, told):
    with pytest.raises(ValidationError, match=told) as refused:
        make_place(**{field: value})
    assert refused.value.errors()[0]["loc"] == (field,)
