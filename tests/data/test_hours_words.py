import pytest

from data.hours import OpeningHours
from data.hours_words import clock, day_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24/7", "Open all day, every day."),
        ("24/7; PH off", "Open all day, every day. Bank holidays: closed."),
        ("24/7; Dec 25 off", "Open all day, every day. 25 December closed."),
        ("off", "Closed."),
        ("unknown", "Hours not known."),
        (
            "Mo-Fr 10:00-22:00; Sa-Su 09:00-19:00",
            "Monday to Friday 10am to 10pm, weekends 9am to 7pm. Bank holidays: not known.",
        ),
        (
            "Mo,Th 09:30-20:00; Tu,Sa 09:30-17:30",
            "Monday and Thursday 9.30am to 8pm, Tuesday and Saturday 9.30am to 5.30pm. "
            "Bank holidays: not known.",
        ),
        (
            "Mo,Th,Fr 10:00-18:00; Sa 10:00-16:00; PH off",
            "Monday, Thursday and Friday 10am to 6pm; Saturday 10am to 4pm. Bank holidays: closed.",
        ),
        (
            "Mo-Fr 09:00-17:00; PH off",
            "Monday to Friday 9am to 5pm. Closed on Saturday and Sunday. Bank holidays: closed.",
        ),
        (
            "Mo-Fr,PH 09:00-17:00",
            "Monday to Friday 9am to 5pm. Closed on Saturday and Sunday. "
            "Bank holidays: 9am to 5pm.",
        ),
        ("Mo-Su 09:00-23:00", "Every day 9am to 11pm. Bank holidays: not known."),
        ("00:00-24:00", "Open all day, every day. Bank holidays: not known."),
        (
            "Mo-Sa 12:00-17:00; Su off",
            "Monday to Saturday midday to 5pm. Closed on Sunday. Bank holidays: not known.",
        ),
        ("Fr 22:00-03:00", "Friday 10pm to 3am the next morning. Bank holidays: not known."),
        ("Fr 22:00-27:00", "Friday 10pm to 3am the next morning. Bank holidays: not known."),
        ("Fr 22:00-14:00", "Friday 10pm to 2pm the next day. Bank holidays: not known."),
        ("Fr,Sa 19:00-24:00", "Friday and Saturday 7pm to midnight. Bank holidays: not known."),
        (
            "Mo-Fr 00:00-09:00,17:00-24:00; Sa-Su 00:00-24:00; PH 00:00-24:00",
            "Monday to Friday midnight to 9am and 5pm to midnight, weekends all day. "
            "Bank holidays: all day.",
        ),
        (
            "Mo 09:00-12:00, Mo 18:00-20:00",
            "Monday 9am to midday and 6pm to 8pm. Bank holidays: not known.",
        ),
        (
            "Mo-Fr 09:00-17:00; We 09:00-12:00; PH 10:00-12:00",
            "Monday, Tuesday, Thursday and Friday 9am to 5pm; Wednesday 9am to midday. "
            "Closed on Saturday and Sunday. Bank holidays: 10am to midday.",
        ),
        (
            'Sa 10:00-12:00 unknown "ring first"',
            "Saturday 10am to midday: not known (ring first). Bank holidays: not known.",
        ),
        (
            "Sa 10:00-12:00; PH unknown",
            "Saturday 10am to midday. Bank holidays: not known.",
        ),
        (
            'Sa 10:00-12:00; PH off "staff away"',
            "Saturday 10am to midday. Bank holidays: closed (staff away).",
        ),
        (
            "Tu 10:00-12:00; Dec 24-Jan 02 off",
            "Tuesday 10am to midday. 24 December to 2 January closed. "
            "Other bank holidays: not known.",
        ),
        (
            "Tu 10:00-12:00; 2026 Mar 03-05 off",
            "Tuesday 10am to midday. 3 to 5 March 2026 closed. Bank holidays: not known.",
        ),
        (
            "Tu 10:00-12:00; 2026 Dec 24-2027 Jan 02 off; PH off",
            "Tuesday 10am to midday. 24 December 2026 to 2 January 2027 closed. "
            "Bank holidays: closed.",
        ),
        (
            "Tu 10:00-12:00; PH off; Dec 26 10:00-12:00",
            "Tuesday 10am to midday. 26 December 10am to midday. Other bank holidays: closed.",
        ),
        (
            "Tu 10:00-12:00, Dec 24,Dec 31 18:00-20:00",
            "Tuesday 10am to midday. 24 December and 31 December also 6pm to 8pm. "
            "Bank holidays: not known.",
        ),
        (
            "Jun-Aug Mo-Fr 10:00-18:00; Sep-May Mo-Fr 10:00-16:00",
            "June to August, Monday to Friday 10am to 6pm. "
            "September to May, Monday to Friday 10am to 4pm. Bank holidays: not known.",
        ),
        (
            "Dec Sa,PH 10:00-12:00",
            "December, Saturday and bank holidays 10am to midday. Bank holidays: not known.",
        ),
        (
            "2027 Feb 01-28 Sa 10:00-12:00",
            "February 2027, Saturday 10am to midday. Bank holidays: not known.",
        ),
    ],
)
def test_reads_like_a_person(text, expected):
    assert OpeningHours(text).describe() == expected


@pytest.mark.parametrize(
    ("minute", "expected"),
    [
        (0, "midnight"),
        (30, "12.30am"),
        (9 * 60, "9am"),
        (9 * 60 + 5, "9.05am"),
        (12 * 60, "midday"),
        (12 * 60 + 30, "12.30pm"),
        (13 * 60, "1pm"),
        (24 * 60, "midnight"),
        (26 * 60, "2am"),
    ],
)
def test_times_of_day(minute, expected):
    assert clock(minute) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({0}, "Monday"),
        ({0, 1}, "Monday and Tuesday"),
        ({0, 1, 2}, "Monday to Wednesday"),
        ({0, 2, 3, 4}, "Monday and Wednesday to Friday"),
        ({4, 5, 6}, "Friday to Sunday"),
        ({5, 6}, "weekends"),
        (set(range(7)), "every day"),
    ],
)
def test_days(days, expected):
    assert day_names(days) == expected
