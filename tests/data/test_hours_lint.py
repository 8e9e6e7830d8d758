import json
from pathlib import Path

import pytest
from opening_hours import validate

from data.hours import HoursError, OpeningHours, Reason, lint

REAL_TEXTS = Path(__file__).with_name("real_hours.txt").read_text().splitlines()


@pytest.mark.parametrize("text", REAL_TEXTS)
def test_real_texts_are_safe(text):
    assert lint(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "off",
        "closed",
        "unknown",
        '24/7 unknown "ring first"',
        "10:00-12:00",
        "Mo-Fr 09:00-17:00 ;Sa 10:00-12:00",
        "Mo,We-Fr 09:00-17:00",
        "Mo-Fr,PH 09:00-17:00",
        "Fr 20:00-26:00",
        "Fr 20:00-00:00",
        "Fr 20:00-05:30, Sa 10:00-12:00; PH off",
        "Th 09:00-17:00; Tu,We 20:00-05:30",
        "Mo-Su 20:00-05:30; PH off",
        "Mo-Su 20:00-05:30; Dec 24-Jan 02 10:00-12:00",
        "Mo-Fr 09:00-17:00; Dec 24-Jan 02 off; PH off",
        "Mo-Fr 09:00-17:00; PH off; Dec 26 10:00-12:00",
        "Jun-Aug Mo-Fr 10:00-18:00; Sep-May Mo-Fr 10:00-16:00",
        "Mo-Fr 09:00-17:00, Dec 24 18:00-20:00",
        "2028 Feb 29 off",
        "Feb Mo-Fr 10:00-12:00",
        "2026 Jun 01-2026 Aug 31 Mo-Fr 10:00-12:00",
        'Mo-Fr 10:00-12:00 open "week 1/2 || easter + SH [1]"',
    ],
)
def test_safe(text):
    assert lint(text) == []
    assert validate(text)


