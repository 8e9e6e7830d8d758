"""Passwords: hashed as OWASP asks, and none that is easy to guess."""

import pytest
from argon2 import PasswordHasher, extract_parameters

from data import passwords
from data.passwords import PasswordError, check, fits, hashed, is_outdated

GOOD = "correct horse battery"


def test_what_is_kept_is_argon2_with_the_librarys_parameters_and_a_salt() -> None:
    kept = hashed(GOOD)
    defaults = PasswordHasher()
    parameters = extract_parameters(kept)
    assert kept.startswith("$argon2id$")
    assert (parameters.memory_cost, parameters.time_cost) == (
        defaults.memory_cost,
        defaults.time_cost,
    )
    assert kept != hashed(GOOD)
    assert len(kept) <= 200
    assert not is_outdated(kept)


def test_only_the_password_fits() -> None:
    kept = hashed(GOOD)
    assert fits(kept, GOOD)
    for other in ("", GOOD.upper(), GOOD + " ", GOOD + "\x00", "x" * 10_000):
        assert not fits(kept, other)


@pytest.mark.usefixtures("cheap_passwords")
def test_nothing_kept_fits_nothing_not_even_what_stands_in_for_it() -> None:
    assert not fits(None, "nobody has this password")
    assert not fits(None, "")
    assert not fits("", "nobody has this password")
    assert not fits("no hash at all", GOOD)


def test_nothing_kept_is_as_much_work(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            looked_at.append(str(hash)[:30])
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    passwords._nobodys.cache_clear()
    kept = hashed(GOOD)
    fits(kept, "wrong")
    fits(None, "wrong")
    assert looked_at[0] == looked_at[1]


def test_letters_that_are_typed_in_two_ways_are_one() -> None:
    assert fits(hashed("café au lait, s'il"), "cafe\u0301 au lait, s'il")


def test_a_weaker_hash_of_old_is_told() -> None:
    assert is_outdated(PasswordHasher(1, 8, 1).hash(GOOD))


@pytest.mark.parametrize(
    "password",
    [GOOD, "Tr0ub4dor&3xyz", "пароль из слов", "a londoner's teapot", "🙂🙃😀😁😂 twelve!"],
)
def test_a_good_password_is_taken(password: str) -> None:
    check(password, "ann@example.org")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "12 characters"),
        ("elevenchars", "12 characters"),
        ("x" * 501, "500 characters"),
        ("tab\tin the middle", "tab"),
        ("aaaaaaaaaaaaaa", "easy to guess"),
        ("abababababab", "easy to guess"),
        ("928374650192", "easy to guess"),
        ("ann@example.org", "name"),
        ("ANN@example.org1", "name"),
        ("Passw0rd1234", "commonest"),
        ("Password1234!", "commonest"),
        ("passwordpassword", "commonest"),
        ("Administrator1", "commonest"),
        ("qwertyuiop123", "commonest"),
        ("SomewhereSafe1", "commonest"),
        ("welcome-london-2026", "commonest"),
        ("letmein letmein", "commonest"),
    ],
)  # fmt: skip
def test_one_that_is_easy_to_guess_is_refused_and_why_is_said(password: str, why: str) -> None:
    with pytest.raises(PasswordError, match=why) as said:
        check(password, "ann@example.org")
    assert not password or password not in str(said.value)


def test_the_name_before_the_at_is_the_name_too() -> None:
    with pytest.raises(PasswordError, match="name"):
        check("bartholomew1", "bartholomew@example.org")
