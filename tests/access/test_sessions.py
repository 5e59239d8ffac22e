"""How long a sign-in lasts, what it grants meanwhile, and how one's own password is changed."""

import hashlib
import time
from datetime import timedelta
from typing import Any

import httpx
import psycopg

from access.sign_in import SECRET, by_password, by_refresh, by_secret, forget, hired, is_delayed, me, superuser
from carevisit import accounts, clock
from carevisit.accounts.delays import OF_LOGIN
from carevisit.accounts.sweeping import AT_ONCE, SignInSweeper
from carevisit.ledger import Ledger
from conftest import World, free_port, living, serve
from ledger.scene import Scene
from test_cli import carevisit

NEW = "a new secret of my own"


def change(world: World, token: str, current: str = SECRET, new: str = NEW, **more: Any) -> httpx.Response:
    bearer = {"Authorization": f"Bearer {token}"}
    body = {"current_password": current, "new_password": new, **more}
    return httpx.post(f"{world.base_url}/v1/me/password", json=body, headers=bearer, timeout=30)


def scopes_of(answer: httpx.Response) -> set[str]:
    assert answer.status_code == 200, answer.text
    return set(answer.json()["scope"].split())


def token_rows(owner: "psycopg.Connection[Any]") -> int:
    row = owner.execute("SELECT count(*) FROM refresh_token").fetchone()
    assert row is not None
    return int(row[0])


# --- one's own password -----------------------------------------------------------------------------------------------------


def test_people_change_their_own_password_and_go_on_while_every_other_session_ends(world: World) -> None:
    guide = hired(world, "changes")
    mine, elsewhere = by_password(world, guide).json(), by_password(world, guide).json()
    answer = change(world, mine["access_token"])
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    fresh = answer.json()
    assert fresh.keys() == {"access_token", "token_type", "expires_in", "scope", "refresh_token"}
    for ended in (mine, elsewhere):
        assert me(world, ended["access_token"]) == 401
        assert by_refresh(world, ended["refresh_token"]).status_code == 400
    assert me(world, fresh["access_token"]) == 200
    assert by_refresh(world, fresh["refresh_token"]).status_code == 200
    assert by_password(world, guide).status_code == 400
    assert by_password(world, guide, NEW).status_code == 200


def test_changing_the_password_never_widens_a_narrowed_token(world: World) -> None:
    narrow = by_password(world, hired(world, "narrow"), scope="elders:read").json()
    assert scopes_of(change(world, narrow["access_token"])) == {"elders:read"}


def test_a_wrong_current_password_changes_nothing_and_is_delayed_like_any_other(world: World) -> None:
    guide = hired(world, "stolen-phone")
    token = by_password(world, guide).json()["access_token"]
    for _ in range(OF_LOGIN.free):
        answer = change(world, token, current="a guess")
        assert answer.status_code == 422
        assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("/current_password", "wrong_password")]
        assert "a guess" not in answer.text
    is_delayed(change(world, token))
    assert me(world, token) == 200
    forget(world)
    assert by_password(world, guide).status_code == 200


def test_a_new_password_has_twelve_characters_wherever_it_is_set(world: World) -> None:
    guide = hired(world, "brief")
    token = by_password(world, guide).json()["access_token"]
    answer = change(world, token, new="elevenchars")
    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("/new_password", "password_too_short")]
    environment = {k: v for k, v in world.environment().items() if k.startswith("CAREVISIT_")}
    staff = ("--role", "guide", "--place", "350303103", "--login", "brief-2", "--name", "王")
    for words in (
        ("accounts", "set-secret", guide, "--secret", "elevenchars"),
        ("accounts", "set-secret", world.secrets["app"][0], "--secret", "x"),
        ("accounts", "add-staff", *staff, "--password", "elevenchars"),
    ):
        done = carevisit(*words, **environment)
        assert done.returncode == 2
        assert "A password has at least 12 characters. / 密码至少 12 位。" in done.stderr
    assert me(world, token) == 200
    assert by_password(world, guide).status_code == 200
    assert change(world, token, new="twelve chars").status_code == 200


def test_the_change_of_a_password_takes_two_passwords_and_nothing_else(world: World) -> None:
    token = by_password(world, hired(world, "strict")).json()["access_token"]
    for more in ({"login": "guide"}, {"new_password": None}, {"current_password": 7}, {"new_password": "x" * 5000}):
        assert change(world, token, **more).status_code == 422
    assert change(world, "no token").status_code == 401


def test_a_client_does_not_change_its_secret_this_way(world: World) -> None:
    client_id, secret = world.secrets["agency"]
    token = by_secret(world, client_id, secret).json()["access_token"]
    assert change(world, token, current=secret).status_code == 403
    assert by_secret(world, client_id, secret).status_code == 200


# --- refresh tokens ---------------------------------------------------------------------------------------------------------