@pytest.mark.parametrize(
    ("text", "reason", "suggestion"),
    [
        # not in the dialect
        ("Mo-Fr 10:00-12:00 || unknown", "||", None),
        ("SH 10:00-12:00", "school holidays", None),
        ("Mo-Fr,SH 10:00-12:00", "school holidays", None),
        ("Mo-Fr 18:00+", "leaves the end open", None),
        ("Mo-Fr 10:00-18:00+", "leaves the end open", None),
        ("sunrise-sunset", "Sunrise", None),
        ("Mo-Fr (sunset-01:00)-22:00", "Sunrise", None),
        ("dawn-dusk", "Sunrise", None),
        ("easter off", "Easter moves", None),
        ("easter +1 day off", "Easter moves", None),
        ("week 01-20 Mo 10:00-12:00", "Week numbers", None),
        ("Mo 10:00-16:00/01:30", "repeat", None),
        ("2026-2036/2 Mo 10:00-16:00", "repeat", None),
        ("Mo[1] 10:00-12:00", "picks one week", None),
        ('"by appointment"', "only a remark", None),
        ('Mo-Fr 10:00-12:00 "by appointment"', "only a remark", None),
        ('Mo-Fr 10:00-12:00; "by appointment"', "only a remark", None),
        ("Mo-Fr 10:00-10:00", "starts when it ends", None),
        ("00:00-00:00", "starts when it ends", None),
        ("Fr 10:00-40:00", "longer than a day", None),
        ("Fr 25:00-26:00", "not on the clock", None),
        ("Fr 10:60-12:00", "not on the clock", None),
        ("Fr 20:00-49:00", "not on the clock", None),
        ("Mo-Fr 09:00-12:00,11:00-14:00", "overlap", None),
        ("Mo-Fr", "says no times", None),
        ("Mo-Fr open", "says no times", None),
        ("open", "says no times", None),
        ("Mo-Fr 09:00-17:00; Mo 12:00-13:00 off", "closes part of a day", None),
        ("PH Mo 10:00-12:00", "did not expect 'Mo'", None),
        ("Mo-Mo 10:00-12:00", "comes another day", None),
        ("Mo- 10:00-12:00", "comes another day", None),
        ("Mo-Fr 09:00-17:00 # note", "can't read", None),
        ("Mo-Fr 09:00-17:00\nSa 10:00-12:00", "line break", None),
        ('Mo-Fr 09:00-17:00 unknown "a\u202eb"', "hidden sign", None),
        ("", "no hours here", None),
        ("   ", "no hours here", None),
        (";" * 501, "longer than 500", None),
        # dates that do not exist or do not say enough
        ("Apr 31 off", "Apr 31 does not exist", None),
        ("Apr 31 10:00-12:00", "Apr 31 does not exist", None),
        ("Feb 30 off", "Feb 30 does not exist", None),
        ("Sep 31-Oct 02 off", "Sep 31 does not exist", None),
        ("Oct 02-Nov 31 off", "Nov 31 does not exist", None),
        ("Dec 00 off", "Dec 00 does not exist", None),
        ("2027 Feb 29 off", "Feb 29 does not exist", None),
        ("Feb 29 off", "not in every year", None),
        ("Dec 26-24 off", "before the first", None),
        ("2027 Jan 02-2026 Dec 24 off", "before the first", None),
        ("2026 Dec 24-Jan 02 off", "year on both sides", None),
        ("2026 Dec 24,Dec 31 off", "year on each date", None),
        ("Dec 24-Jan off", "day of the month on both sides", None),
        ("2026 Dec-2027 Feb off", "Write the days too", None),
        ("2026 Feb off", "Write the days too", None),
        ('Mo 10:00-12:00 unknown "ring first", 14:00-16:00', "Write the days before", None),
        ("Mo off, 14:00-16:00", "Write the days before", None),
        ("Mo off, 24/7", "Write the days before", None),
        ("1026 Dec 24 off", "not a year", None),
        ("Dec-26 off", "not a month", None),
        # nights that the text itself cuts
        (
            "Fr 20:00-05:30; Sa 10:00-12:00",
            "would end at midnight",
            "Fr 20:00-05:30, Sa 10:00-12:00",
        ),
        (
            "Fr 20:00-05:30; Sa 20:00-05:30; Su 12:00-16:00; PH off",
            "would end at midnight",
            "Fr 20:00-05:30, Sa 20:00-05:30, Su 12:00-16:00; PH off",
        ),
        ("Fr 20:00-05:30; Sa off", "would end at midnight", "Fr 20:00-05:30"),
        (
            "Mo-Su 20:00-05:30; Sa 10:00-12:00",
            "would end at midnight",
            "Mo-Fr,Su 20:00-05:30, Sa 10:00-12:00",
        ),
        ("20:00-05:30; Sa off", "would end at midnight", "Mo-Fr,Su 20:00-05:30"),
        (
            "Su 20:00-26:00; Mo 10:00-12:00",
            "would end at midnight",
            "Su 20:00-26:00, Mo 10:00-12:00",
        ),
        (
            "Jun-Aug Mo-Su 20:00-05:30; Jun-Aug Sa 10:00-12:00",
            "would end at midnight",
            "Jun-Aug Mo-Fr,Su 20:00-05:30, Jun-Aug Sa 10:00-12:00",
        ),
        ("Mo-Su 20:00-05:30; Jun-Aug Sa 10:00-12:00", "would end at midnight", None),
        # exceptions in the wrong place
        ("PH off; Mo-Fr 09:00-17:00", "Put exceptions last", "Mo-Fr 09:00-17:00; PH off"),
        (
            "Mo-Fr,PH 10:00-22:00; Sa 09:00-19:00",
            "a rule of their own",
            "Mo-Fr 10:00-22:00; Sa 09:00-19:00; PH 10:00-22:00",
        ),
        ("Dec 25 off; Mo-Fr 09:00-17:00", "Put exceptions last", "Mo-Fr 09:00-17:00; Dec 25 off"),
        (
            "Mo-Fr 09:00-17:00; Dec 24-Jan 02 off; PH 10:00-12:00",
            "Put exceptions last",
            "Mo-Fr 09:00-17:00; PH 10:00-12:00; Dec 24-Jan 02 off",
        ),
        (
            "PH off; Jun-Aug Mo-Fr 10:00-18:00",
            "Put exceptions last",
            "Jun-Aug Mo-Fr 10:00-18:00; PH off",
        ),
        (
            "2027 Feb 10 off; Feb 10:00-12:00",
            "Put exceptions last",
            "Feb 10:00-12:00; 2027 Feb 10 off",
        ),
        (
            "Mo-Fr 09:00-17:00, PH 10:00-12:00",
            "is for bank holidays",
            "Mo-Fr 09:00-17:00; PH 10:00-12:00",
        ),
        ("Mo-Fr 09:00-17:00, Mo off", "closes", "Mo-Fr 09:00-17:00; Mo off"),
        ("Mo 09:00-12:00; Mo-Fr 10:00-17:00", "never used", None),
        ("10:00-12:00; 14:00-16:00", "never used", None),
        ("Mo-Fr 09:00-17:00; 24/7", "never used", None),
        ("Mo-Fr 09:00-17:00; PH 10:00-12:00; PH off", "never used", None),
        ("Mo-Fr 09:00-17:00; Dec 25 10:00-12:00; Dec 25 off", "never used", None),
        # written the way people write
        ("Mon-Fri 9am-5pm", "did not expect 'Mon'", "Mo-Fr 09:00-17:00"),
        ("mo-fr 09:00-17:00", "did not expect 'mo'", "Mo-Fr 09:00-17:00"),
        ("Mo–Fr 9:00–17.30", "can't read", "Mo-Fr 09:00-17:30"),
        (
            "Monday to Friday 9am to 5.30pm; bank holidays closed",
            "can't read",
            "Mo-Fr 09:00-17:30; PH off",
        ),
        ("Fri 8pm-midnight", "did not expect 'Fri'", "Fr 20:00-24:00"),
        (
            "Friday 8pm to 5.30am; Saturday midday to 4pm",
            "can't read",
            "Fr 20:00-05:30, Sa 12:00-16:00",
        ),
        ("open 24 hours", "did not expect '24'", "24/7"),
        (
            "Mo - Fr 09:00-17:00 ; Sa 10:00-12:00",
            "Other programs",
            "Mo-Fr 09:00-17:00; Sa 10:00-12:00",
        ),
        ("24 hours", "did not expect '24'", "24/7"),
        ("Mo-Fr 09:00-17:00;", "did not expect 'the end'", "Mo-Fr 09:00-17:00"),
        # nothing is guessed where a guess could say too much
        ("Saturday 10-12", "did not expect 'Saturday'", None),
        ("by appointment", "did not expect 'by'", None),
    ],
)
def test_refused(text, reason, suggestion):
    reasons = lint(text)
    assert any(reason in one.message for one in reasons), reasons
    assert {one.suggestion for one in reasons} == {suggestion}
    if suggestion is not None:
        assert lint(suggestion) == []
    with pytest.raises(HoursError):
        OpeningHours(text)


def test_every_trap_is_named():
    reasons = lint('SH 18:00+ || sunrise-sunset "call"')
    assert len(reasons) == 5


def test_a_reason_reads_as_sentences():
    assert str(Reason("Not so.")) == "Not so."
    assert str(Reason("Not so.", "24/7")) == "Not so. You could write: 24/7"


def test_a_quotation_mark_too_few():
    assert "can't read" in lint('Mo 10:00-12:00 unknown "ring')[0].message


@pytest.mark.parametrize("text", [json.loads('"\\ud800"'), "9" * 500, "Mo" * 250, '"' * 499])
def test_nonsense_is_refused_not_raised(text):
    assert lint(text)
