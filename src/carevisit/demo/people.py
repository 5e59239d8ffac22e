"""Who signs in, in the district and above it: accounts, two agencies, a platform and an app, each with a new secret."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from .. import accounts
from ..access import DEFAULT_SCOPES, Actor, Role
from ..database import Database, Sight, Transaction
from ..places import PlaceLine
from ..settings import Keys
from .story import DISTRICT, SHARED_TOWNSHIP, STAFFED, Village
from .words import younger_name

AGENCIES = ("颐年居家养老服务中心（演示）", "仁和社会工作服务中心（演示）")


@dataclass(frozen=True)
class People:
    """All accounts and clients: with credentials for `demo.json`, and as actors by their names in the story."""

    accounts: list[dict[str, Any]]
    clients: list[dict[str, Any]]
    actors: dict[str, Actor]


async def invite(
    database: Database, keys: Keys, places: Sequence[PlaceLine], villages: list[Village], since: date
) -> People:
    """Create the accounts and clients, the tour's first; the agencies' contracts begin before the first month."""
    people, names = People([], [], {}), {place.code: place.name for place in places}
    async with database.transaction(Sight.KEEPER) as keeper:
        for role, code in _posts(villages):
            await _add_account(keeper, people, role, code, names[code])
        for turn, name in enumerate(AGENCIES, 1):
            actor = await _add_client(keeper, keys, people, Role.AGENCY, name, _served(villages, turn), since)
            people.actors[f"agency-{turn}"] = actor
        await _add_client(keeper, keys, people, Role.PLATFORM, "省养老服务综合信息平台（演示）", [DISTRICT], since)
        await _add_client(keeper, keys, people, Role.APP, "邻里关爱小程序（演示，只读）", [SHARED_TOWNSHIP], since)
    return people


def _posts(villages: list[Village]) -> list[tuple[Role, str]]:
    """An officer of the province and of the city, one supervisor, guides of some townships, liaisons of some villages."""
    return [
        (Role.PROVINCE_OFFICER, DISTRICT[:2]),
        (Role.CITY_OFFICER, DISTRICT[:4]),
        (Role.SUPERVISOR, DISTRICT),
        *((Role.GUIDE, code) for code in STAFFED),
        *((Role.LIAISON, village.code) for village in villages if village.has_liaison),
    ]


def _served(villages: list[Village], agency: int) -> list[str]:
    """The places of an agency's contracts: whole townships, and villages of the township that two agencies share."""
    mine = [village for village in villages if village.agency == agency]
    shared = [village.code for village in mine if village.township == SHARED_TOWNSHIP]
    return shared + sorted({village.township for village in mine} - {SHARED_TOWNSHIP})


async def _add_account(keeper: Transaction, people: People, role: Role, code: str, place_name: str) -> None:
    login, password = f"{role.value}-{code}", secrets.token_urlsafe(12)
    name = younger_name(Random(login), female=Random(login).random() < 0.5)
    id = await accounts.add_account(keeper, role, code, login, name, password)
    people.actors[login] = Actor(id, 1, role, frozenset(DEFAULT_SCOPES[role]))
    people.accounts.append(
        {
            "role": role.value,
            "place": code,
            "place_name": place_name,
            "name": name,
            "username": login,
            "password": password,
        }
    )


async def _add_client(
    keeper: Transaction, keys: Keys, people: People, role: Role, name: str, places: list[str], since: date
) -> Actor:
    client_id, secret = await accounts.add_client(keeper, keys, role, name, places, from_on=since)
    actor = await accounts.actor_of(keeper, client_id)
    assert actor
    people.clients.append(
        {
            "role": role.value,
            "name": name,
            "places": places,
            "client_id": client_id,
            "client_secret": secret,
            "scopes": list(DEFAULT_SCOPES[role]),
        }
    )
    return actor
