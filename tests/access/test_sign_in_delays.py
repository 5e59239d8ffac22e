"""After failures the next sign-in has to wait: by login and by address, in every process, and whether the login exists or not."""

import asyncio
import contextlib
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from access.sign_in import (
    HERE,
    SECRET,
    THERE,
    ask,
    by_password,
    by_secret,
    forget,
    hired,
    is_delayed,
    pass_by,
    superuser,
)
from carevisit.accounts.caller import network_of
from carevisit.accounts.delays import (
    LONGEST_S,
    OF_ADDRESS,
    OF_LOGIN,
    Allowance,
    Attempt,
    count,
    succeeded,
    unlock,
)
from carevisit.database import Sight
from carevisit.errors import SlowDown
from carevisit.ledger import Ledger
from conftest import World, free_port, living, serve
from serving import Program
from test_cli import carevisit

FREE = OF_LOGIN.free


@pytest.fixture(autouse=True)
def _nothing_counted(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "world" in request.fixturenames:
        forget(request.getfixturevalue("world"))


def fails(world: World, login: str, times: int, address: str = HERE) -> None:
    for _ in range(times):
        assert by_password(world, login, "a wrong password", address).status_code == 400


# --- the rule ---------------------------------------------------------------------------------------------------------------


def run_of(allowance: Allowance, times: int, every: timedelta = timedelta()) -> list[float]:
    """The delays after so many failures, one after the other."""
    now, failures, delays = datetime(2026, 11, 29, tzinfo=UTC), 0.0, []
    before = now
    for _ in range(times):
        failures, open_at, forget_at = allowance.counted(failures, before, now)
        delays.append((open_at - now).total_seconds())
        assert forget_at >= open_at
        before, now = now, now + every
    return delays


def test_the_first_failures_are_free_then_each_doubles_the_delay_up_to_a_quarter_of_an_hour() -> None:
    delays = run_of(Allowance(5, 900), 20)
    assert delays[:4] == [0, 0, 0, 0]
    assert delays[4:11] == [8, 16, 32, 64, 128, 256, 512]
    assert delays[11:] == [LONGEST_S] * 9 == [900] * 9


def test_failures_wear_off_so_that_typing_errors_of_many_people_never_add_up() -> None:
    """An office or a mobile network of which somebody errs every minute."""
    assert set(run_of(OF_ADDRESS, 500, timedelta(seconds=60))) == {0}


@pytest.mark.parametrize(
    ("host", "counts_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unknown", "unknown"),
    ],
)
def test_an_ipv4_address_counts_as_itself_and_an_ipv6_address_as_its_64(host: str, counts_as: str) -> None:
    assert network_of(host) == counts_as


# --- over HTTP --------------------------------------------------------------------------------------------------------------


def test_after_some_wrong_passwords_a_login_has_to_wait_and_time_lets_it_in(world: World) -> None:
    guide = hired(world, "mistypes")
    fails(world, guide, FREE)
    assert 1 < is_delayed(by_password(world, guide)) <= 8
    pass_by(world, 8)
    fails(world, guide, 1)
    assert 8 < is_delayed(by_password(world, guide)) <= 16
    assert is_delayed(by_password(world, guide)) <= 16  # who is refused is not counted
    pass_by(world, 16)
    assert by_password(world, guide).status_code == 200


def test_the_delay_follows_the_login_from_address_to_address(world: World) -> None:
    guide = hired(world, "pursued")
    for n in range(FREE):
        fails(world, guide, 1, f"127.0.1.{n + 1}")
    is_delayed(by_password(world, guide, address="127.0.1.99"))


def test_an_address_has_to_wait_that_failed_with_many_logins_and_others_do_not(world: World) -> None:
    guide = hired(world, "bystander")
    with superuser(world) as owner:  # as if all but the last of its failures had been counted already
        fails(world, "nobody-1", 1)
        owner.execute("UPDATE sign_in_delay SET failures = %s WHERE login = ''", (OF_ADDRESS.free - 1,))
    fails(world, "nobody-2", 1)
    is_delayed(by_password(world, "nobody-3", "a wrong password"))
    is_delayed(by_password(world, guide))
    assert by_password(world, guide, address=THERE).status_code == 200


def test_a_login_that_does_not_exist_is_delayed_exactly_like_one_that_does(world: World) -> None:
    hired(world, "exists")

    def story(login: str, address: str) -> list[tuple[int, str | None, int]]:
        answers = []
        for seconds in (0,) * FREE + (0, 8, 0, 16, 0):
            pass_by(world, seconds)
            answers.append(by_password(world, login, "a wrong password", address))
        return [(a.status_code, "retry-after" in a.headers, len(a.content)) for a in answers]

    one, other = story("exists", HERE), story("does-not", THERE)
    assert one == other
    assert [status for status, _, _ in one] == [400] * FREE + [429, 400, 429, 400, 429]
    with superuser(world) as owner:
        kept = owner.execute("SELECT count(*) FROM sign_in_delay").fetchone()
    assert kept == (4,)  # two logins and two addresses, whatever they are


def test_neither_a_login_nor_an_address_can_be_read_in_what_is_counted(world: World) -> None:
    fails(world, "typed-into-the-wrong-field", 1)
    with superuser(world) as owner:
        row = owner.execute("SELECT string_agg(d::text, ' ') FROM sign_in_delay d").fetchone()
        sizes = owner.execute("SELECT max(length(login)), max(length(address)) FROM sign_in_delay").fetchone()
    assert row is not None
    for word in ("typed-into-the-wrong-field", HERE):
        assert word not in row[0]
        assert word.encode().hex() not in row[0]
    assert sizes == (16, 16)


