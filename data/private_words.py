"""Words that strangers send, without what could tell who they are."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 500
TAKEN_OUT = "[taken out]"
_MOST_READ = 20 * LONGEST
_GAP = r"(?:[^\w,;:!?&£%]|_|,(?=\d))"
_MAIL = re.compile(
    r"[^\s@]{1,64} ?@ ?(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}"
    r"|\S{1,64}@\S{1,255}"
    r"|(?<!\S)@(?!\d)\S{1,255}"
    r"|(?:[\w.+-]{1,64} dot )?[\w.+-]{1,64} ?(?:"
    r"[(\[] ?at ?[)\]] ?[\w.-]{1,255}(?: dot [^\W\d_]{2,24}){0,4}"
    r"|\bat [\w-]{1,63}(?: dot [^\W\d_]{2,24}){1,4}"
    r"|\bat (?:gmail|googlemail|hotmail|outlook|yahoo|icloud|protonmail)\b"
    r"(?:\.[^\W\d_]{2,24}){0,2})",
    re.IGNORECASE,
)
"""Also with spaces, as "me at example dot org", and a name such as @me."""
_POSTCODE = re.compile(
    r"(?<![^\W_])(?:[A-Z]{1,2}|(?:BR|CR|DA|EC?|EN|HA|IG|KT|NW?|RM|S[EMW]|T[NW]|UB|WC?|WD) )"
    rf"\d[A-Z\d]?{_GAP}{{0,3}}\d{_GAP}?[ABD-HJLNP-UW-Z]{{2}}(?![^\W_])",
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"[+(]{{0,2}}\d(?:{_GAP}{{0,3}}[\dO]){{5,}}{_GAP}{{0,3}}\d", re.IGNORECASE)
_HOUR = r"(?:[01]?\d|2[0-4])"
_YEAR = r"(?:19|20)\d\d"
_DATE = rf"(?:[0-3]?\d[./-][01]?\d[./-](?:{_YEAR}|\d\d)|{_YEAR}(?:[./-][01]?\d[./-][0-3]?\d)?)"
_TO = r" ?[-/\u2010\u2013\u2014] ?"
_SPAN = (
    rf"(?:{_HOUR}(?:\.?[0-5]\d)?{_TO}{_HOUR}(?:\.?[0-5]\d)?"
    rf"|{_HOUR}\.[0-5]\d|{_DATE}(?:{_TO}{_DATE})?)"
)
_WHEN = re.compile(rf"{_SPAN}(?:[ ()/]{{1,3}}{_SPAN}){{0,9}}")
_SPACES = re.compile(r"\s+")


def clean(words: str) -> str:
    """Take numbers, mail addresses, @names and postcodes out of a text, and all but plain signs.

    Times and dates stay. Of a very long text only the start is read, so that nobody has to wait.
    """
    wide = unicodedata.normalize("NFKC", words[:_MOST_READ])[:_MOST_READ]
    shown = "".join(c for c in wide if unicodedata.category(c) != "Cf")
    text = _SPACES.sub(" ", "".join(c if c.isprintable() else " " for c in shown))
    for pattern in (_MAIL, _POSTCODE):
        text = pattern.sub(TAKEN_OUT, text)
    return _NUMBER.sub(_but_times, text).strip()[:LONGEST].strip()


def _but_times(number: re.Match[str]) -> str:
    return number[0] if _WHEN.fullmatch(number[0].strip("( ")) else TAKEN_OUT
