"""Sign-in with a provider: who somebody is comes from there, whether it counts from here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import accounts
from data.accounts import COMMAND_LINE, AccountError
from data.hours_clock import LONDON
from data.provider import ProviderError, actor_of_claims, end
from data.roles import Actor, Role
from data.sign_in import SignInError, sign_in

NOW = datetime(2026, 11, 23, 12, tzinfo=LONDON)
ANN = "ann@example.org"
HOUR = timedelta(hours=1)


def claims(**changes: Any) -> dict[str, Any]:
    return {
        "iss": "https://id.example.org", "sub": "1", "nonce": "n", "email": ANN,
        "email_verified": True, "iat": int(NOW.timestamp()),
    } | changes  # fmt: skip


@pytest.fixture
def ann(engine: sa.Engine) -> str:
    return accounts.create(engine, COMMAND_LINE, ANN, Role.EDITOR, None, NOW)


def refused(engine: sa.Engine, given: dict[str, Any], now: datetime = NOW) -> str:
    with pytest.raises(ProviderError) as error:
        actor_of_claims(engine, given, now)
    return str(error.value)


@pytest.mark.usefixtures("ann")
def test_the_account_with_the_mail_address_says_the_role(engine: sa.Engine) -> None:
    for mail in (ANN, "Ann@Example.ORG"):
        assert actor_of_claims(engine, claims(email=mail), NOW) == Actor(ANN, Role.EDITOR)
    without = claims()
    del without["email_verified"]
    assert actor_of_claims(engine, without, NOW) == Actor(ANN, Role.EDITOR)


@pytest.mark.usefixtures("ann")
def test_who_can_not_be_known_is_refused(engine: sa.Engine) -> None:
    for unverified in (False, "false", 0, None):
        assert "verified" in refused(engine, claims(email_verified=unverified))
    for mail in (None, 7, ["x"], ""):
        refused(engine, claims(email=mail))
    for mail in ("a b@example.org", "änn@example.org", "\N{KELVIN SIGN}im@example.org", "x" * 200):
        assert "can't be the name" in refused(engine, claims(email=mail))
    assert "may not use" in refused(engine, claims(email="bob@example.org"))
    refused(engine, {})


@pytest.mark.usefixtures("ann")
def test_an_answer_that_is_too_old_or_has_no_age_does_not_count(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = NOW.timestamp()
    for moment in (
        None,
        True,
        "yesterday",
        float("nan"),
        1e300,
        -1e300,
        start - 8 * 3600,
        start + 600,
    ):
        assert "more than 8 hours ago" in refused(engine, claims(iat=moment))
    assert actor_of_claims(engine, claims(iat=start - 8 * 3600 + 1), NOW)
    assert actor_of_claims(engine, claims(iat=start + 60), NOW)
    no_age = claims(auth_time=start)
    del no_age["iat"]
    assert actor_of_claims(engine, no_age, NOW)
    del no_age["auth_time"]
    refused(engine, no_age)
    monkeypatch.setenv("HAVENS_STAFF_HOURS", "1")
    assert "more than 1 hours ago" in refused(engine, claims(iat=start - 3600))


@pytest.mark.usefixtures("ann")
def test_it_ends_after_a_shift_and_after_an_hour_unused(engine: sa.Engine) -> None:
    given = claims()
    moment = NOW
    while moment < NOW + 8 * HOUR:
        assert actor_of_claims(engine, given, moment)
        moment += HOUR / 2
    assert "8 hours" in refused(engine, given, NOW + 8 * HOUR)
    other = claims(nonce="other")
    assert actor_of_claims(engine, other, NOW)
    assert "for an hour" in refused(engine, other, NOW + HOUR)
    assert "for an hour" in refused(engine, other, NOW + HOUR)


@pytest.mark.usefixtures("ann")
def test_what_was_ended_stays_ended_and_only_that(engine: sa.Engine) -> None:
    first, second = claims(nonce="1"), claims(nonce="2")
    for given in (first, second):
        assert actor_of_claims(engine, given, NOW)
    end(engine, first, NOW)
    assert "signed out" in refused(engine, first)
    assert actor_of_claims(engine, second, NOW)


@pytest.mark.usefixtures("ann")
def test_a_role_or_an_account_that_is_taken_away_ends_it_at_once(engine: sa.Engine) -> None:
    given = claims()
    assert actor_of_claims(engine, given, NOW)
    accounts.change_role(engine, COMMAND_LINE, ANN, Role.VIEWER, NOW)
    assert "signed out" in refused(engine, given)
    again = claims(nonce="again")
    assert actor_of_claims(engine, again, NOW) == Actor(ANN, Role.VIEWER)
    accounts.switch_off(engine, COMMAND_LINE, ANN, NOW)
    assert "may not use" in refused(engine, again)
    assert "may not use" in refused(engine, claims(nonce="third"))


@pytest.mark.parametrize(
    ("setting", "held", "role"),
    [
        ("roles", {"roles": ["viewer", "approver", "other"]}, Role.APPROVER),
        ("roles", {"roles": "editor"}, Role.EDITOR),
        ("realm_access.roles", {"realm_access": {"roles": ["administrator"]}}, Role.ADMINISTRATOR),
        ("https://x.org/roles", {"https://x.org/roles": ["viewer"]}, Role.VIEWER),
        ("roles", {"roles": []}, None),
        ("roles", {"roles": ["Administrator", "viewers", "view"]}, None),
        ("roles", {"roles": "administrators"}, None),
        ("roles", {"roles": {"administrator": 1}}, None),
        ("roles", {"roles": 7}, None),
        ("roles", {}, None),
        ("realm_access.roles", {"realm_access": ["administrator"]}, None),
        ("", {"roles": ["administrator"], "": ["administrator"]}, None),
    ],
)  # fmt: skip
def test_a_claim_may_name_roles(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch, setting: str, held: Any, role: Role | None
) -> None:
    monkeypatch.setenv("HAVENS_ROLE_CLAIM", setting)
    if role is None:
        assert "may not use" in refused(engine, claims(**held))
        assert accounts.listed(engine, COMMAND_LINE) == []
    else:
        assert actor_of_claims(engine, claims(**held), NOW) == Actor(ANN, role)


def test_a_prefix_stands_before_every_role(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAVENS_ROLE_CLAIM", "roles")
    monkeypatch.setenv("HAVENS_ROLE_PREFIX", "havens-")
    given = claims(roles=["administrator", "havens-editor", "havens-"])
    assert actor_of_claims(engine, given, NOW) == Actor(ANN, Role.EDITOR)


def test_whom_the_provider_sends_is_listed_and_can_be_switched_off(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAVENS_ROLE_CLAIM", "roles")
    given = claims(roles=["editor"])
    assert actor_of_claims(engine, given, NOW)
    assert actor_of_claims(engine, given, NOW)
    (account,) = accounts.listed(engine, COMMAND_LINE)
    assert (account.name, account.role, account.made_by) == (ANN, Role.EDITOR, "the program")
    with pytest.raises(SignInError):
        sign_in(engine, ANN, "", NOW)
    with pytest.raises(AccountError, match="comes from your provider"):
        accounts.change_role(engine, COMMAND_LINE, ANN, Role.VIEWER, NOW)

    more = claims(roles=["approver"], nonce="2")
    assert actor_of_claims(engine, more, NOW) == Actor(ANN, Role.APPROVER)
    assert "may not use" in refused(engine, claims(roles=[], nonce="3"))
    monkeypatch.setenv("HAVENS_ROLE_CLAIM", "")
    assert "may not use" in refused(engine, more)
    monkeypatch.setenv("HAVENS_ROLE_CLAIM", "roles")

    accounts.switch_off(engine, COMMAND_LINE, ANN, NOW)
    assert "may not use" in refused(engine, more)
    said = [(entry.what, entry.by) for entry in accounts.log(engine, COMMAND_LINE)]
    assert said == [
        ("switched off", "command line"),
        ("editor became approver, as the provider says", "the program"),
        ("made, editor, as the provider says", "the program"),
    ]


@pytest.mark.usefixtures("ann")
def test_an_account_made_here_beats_the_claim(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAVENS_ROLE_CLAIM", "roles")
    given = claims(roles=["administrator"])
    assert actor_of_claims(engine, given, NOW) == Actor(ANN, Role.EDITOR)
    accounts.switch_off(engine, COMMAND_LINE, ANN, NOW)
    refused(engine, claims(roles=["administrator"], nonce="2"))
