"""Secrets as they are stored: a keyed hash of what was generated, argon2id of what a person chose."""

import secrets

import pytest
from argon2 import PasswordHasher

from access.sign_in import SECRET, by_password, by_secret, forget, hired, superuser
from carevisit import accounts
from carevisit.accounts.hashing import generated, is_generated, keyed, looks_generated
from carevisit.ledger import Ledger
from carevisit.settings import Keys
from conftest import World


def stored(world: World, login: str) -> str:
    with superuser(world) as owner:
        row = owner.execute(
            "SELECT coalesce(p.secret_hash, c.hash) FROM principal p LEFT JOIN client_secret c ON c.client = p.id"
            " WHERE p.login = %s ORDER BY c.no DESC LIMIT 1",
            (login,),
        ).fetchone()
    assert row is not None
    return str(row[0])


def store(world: World, login: str, hash: str) -> None:
    with superuser(world) as owner:
        changed = owner.execute(
            "UPDATE client_secret c SET hash = %s FROM principal p WHERE p.id = c.client AND p.login = %s",
            (hash, login),
        ).rowcount
        if not changed:
            changed = owner.execute("UPDATE principal SET secret_hash = %s WHERE login = %s", (hash, login)).rowcount
        assert changed == 1


def test_a_generated_secret_is_known_by_its_keyed_hash_under_this_deployments_key_only() -> None:
    keys, others = Keys.generate("sandbox"), Keys.generate("sandbox")
    secret, hash = generated(keys)
    assert hash.startswith("$hmac-sha256$")
    assert secret not in hash
    assert looks_generated(secret)
    assert is_generated(keys, hash, secret)
    for wrong in (secret[:-1], secret + "A", "", "密码"):
        assert not is_generated(keys, hash, wrong)
    assert not is_generated(others, hash, secret)
    assert not is_generated(keys, PasswordHasher().hash(secret), secret)
    assert not is_generated(keys, None, secret)
    assert generated(keys)[0] != secret


def test_a_clients_generated_secret_costs_no_password_hash(world: World) -> None:
    client_id, secret = world.secrets["platform"]
    assert stored(world, client_id).startswith("$hmac-sha256$")
    assert by_secret(world, client_id, secret).status_code == 200
    with superuser(world) as owner:  # nor is an attempt counted
        assert owner.execute("SELECT count(*) FROM sign_in_delay").fetchone() == (0,)


def test_a_generated_secret_of_before_is_still_good_and_kept_as_a_keyed_hash_from_then_on(world: World) -> None:
    client_id, secret = world.secrets["app"]
    store(world, client_id, PasswordHasher().hash(secret))
    assert by_secret(world, client_id, "a wrong secret").status_code == 401
    assert stored(world, client_id).startswith("$argon2id$")
    assert by_secret(world, client_id, secret).status_code == 200
    assert stored(world, client_id) == keyed(world.keys, secret)
    assert by_secret(world, client_id, secret).status_code == 200
    forget(world)


@pytest.mark.parametrize("who", ["staff", "client"])
def test_a_secret_that_a_person_chose_keeps_argon2(world: World, who: str) -> None:
    login = hired(world, "chooses") if who == "staff" else world.secrets["stats_app"][0]

    async def choose(book: Ledger) -> bool:
        return await accounts.set_secret(book, login, SECRET)

    assert world.run(choose)
    answer = by_password(world, login) if who == "staff" else by_secret(world, login, SECRET)
    assert answer.status_code == 200
    assert stored(world, login).startswith("$argon2id$")
    forget(world)


def test_a_password_that_looks_generated_stays_a_password(world: World) -> None:
    guide, password = hired(world, "has-a-password-manager"), secrets.token_urlsafe(32)
    store(world, guide, PasswordHasher().hash(password))
    assert by_password(world, guide, password).status_code == 200
    assert stored(world, guide).startswith("$argon2id$")
    forget(world)


def test_what_is_stored_signs_nobody_in(world: World) -> None:
    client_id, _ = world.secrets["platform"]
    assert by_secret(world, client_id, stored(world, client_id)).status_code == 401
    guide = hired(world, "leaked")
    store(world, guide, keyed(world.keys, SECRET))  # of a kind that passwords are not stored in
    assert by_password(world, guide, stored(world, guide)).status_code == 400
    forget(world)
