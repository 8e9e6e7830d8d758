from datetime import UTC, datetime

import pytest

from data.csv_cells import safe_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "＝1", " =1", "\t=1", "\r=1", "﹢1", "  x", "\n"]
)
def test_what_a_spreadsheet_may_take_for_a_formula_is_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Mo-Fr 09:00-17:00", "a=b", "0800 1111", "'quoted'"])
def test_other_text_stays_as_it_is(text):
    assert safe_cell(text) == text


def test_moments_are_written_in_iso_form():
    assert safe_cell(datetime(2027, 3, 3, 10, tzinfo=UTC)) == "2027-03-03T10:00:00+00:00"
