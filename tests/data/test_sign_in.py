"""Sign-in: the same words for every refusal, a lock that holds, and an end that is an end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from data import accounts, passwords
from data.accounts import COMMAND_LINE
from data.database import DatabaseError, open_database
from data.hours_clock import LONDON
from data.roles import Actor, Role
from data.sign_in import SignInError, actor_of, sign_in, sign_out
from data.tables import ACCOUNTS, SIGN_INS

pytestmark = pytest.mark.usefixtures("cheap_passwords")
NOW = datetime(2026, 11, 23, 12, tzinfo=LONDON)
PASSWORD = "correct horse battery"
EVE = Actor("eve", Role.EDITOR)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def eve(engine: sa.Engine) -> str:
    return accounts.create(engine, COMMAND_LINE, "eve", Role.EDITOR, PASSWORD, NOW)


def refused(engine: sa.Engine, name: str, password: str, now: datetime = NOW) -> str:
    with pytest.raises(SignInError) as error:
        sign_in(engine, name, password, now)
    return str(error.value)


@pytest.mark.usefixtures("eve")
def test_a_token_says_who_it_is_and_is_not_kept(engine: sa.Engine) -> None:
    token = sign_in(engine, " EVE ", PASSWORD, NOW)
    assert len(token) == 43
    assert token != sign_in(engine, "eve", PASSWORD, NOW)
    assert actor_of(engine, token, NOW) == EVE
    with engine.connect() as connection:
        kept = str(connection.execute(SIGN_INS.select()).all())
    assert token not in kept


@pytest.mark.usefixtures("eve")
def test_every_refusal_has_the_same_words(engine: sa.Engine) -> None:
    accounts.create(engine, COMMAND_LINE, "provider", Role.EDITOR, None, NOW)
    accounts.create(engine, COMMAND_LINE, "off", Role.EDITOR, PASSWORD, NOW)
    accounts.switch_off(engine, COMMAND_LINE, "off", NOW)
    accounts.create(engine, COMMAND_LINE, "locked", Role.EDITOR, PASSWORD, NOW)
    for _ in range(5):
        refused(engine, "locked", "wrong")
    said = {
        refused(engine, name, password)
        for name, password in [
            ("eve", "wrong"),
            ("nobody", PASSWORD),
            ("", ""),
            ("no name", PASSWORD),
            ("eve\x00", PASSWORD),
            ("provider", ""),
            ("provider", "nobody has this password"),
            ("off", PASSWORD),
            ("locked", PASSWORD),
        ]
    }
    assert len(said) == 1


@pytest.mark.usefixtures("eve")
def test_every_refusal_is_as_much_work(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    real = passwords.fits
    monkeypatch.setattr(
        passwords, "fits", lambda kept, typed: looked_at.append(typed) or real(kept, typed)
    )
    wrote: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *a: wrote.append(a[2].split()[0]))
    for name in ("eve", "nobody", "no name"):
        refused(engine, name, name)
    assert looked_at == ["eve", "nobody", "no name"]
    # An UPDATE each, so that neither the disk's time tells.
    assert wrote.count("UPDATE") >= 3


@pytest.mark.usefixtures("eve")
def test_five_wrong_in_a_row_lock_for_a_quarter_of_an_hour(engine: sa.Engine) -> None:
    for _ in range(4):
        refused(engine, "eve", "wrong")
    sign_in(engine, "eve", PASSWORD, NOW)
    for _ in range(5):
        refused(engine, "eve", "wrong")
    refused(engine, "eve", PASSWORD, NOW + timedelta(minutes=14, seconds=59))
    assert sign_in(engine, "eve", PASSWORD, NOW + timedelta(minutes=15))
    (entry, *_) = accounts.log(engine, COMMAND_LINE)
    assert (entry.account, entry.by) == ("eve", "the program")
    assert entry.what == "locked after 5 wrong passwords"


@pytest.mark.usefixtures("eve")
def test_a_lock_is_counted_anew_afterwards_and_not_made_longer(engine: sa.Engine) -> None:
    for _ in range(5):
        refused(engine, "eve", "wrong")
    for minute in range(1, 15):
        refused(engine, "eve", "wrong", NOW + minute * MINUTE)
    later = NOW + 15 * MINUTE
    for _ in range(4):
        refused(engine, "eve", "wrong", later)
    assert sign_in(engine, "eve", PASSWORD, later)
    for _ in range(5):
        refused(engine, "eve", "wrong", later)
    refused(engine, "eve", PASSWORD, later)


@pytest.mark.usefixtures("eve")
def test_a_lock_ends_no_sign_in_and_is_of_one_account(engine: sa.Engine) -> None:
    accounts.create(engine, COMMAND_LINE, "zoe", Role.EDITOR, PASSWORD, NOW)
    token = sign_in(engine, "eve", PASSWORD, NOW)
    for _ in range(5):
        refused(engine, "eve", "wrong")
    assert actor_of(engine, token, NOW) == EVE
    assert sign_in(engine, "zoe", PASSWORD, NOW)


@pytest.mark.usefixtures("eve")
@pytest.mark.parametrize("how", ["unlock", "password", "on"])
def test_an_administrator_can_unlock(engine: sa.Engine, how: str) -> None:
    for _ in range(5):
        refused(engine, "eve", "wrong")
    if how == "unlock":
        accounts.unlock(engine, COMMAND_LINE, "eve", NOW)
    elif how == "password":
        accounts.set_password(engine, COMMAND_LINE, "eve", PASSWORD, NOW)
    else:
        accounts.switch_off(engine, COMMAND_LINE, "eve", NOW)
        accounts.switch_on(engine, COMMAND_LINE, "eve", NOW)
    assert sign_in(engine, "eve", PASSWORD, NOW)


@pytest.mark.usefixtures("eve")
def test_many_at_once_have_no_more_tries_and_other_servers_know(
    engine: sa.Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [open_database(database_url) for _ in range(2)]
    looked_at: list[bool] = []
    real = passwords.fits

    def fits(kept: str | None, typed: str) -> bool:
        looked_at.append(kept is not None)
        return real(kept, typed)

    monkeypatch.setattr(passwords, "fits", fits)
    start = threading.Barrier(12)

    def guess(where: sa.Engine) -> None:
        start.wait()
        refused(where, "eve", "wrong")

    threads = [threading.Thread(target=guess, args=(others[n % 2],)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert looked_at.count(True) == 5
    refused(engine, "eve", PASSWORD)
    for other in others:
        other.dispose()


@pytest.mark.usefixtures("eve")
def test_signing_out_ends_it_for_good(engine: sa.Engine) -> None:
    token, other = (sign_in(engine, "eve", PASSWORD, NOW) for _ in range(2))
    sign_out(engine, token, NOW + MINUTE)
    sign_out(engine, token, NOW + 2 * MINUTE)
    sign_out(engine, "never given", NOW)
    assert actor_of(engine, token, NOW + MINUTE) is None
    assert actor_of(engine, other, NOW + MINUTE) == EVE
    with engine.connect() as connection:
        ended = connection.execute(sa.select(SIGN_INS.c.ended_at)).scalars().all()
    assert sorted(ended, key=str) == [NOW + MINUTE, None]


def test_what_was_never_given_is_nobody(engine: sa.Engine) -> None:
    for token in ("", "x", "\x00", "ü" * 43, "\udcff", "' OR 1=1 --", "a" * 9999):
        assert actor_of(engine, token, NOW) is None


@pytest.mark.usefixtures("eve")
def test_after_an_hour_unused_it_is_over(engine: sa.Engine) -> None:
    token = sign_in(engine, "eve", PASSWORD, NOW)
    assert actor_of(engine, token, NOW + timedelta(minutes=59, seconds=59)) == EVE
    assert actor_of(engine, token, NOW + timedelta(minutes=119)) == EVE
    assert actor_of(engine, token, NOW + timedelta(minutes=179)) is None
    assert actor_of(engine, token, NOW + timedelta(minutes=180)) is None


@pytest.mark.usefixtures("eve")
def test_unused_for_exactly_an_hour_is_over(engine: sa.Engine) -> None:
    token = sign_in(engine, "eve", PASSWORD, NOW)
    assert actor_of(engine, token, NOW + timedelta(minutes=60)) is None


@pytest.mark.usefixtures("eve")
@pytest.mark.parametrize(("setting", "hours"), [(None, 8), ("1", 1), ("24", 24)])
def test_after_a_shift_it_is_over_however_much_it_is_used(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch, setting: str | None, hours: int
) -> None:
    if setting:
        monkeypatch.setenv("HAVENS_STAFF_HOURS", setting)
    token = sign_in(engine, "eve", PASSWORD, NOW)
    end = NOW + timedelta(hours=hours)
    moment = NOW
    while moment < end:
        assert actor_of(engine, token, moment) == EVE
        moment += timedelta(minutes=30)
    assert actor_of(engine, token, end - timedelta(seconds=1)) == EVE
    assert actor_of(engine, token, end) is None


@pytest.mark.usefixtures("eve")
def test_a_look_is_written_down_at_most_once_a_minute(engine: sa.Engine) -> None:
    token = sign_in(engine, "eve", PASSWORD, NOW)
    seen: list[datetime] = []
    for seconds in (1, 59, 60, 61, 62, 122):
        assert actor_of(engine, token, NOW + timedelta(seconds=seconds)) == EVE
        with engine.connect() as connection:
            seen.append(connection.execute(sa.select(SIGN_INS.c.seen_at)).scalar_one())
    assert [(moment - NOW).total_seconds() for moment in seen] == [0, 0, 0, 61, 61, 122]


@pytest.mark.usefixtures("eve")
def test_the_role_is_the_one_of_now(engine: sa.Engine) -> None:
    token = sign_in(engine, "eve", PASSWORD, NOW)
    with engine.begin() as connection:
        connection.execute(ACCOUNTS.update().values(role="viewer"))
    assert actor_of(engine, token, NOW) == Actor("eve", Role.VIEWER)


@pytest.mark.usefixtures("eve")
@pytest.mark.parametrize("meanwhile", ["password", "off"])
def test_what_is_taken_away_while_the_password_is_looked_at_lets_nobody_in(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    real = passwords.fits

    def slow(kept: str | None, typed: str) -> bool:
        if meanwhile == "password":
            accounts.set_password(engine, COMMAND_LINE, "eve", PASSWORD + "!", NOW)
        else:
            accounts.switch_off(engine, COMMAND_LINE, "eve", NOW)
        return real(kept, typed)

    monkeypatch.setattr(passwords, "fits", slow)
    refused(engine, "eve", PASSWORD)
    with engine.connect() as connection:
        assert connection.execute(SIGN_INS.select()).all() == []


@pytest.mark.usefixtures("eve")
def test_a_password_kept_weakly_is_kept_better_at_the_next_sign_in(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(2, 16, 1))
    first = sign_in(engine, "eve", PASSWORD, NOW)
    with engine.connect() as connection:
        kept = connection.execute(sa.select(ACCOUNTS.c.password_hash)).scalar_one()
    assert "m=16,t=2" in kept
    assert actor_of(engine, first, NOW) == EVE
    assert sign_in(engine, "eve", PASSWORD, NOW)


@pytest.mark.usefixtures("eve")
def test_sign_ins_of_long_ago_are_forgotten(engine: sa.Engine) -> None:
    sign_in(engine, "eve", PASSWORD, NOW)
    sign_in(engine, "eve", PASSWORD, NOW + timedelta(days=31))
    with engine.connect() as connection:
        assert len(connection.execute(SIGN_INS.select()).all()) == 1


def test_a_database_that_is_away_is_told(opened: Callable[[str], sa.Engine]) -> None:
    engine = opened("postgresql://nobody@127.0.0.1:1/none")
    for ask in (
        lambda: sign_in(engine, "eve", PASSWORD, NOW),
        lambda: actor_of(engine, "token", NOW),
        lambda: sign_out(engine, "token", NOW),
        lambda: accounts.listed(engine, COMMAND_LINE),
        lambda: accounts.unlock(engine, COMMAND_LINE, "eve", NOW),
    ):
        with pytest.raises(DatabaseError):
            ask()
