"""Passwords of staff: which are good enough, and how they are kept (argon2)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 500
_HASHER = PasswordHasher()
_COMMONEST = (
    "abc", "abcdef", "admin", "administrator", "asdfgh", "asdfghjkl", "changeme", "default",
    "dragon", "football", "havens", "iloveyou", "letmein", "liverpool", "login", "london",
    "mayor", "monkey", "passw0rd", "password", "princess", "qazwsx", "qwerty", "qwertyuiop",
    "safe", "secret", "somewhere", "sunshine", "test", "welcome", "zxcvbnm",
)  # fmt: skip
_LETTER = re.compile(r"[^\W\d_]")


class PasswordError(ValueError):
    """A password is not good enough; the message says why."""


def check(password: str, name: str) -> None:
    """Raise PasswordError unless the password is good enough for the account of this name."""
    text = _plain(password)
    if len(text) < SHORTEST:
        raise PasswordError(f"The password needs {SHORTEST} characters or more. Try four words.")
    if len(text) > LONGEST:
        raise PasswordError(f"The password can have {LONGEST} characters at most.")
    if not text.isprintable():
        raise PasswordError("The password can't hold a tab or a line break.")
    letters = _letters(text)
    if len(set(text)) < 5 or not letters:
        raise PasswordError("The password is too easy to guess. Try four words.")
    if letters in {_letters(name), _letters(name.partition("@")[0])}:
        raise PasswordError("The password can't be the name of the account.")
    for word in sorted(_COMMONEST, key=len, reverse=True):
        letters = letters.replace(_letters(word), "")
    if not letters:
        raise PasswordError("The password is one of the commonest. Try four words.")


def hashed(password: str) -> str:
    """Give what is kept of a password."""
    return _HASHER.hash(_plain(password))


def fits(kept: str | None, password: str) -> bool:
    """Say whether a password is the one that was kept; None fits none, and takes as long."""
    nobody = _nobodys()
    try:
        return _HASHER.verify(kept or nobody, _plain(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Say whether a password was kept with weaker parameters than are used today."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")


def _plain(password: str) -> str:
    """Give one form to letters that can be typed in several."""
    return unicodedata.normalize("NFKC", password)


def _letters(text: str) -> str:
    return "".join(_LETTER.findall(text.casefold()))