def test_who_signed_in_from_their_address_before_is_not_delayed_by_what_others_try(world: World) -> None:
    guide = hired(world, "at-her-desk")
    assert by_password(world, guide, address=THERE).status_code == 200
    fails(world, guide, FREE, HERE)
    is_delayed(by_password(world, guide, address=HERE))
    assert by_password(world, guide, address=THERE).status_code == 200
    fails(world, guide, FREE, THERE)  # her own failures delay her
    is_delayed(by_password(world, guide, address=THERE))


def test_signing_in_takes_its_own_attempt_back_and_no_other(world: World) -> None:
    """Otherwise the owner of one account could guess at others' passwords without end."""
    own = hired(world, "guesses")
    fails(world, "victim", 2)
    assert by_password(world, own).status_code == 200
    with superuser(world) as owner:
        rows = owner.execute(
            "SELECT login = '' AS of_address, address = '' AS of_login, round(failures) FROM sign_in_delay ORDER BY 3, 1, 2"
        ).fetchall()
    assert rows == [(False, False, 0), (False, True, 0), (False, True, 2), (True, False, 2)]


def test_a_client_with_its_generated_secret_is_let_in_whatever_others_try(world: World) -> None:
    client_id, secret = world.secrets["agency"]
    for _ in range(FREE):
        assert by_secret(world, client_id, "a wrong secret").status_code == 401
    is_delayed(by_secret(world, client_id, "a wrong secret"))
    assert by_secret(world, client_id, secret).status_code == 200


def test_the_administrator_unlocks_a_login_and_an_address(world: World) -> None:
    guide = hired(world, "locked-out")
    environment = {k: v for k, v in world.environment().items() if k.startswith("CAREVISIT_")}
    fails(world, guide, FREE)
    with superuser(world) as owner:
        owner.execute("UPDATE sign_in_delay SET open_at = open_at + interval '900 s'")
    is_delayed(by_password(world, guide))
    done = carevisit("accounts", "unlock", guide, **environment)
    assert done.returncode == 0, done.stderr
    is_delayed(by_password(world, guide))  # the address is another matter
    done = carevisit("accounts", "unlock", guide, "--address", HERE, **environment)
    assert done.returncode == 0, done.stderr
    assert by_password(world, guide).status_code == 200
    unknown = carevisit("accounts", "unlock", "nobody-here", **environment)
    assert unknown.returncode == 2
    assert "no such login" in unknown.stderr


def test_all_processes_count_together(world: World) -> None:
    """A second server on the same database knows of the failures at the first."""
    guide, port = hired(world, "two-doors"), free_port()
    first = world.base_url
    world.base_url = f"http://127.0.0.1:{port}"
    second: Program | None = None
    try:
        second = serve(world, port)
        fails(world, guide, 2)
        world.base_url = first
        fails(world, guide, FREE - 2)
        world.base_url = f"http://127.0.0.1:{port}"
        is_delayed(by_password(world, guide))
    finally:
        world.base_url = first
        if second:
            second.terminate()
            second.wait(20)


# --- whose address it is ----------------------------------------------------------------------------------------------------


def forwarded(world: World, chain: str, login: str, password: str = "a wrong password") -> int:
    told = {"X-Forwarded-For": chain}
    return ask(world, headers=told, grant_type="password", username=login, password=password).status_code


def addresses(world: World) -> int:
    with superuser(world) as owner:
        row = owner.execute("SELECT count(*) FROM sign_in_delay WHERE login = ''").fetchone()
    assert row is not None
    return int(row[0])


def test_a_forwarded_address_counts_for_nothing_unless_a_trusted_proxy_tells_it(world: World) -> None:
    for n in range(3):
        assert forwarded(world, f"203.0.113.{n}", f"nobody-{n}") == 400
    assert addresses(world) == 1


def test_a_trusted_proxy_tells_the_address_and_what_stands_left_of_it_is_the_clients_own_word(template: World) -> None:
    with living(template, CAREVISIT_TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/8") as world:
        for n in range(3):  # the client claims to be others; both proxies have added what they saw
            assert forwarded(world, f"198.51.100.{n}, 203.0.113.9, 10.1.2.3", f"nobody-{n}") == 400
        assert addresses(world) == 1
        assert forwarded(world, "203.0.113.10", "nobody-4") == 400
        assert addresses(world) == 2
        guide = hired(world, "behind-the-proxy")
        assert forwarded(world, "203.0.113.9", guide, SECRET) == 200


def test_attempts_that_fail_and_succeed_at_the_same_time_never_wait_for_each_other(world: World) -> None:
    """Hundreds of them over a few logins and addresses, straight to the database: none ends in a deadlock."""

    async def work(book: Ledger) -> None:
        async def attempts(n: int) -> None:
            dice = random.Random(n)
            for _ in range(40):
                attempt = Attempt.of(world.keys, f"login-{dice.randrange(2)}", f"address-{dice.randrange(2)}")
                known = dice.random() < 0.3
                with contextlib.suppress(SlowDown):
                    async with book.database.transaction(Sight.KEEPER) as keeper:
                        await count(keeper, attempt, known)
                    if dice.random() < 0.5:
                        async with book.database.transaction(Sight.KEEPER) as keeper:
                            await succeeded(keeper, attempt, known)
                if dice.random() < 0.1:
                    async with book.database.transaction(Sight.KEEPER) as keeper:
                        await unlock(keeper, world.keys, f"login-{dice.randrange(2)}", f"address-{dice.randrange(2)}")

        await asyncio.gather(*(attempts(n) for n in range(8)))

    world.run(work)