def test_scopes_that_were_narrowed_in_the_database_reach_living_sessions_with_the_next_refresh(world: World) -> None:
    guide = hired(world, "loses-a-right")
    first = by_password(world, guide, scope="elders:read elders:write visits:read").json()
    with superuser(world) as owner:
        owner.execute("UPDATE principal SET scopes = '{elders:read,visits:read,stats:read}' WHERE login = %s", (guide,))
    second = by_refresh(world, first["refresh_token"])
    assert scopes_of(second) == {"elders:read", "visits:read"}  # what was granted first, and is still granted
    third = by_refresh(world, second.json()["refresh_token"], scope="elders:write elders:read")
    assert scopes_of(third) == {"elders:read"}


def test_a_session_ends_after_its_days_however_often_it_is_refreshed(template: World) -> None:
    with living(template, CAREVISIT_SESSION_DAYS="30") as world:
        token = by_password(world, hired(world, "refreshes")).json()["refresh_token"]
        lives = []
        for _ in range(4):  # every ten days
            with superuser(world) as owner:
                row = owner.execute(
                    "SELECT expires_at FROM refresh_token WHERE hash = %s", (hashlib.sha256(token.encode()).digest(),)
                ).fetchone()
                assert row is not None
                lives.append(round((row[0] - clock.wall()) / timedelta(days=1)))
                owner.execute(
                    "UPDATE refresh_token SET expires_at = expires_at - interval '10 days',"
                    " family_ends_at = family_ends_at - interval '10 days', used_at = used_at - interval '10 days'"
                )
            answer = by_refresh(world, token)
            if answer.status_code == 200:
                token = answer.json()["refresh_token"]
        assert lives == [14, 14, 10, 0]
        assert answer.status_code == 400
        assert answer.json()["error"] == "invalid_grant"


def test_expired_refresh_tokens_and_failures_that_wore_off_are_deleted_some_at_a_time(world: World) -> None:
    living_one = by_password(world, hired(world, "stays-signed-in")).json()["refresh_token"]
    by_password(world, "nobody-here", "a wrong password")
    with superuser(world) as owner:
        before = token_rows(owner)
        owner.execute(
            "INSERT INTO refresh_token SELECT sha256(n::text::bytea), gen_random_uuid(), p.id, 1, '{}', now() - interval '1 s',"
            " NULL, now() FROM generate_series(1, %s) n, principal p WHERE p.login = 'stays-signed-in'",
            (AT_ONCE + 5,),
        )
        owner.execute("UPDATE sign_in_delay SET forget_at = now() - interval '1 s' WHERE address = ''")
        delays = owner.execute("SELECT count(*) FROM sign_in_delay WHERE address <> ''").fetchone()

    async def sweep(book: Ledger) -> bool:
        return await SignInSweeper(book.database).work()

    assert world.run(sweep)  # there is more
    assert not world.run(sweep)
    with superuser(world) as owner:
        assert token_rows(owner) == before
        assert owner.execute("SELECT count(*) FROM sign_in_delay").fetchone() == delays
    assert by_refresh(world, living_one).status_code == 200
    forget(world)


def test_a_server_sweeps_by_itself(template: World) -> None:
    scene, port = Scene.of(template), free_port()
    scene.base_url = f"http://127.0.0.1:{port}"
    with superuser(scene) as owner:
        owner.execute("INSERT INTO sign_in_delay VALUES ('expired', '', 1, now(), now(), now() - interval '1 s')")
        process = serve(scene, port)
        try:
            for _ in range(200):
                if owner.execute("SELECT count(*) FROM sign_in_delay").fetchone() == (0,):
                    return
                time.sleep(0.05)
            raise AssertionError("nothing was swept")
        finally:
            process.terminate()
            process.wait(20)


# --- after a restore --------------------------------------------------------------------------------------------------------


def test_what_was_revoked_since_the_backup_stays_revoked_after_a_restore(world: World) -> None:
    """A restore is a database of an earlier state: here the generation is set back to what the backup held."""
    guide = hired(world, "dismissed")
    client_id, secret = world.secrets["agency"]
    at_backup = by_password(world, guide).json()
    client = by_secret(world, client_id, secret).json()

    async def revoke(book: Ledger) -> None:
        await accounts.set_secret(book, guide, NEW)

    world.run(revoke)
    since = by_password(world, guide, NEW).json()  # of the next generation, and revoked as well
    world.run(revoke)
    with superuser(world) as owner:
        owner.execute("UPDATE principal SET generation = 1 WHERE login = %s", (guide,))
    assert me(world, at_backup["access_token"]) == 200  # it lives again
    environment = {k: v for k, v in world.environment().items() if k.startswith("CAREVISIT_")}
    done = carevisit("accounts", "end-sessions", **environment)
    assert done.returncode == 0, done.stderr
    for tokens in (at_backup, since, client):
        assert me(world, tokens["access_token"]) == 401
    for tokens in (at_backup, since):
        assert by_refresh(world, tokens["refresh_token"]).status_code == 400
    assert me(world, by_password(world, guide, NEW).json()["access_token"]) == 200
    fresh = by_secret(world, client_id, secret).json()
    assert me(world, fresh["access_token"]) == 200
    assert carevisit("accounts", "end-sessions", **environment).returncode == 0
    assert me(world, fresh["access_token"]) == 401  # a second time ends what was given in between
