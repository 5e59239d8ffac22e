"""A caller's own jobs, found by what the caller may do at this moment."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, LiteralString
from uuid import UUID

import orjson

from .. import clock
from ..access import Actor
from ..accounts import Rights, rights_of
from ..database import Database, Sight, Transaction
from ..errors import JobDoesNotWait, JobHasEnded, JobNotFound, RowsRefused, Unauthorized
from ..ledger import Sealing, unseal_file
from ..listing import ListQuery
from .pieces import PIECE_BEHIND, REPORT, UPLOAD, piece_name
from .sheets import CommitMode, JobState

KEPT = timedelta(days=7)  # after its end
_JOB: LiteralString = """
SELECT j.id, j.kind, j.state, j.done, j.total, j.accepted, j.refused, j.problem, j.detail, j.made_at, j.ended_at, j.expires_at,
  j.wrapped
FROM job j
"""
# the maker's own, while the maker, and the token that asks now, may what they might when it was made
_OWN: LiteralString = """j.principal = %(principal)s AND j.kind = ANY (%(kinds)s) AND j.role = %(role)s
AND j.place_id IS NOT DISTINCT FROM %(place)s AND j.contracts <@ %(contracts)s::uuid[] AND j.scopes <@ %(scopes)s::text[]
AND j.wrapped IS NOT NULL AND coalesce(j.expires_at > %(now)s, true)"""
_FILES: LiteralString = "SELECT * FROM job_file WHERE job = ANY (%s) ORDER BY job, no"
_CANCEL: LiteralString = """
UPDATE job SET state = 'cancelled', leased_until = NULL, ended_at = %(now)s, expires_at = %(until)s
WHERE id = %(id)s AND state IN ('queued', 'running', 'waiting') RETURNING id
"""
_FETCHED: LiteralString = "UPDATE job SET fetches = fetches + 1, fetched_at = %s WHERE id = %s"
_COMMIT: LiteralString = """
UPDATE job SET state = 'queued', mode = %(mode)s, done = 0, refused = 0, accepted = NULL, expires_at = NULL
WHERE id = %(id)s AND state = 'waiting' RETURNING id
"""
_ANEW: LiteralString = "DELETE FROM job_piece WHERE job = %s AND file <> %s"
_PIECE: LiteralString = "SELECT content FROM job_piece WHERE job = %s AND file = %s AND no = %s"
Row = dict[str, Any]


async def rights_now(keeper: Transaction, actor: Actor) -> Rights:
    """The rights of who asks. Raises Unauthorized if the token is no longer valid."""
    rights = await rights_of(keeper, actor.id)
    if rights is None or rights.generation != actor.generation:
        raise Unauthorized
    return rights


async def forget_files(keeper: Transaction, jobs: list[UUID]) -> None:
    """Delete the files of some jobs."""
    await keeper.run("DELETE FROM job_file WHERE job = ANY (%s)", (jobs,))
    await keeper.run("DELETE FROM job_piece WHERE job = ANY (%s)", (jobs,))


class OwnJobs:
    """The jobs of one caller, of the kinds that the caller's token includes."""

    def __init__(self, database: Database, sealing: Sealing, actor: Actor, kinds: Iterable[str]) -> None:
        self._database, self._sealing, self._actor, self._kinds = database, sealing, actor, list(kinds)

    async def page(self, query: ListQuery) -> list[Row]:
        """A page of them, each with its files. Raises Unauthorized."""
        async with self._database.transaction(Sight.KEEPER) as keeper:
            query.where(_OWN, **await self._asked(keeper))
            return await _with_files(
                keeper, query.cut(await keeper.all(f"{_JOB} WHERE {query.conditions} {query.ending}", query.params))
            )

    async def one(self, id: UUID) -> Row:
        """One of them, with its files. Raises JobNotFound, Unauthorized."""
        async with self._database.transaction(Sight.KEEPER) as keeper:
            (row,) = await _with_files(keeper, [await self._found(keeper, id)])
        return row

    async def cancel(self, id: UUID) -> None:
        """Cancel one that has not ended. Raises JobNotFound, JobHasEnded, Unauthorized."""
        async with self._database.transaction(Sight.KEEPER) as keeper:
            await self._found(keeper, id)
            now = clock.now()
            if await keeper.one(_CANCEL, {"id": id, "now": now, "until": now + KEPT}) is None:
                raise JobHasEnded
            await forget_files(keeper, [id])

    async def commit(self, id: UUID, mode: CommitMode) -> None:
        """Let one that waits be carried out. Raises JobNotFound, JobDoesNotWait, RowsRefused, Unauthorized."""
        async with self._database.transaction(Sight.KEEPER) as keeper:
            job = await self._found(keeper, id)
            if mode is CommitMode.ALL and job["state"] == JobState.WAITING and job["refused"]:
                raise RowsRefused
            if await keeper.one(_COMMIT, {"id": id, "mode": mode.value}) is None:
                raise JobDoesNotWait
            await keeper.run("DELETE FROM job_file WHERE job = %s", (id,))
            await keeper.run(_ANEW, (id, UPLOAD))

    async def report(self, id: UUID, piece: int, at: int, most: int) -> list[Row]:
        """The lines of the report of one of them behind the line `at` of a piece, each with its place. Raises JobNotFound,
        Unauthorized."""
        lines: list[Row] = []
        async with self._database.transaction(Sight.KEEPER) as keeper:
            job = await self._found(keeper, id)
            key, no = self._sealing.unwrap(id, job["wrapped"]), piece - 1
            while len(lines) < most and (found := await keeper.one(PIECE_BEHIND, (id, REPORT, no))):
                no = found["no"]
                said = orjson.loads(unseal_file(key, found["content"], id, piece_name(REPORT, no)))
                lines += [
                    {"piece": no, "at": turn, **line} for turn, line in enumerate(said) if (no, turn) > (piece, at)
                ]
        return lines[:most]

    async def fetch(self, id: UUID, name: str) -> tuple[Row, Row]:
        """One of them and a file of it, which counts as fetched. Raises JobNotFound, Unauthorized."""
        async with self._database.transaction(Sight.KEEPER) as keeper:
            (job,) = await _with_files(keeper, [await self._found(keeper, id)])
            for file in job["files"]:
                if file["name"] == name:
                    await keeper.run(_FETCHED, (clock.now(), id))
                    return job, file
        raise JobNotFound

    async def piece(self, file: Row, no: int) -> bytes | None:
        """A sealed piece of a fetched file; None if the job was swept meanwhile."""
        async with self._database.transaction(Sight.KEEPER) as keeper:
            row = await keeper.one(_PIECE, (file["job"], file["no"], no))
        return row["content"] if row else None

    async def _found(self, keeper: Transaction, id: UUID) -> Row:
        row = await keeper.one(f"{_JOB} WHERE j.id = %(id)s AND {_OWN}", await self._asked(keeper) | {"id": id})
        if row is None:
            raise JobNotFound
        return row

    async def _asked(self, keeper: Transaction) -> dict[str, Any]:
        rights = await rights_now(keeper, self._actor)
        return {
            "principal": self._actor.id, "kinds": self._kinds, "role": rights.role.value, "place": rights.place,
            "contracts": rights.contracts, "scopes": sorted(rights.scopes & self._actor.scopes), "now": clock.now(),
        }  # fmt: skip


async def _with_files(keeper: Transaction, jobs: list[Row]) -> list[Row]:
    files: dict[UUID, list[Row]] = {job["id"]: [] for job in jobs}
    for file in await keeper.all(_FILES, ([*files],)):
        files[file["job"]].append(file)
    return [{**job, "files": files[job["id"]]} for job in jobs]
