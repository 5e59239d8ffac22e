"""What the tests of signing in do again and again: sign in from an address, let time pass, forget failures."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import psycopg

from carevisit import accounts
from carevisit.access import Role
from carevisit.database import Sight
from carevisit.ledger import Ledger
from conftest import TOWNSHIP, World

SECRET = "a secret nobody guesses"
HERE, THERE = "127.0.0.1", "127.0.0.2"


def ask(world: World, address: str = HERE, headers: dict[str, str] | None = None, **form: Any) -> httpx.Response:
    """Ask for a token from a loopback address."""
    with httpx.Client(transport=httpx.HTTPTransport(local_address=address), timeout=30) as http:
        return http.post(f"{world.base_url}/oauth/token", data=form, headers=headers)


def by_password(world: World, login: str, password: str = SECRET, address: str = HERE, **more: Any) -> httpx.Response:
    return ask(world, address, grant_type="password", username=login, password=password, **more)


def by_secret(world: World, client_id: str, secret: str, address: str = HERE) -> httpx.Response:
    return ask(world, address, grant_type="client_credentials", client_id=client_id, client_secret=secret)


def by_refresh(world: World, token: str, **more: Any) -> httpx.Response:
    return ask(world, grant_type="refresh_token", refresh_token=token, **more)


def me(world: World, token: str) -> int:
    return httpx.get(f"{world.base_url}/v1/me", headers={"Authorization": f"Bearer {token}"}, timeout=30).status_code


def hired(world: World, login: str) -> str:
    """A guide of a test's own; answers the login."""

    async def work(book: Ledger) -> None:
        async with book.database.transaction(Sight.KEEPER) as keeper:
            await accounts.add_account(keeper, Role.GUIDE, TOWNSHIP, login, login, SECRET)

    world.run(work)
    return login


@contextmanager
def superuser(world: World) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(world.owner_url, autocommit=True) as connection:
        yield connection


def pass_by(world: World, seconds: float) -> None:
    """Let all that was counted have been counted so many seconds earlier."""
    with superuser(world) as owner:
        owner.execute(
            "UPDATE sign_in_delay SET counted_at = counted_at - make_interval(secs => %(s)s),"
            " open_at = open_at - make_interval(secs => %(s)s), forget_at = forget_at - make_interval(secs => %(s)s)",
            {"s": seconds},
        )


def forget(world: World) -> None:
    """Let nothing be counted against anybody, and nobody be known."""
    with superuser(world) as owner:
        owner.execute("DELETE FROM sign_in_delay")


def is_delayed(answer: httpx.Response) -> int:
    """Both an OAuth library and a reader of problems learn to wait; answers how many seconds."""
    assert answer.status_code == 429, answer.text
    body = answer.json()
    assert body["code"] == body["error"] == "slow_down"
    assert body["error_description"].isascii()
    assert body["status"] == 429
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    return int(answer.headers["retry-after"])
