"""The queue of jobs: how one is made, claimed by a worker, carried on and ended.

A claim has a number, the next of its job, and a lease. Every write of a worker bears the number: once another worker has claimed
the job, or its maker has cancelled it, what the first one still writes is refused.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, LiteralString
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from uuid_utils.compat import uuid7

from .. import clock
from ..access import Actor
from ..accounts import Rights, hold, rights_of
from ..database import Sight
from ..desk import Office
from ..errors import Busy, Forbidden, Problem
from ..ledger import seal_file, unseal_file
from .own import KEPT, forget_files, rights_now
from .pieces import DETAIL, NOTES, PIECE, PIECE_BEHIND, UPLOAD, File, Piece, piece_name, sealed_piece

UNFINISHED, CLAIMS = 5, 20  # of one maker at a time; of one job, before it is given up

_MAKE: LiteralString = """
INSERT INTO job (id, kind, principal, scopes, role, place_id, contracts, wrapped, plan, state, made_at)
SELECT %(id)s, %(kind)s, %(principal)s, %(scopes)s, %(role)s, %(place)s, %(contracts)s, %(wrapped)s, %(plan)s, 'queued', %(now)s
WHERE (SELECT count(*) FROM job WHERE principal = %(principal)s AND state IN ('queued', 'running', 'waiting')) < %(most)s
RETURNING id
"""
_CLAIM: LiteralString = """
UPDATE job SET state = 'running', claims = claims + 1, leased_until = clock_timestamp() + %(lease)s
WHERE id = (SELECT id FROM job j WHERE state IN ('queued', 'running') AND coalesce(leased_until < clock_timestamp(), true)
  ORDER BY (SELECT count(*) FROM job r WHERE r.principal = j.principal AND r.state = 'running'
    AND r.leased_until >= clock_timestamp()), made_at FOR UPDATE SKIP LOCKED LIMIT 1)
RETURNING id, kind, principal, scopes, role, place_id, contracts, wrapped, plan, claims, mode, done, total, refused
"""
_MINE: LiteralString = "WHERE id = %(id)s AND claims = %(claim)s AND state = 'running' RETURNING id"
_ADVANCE: LiteralString = f"""
UPDATE job SET done = %(done)s, total = coalesce(%(total)s, total), refused = %(refused)s,
  leased_until = clock_timestamp() + %(lease)s {_MINE}
"""
_OVER: LiteralString = """done = %(done)s, total = %(done)s, refused = %(refused)s, accepted = %(done)s - %(refused)s,
  leased_until = NULL, expires_at = %(until)s"""
_FINISH: LiteralString = f"UPDATE job SET state = 'done', ended_at = %(now)s, {_OVER} {_MINE}"
_WAIT: LiteralString = f"UPDATE job SET state = 'waiting', {_OVER} {_MINE}"
_FAIL: LiteralString = f"""
UPDATE job SET state = 'failed', problem = %(problem)s, detail = %(detail)s,
  leased_until = NULL, ended_at = %(now)s, expires_at = %(until)s {_MINE}
"""
_RELEASE: LiteralString = f"UPDATE job SET state = 'queued', leased_until = NULL {_MINE}"
_ADD: LiteralString = "INSERT INTO job_piece VALUES (%s, %s, %s, %s)"
_LET_GO: LiteralString = "DELETE FROM job_piece WHERE job = %s AND file IN (%s, %s)"
_SWEEP: LiteralString = """
UPDATE job SET wrapped = NULL, plan = NULL, detail = NULL, ended_at = coalesce(ended_at, expires_at),
  state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END
WHERE id IN (SELECT id FROM job WHERE wrapped IS NOT NULL AND expires_at <= %s
  ORDER BY expires_at LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING id
"""


class Overtaken(Exception):
    """The job is no longer this worker's: another one has claimed it, or it was cancelled."""


@dataclass(frozen=True)
class Kind:
    """A kind of job: who may ask for it, and what is done."""

    name: str
    admits: Callable[[Actor], None]
    """Raises Forbidden unless the actor's role and scopes include what the job shows."""
    carry_out: Callable[["Work"], Awaitable[int]]
    """Do the work, and return how much was done. Raises Problem, with which the job then fails."""
    waits: bool = False
    """Whether the work is first only tried: then the job waits until its maker commits it, and is carried out once more."""


class Queue:
    """The jobs of a district, as one process makes and carries them out."""

    def __init__(self, office: Office, kinds: Iterable[Kind], lease_s: float) -> None:
        self.office, self.kinds = office, {kind.name: kind for kind in kinds}
        self.lease = timedelta(seconds=lease_s)
        self.listeners: list[Callable[[], None]] = []  # of this process; others look now and then

    async def make(self, actor: Actor, kind: Kind, plan: bytes, upload: bytes = b"") -> UUID:
        """A new job of the actor's, with an uploaded file, if any. Raises Unauthorized, Busy."""
        id, sealing = uuid7(), self.office.ledger.sealing
        key, wrapped = sealing.new_key(id)
        async with self.office.database.transaction(Sight.KEEPER) as keeper:
            # one request of a maker at a time, so that the count holds
            await hold(keeper, actor.id)
            rights = await rights_now(keeper, actor)
            made = await keeper.one(_MAKE, {
                "id": id, "kind": kind.name, "principal": actor.id, "scopes": sorted(actor.scopes), "role": rights.role.value,
                "place": rights.place, "contracts": rights.contracts, "wrapped": wrapped,
                "plan": seal_file(key, plan, id, "plan"), "now": clock.now(), "most": UNFINISHED,
            })  # fmt: skip
            if made is None:
                raise Busy("jobs", UNFINISHED)
            for no, at in enumerate(range(0, len(upload), PIECE)):
                await keeper.run(_ADD, sealed_piece(key, id, UPLOAD, no, upload[at : at + PIECE]))
        self.nudge()
        return id

    def nudge(self) -> None:
        """Let the workers of this process look for a job at once."""
        for listener in self.listeners:
            listener()

    async def claim(self) -> "Work | None":
        """The oldest job that nobody works on, of a maker of whom the fewest run; None if there is none.

        What its last worker left undone is removed.
        """
        async with self.office.database.transaction(Sight.KEEPER) as keeper:
            row = await keeper.one(_CLAIM, {"lease": self.lease})
            if row is None:
                return None
            await keeper.run("DELETE FROM job_piece WHERE job = %s AND file >= 0", (row["id"],))
            return Work(self, row, await rights_of(keeper, row["principal"]))

    async def write(self, work: "Work", sql: LiteralString, pieces: Iterable["Piece"] = (), **said: Any) -> None:
        """One write of a claim, with pieces of its files. Raises Overtaken, and then nothing is written."""
        now = clock.now()
        values = {"id": work.id, "claim": work.claim, "lease": self.lease, "now": now, "until": now + KEPT, **said}
        async with self.office.database.transaction(Sight.KEEPER) as keeper:
            if await keeper.one(sql, values) is None:
                raise Overtaken
            if sql is _FAIL:
                await forget_files(keeper, [work.id])
            elif sql is _FINISH:
                await keeper.run(_LET_GO, (work.id, UPLOAD, NOTES))
            elif sql is _ADVANCE:
                work.rights = await rights_of(keeper, work.principal)
            for piece in pieces:
                await keeper.run(_ADD, piece)
            for file in work.files if sql in (_FINISH, _WAIT) else ():
                await keeper.run(
                    "INSERT INTO job_file VALUES (%s, %s, %s, %s, %s, %s)",
                    (work.id, file.no, file.name, file.media_type, file.size, file.pieces),
                )

    async def piece_behind(self, job: UUID, file: int, no: int) -> Mapping[str, Any] | None:
        """The piece of a file that follows one, sealed; None where there is none."""
        async with self.office.database.transaction(Sight.KEEPER) as keeper:
            return await keeper.one(PIECE_BEHIND, (job, file, no))

    async def sweep(self, most: int) -> int:
        """Destroy the keys of jobs that have expired, with their plans and files. Returns how many."""
        async with self.office.database.transaction(Sight.KEEPER) as keeper:
            expired = [row["id"] for row in await keeper.all(_SWEEP, (clock.now(), most))]
            if expired:
                await forget_files(keeper, expired)
        return len(expired)

    def unsealed(self, row: Mapping[str, Any], part: str, sealed: bytes) -> bytes:
        """A part of a job, by the wrapped key of its row. Raises Unreadable."""
        return unseal_file(self.office.ledger.sealing.unwrap(row["id"], row["wrapped"]), sealed, row["id"], part)


class Work:
    """A claim of a job: what is asked, for whom, and where progress and results go."""

    def __init__(self, queue: Queue, row: Mapping[str, Any], rights: Rights | None) -> None:
        self.id, self.claim, self.kind = row["id"], row["claims"], queue.kinds.get(row["kind"])
        self.principal, self.rights, self.office = row["principal"], rights, queue.office
        self.mode: str | None = row["mode"]
        """How the maker commits what was tried; None while it is only to be tried."""
        self.done: int = row["done"]
        self.refused: int = row["refused"]
        """How far the work has come, also of claims before; and how much of it is refused."""
        self.total: int | None = row["total"]
        """How much there is to do, where it was tried before."""
        self._queue, self._row = queue, row
        self.files: list[File] = []
        self._noted: list[Piece] = []

    @cached_property
    def _key(self) -> AESGCM:
        """The key of the job. Raises Unreadable, which is the end of this job and of no other."""
        return self.office.ledger.sealing.unwrap(self.id, self._row["wrapped"])

    @property
    def pulse_s(self) -> float:
        """How often at the least to advance, so that the lease does not end."""
        return self._queue.lease.total_seconds() / 3

    @property
    def plan(self) -> bytes:
        """What is asked."""
        return self._queue.unsealed(self._row, "plan", self._row["plan"])

    def maker(self) -> tuple[Actor, Rights]:
        """Who asked, with the scopes of their token, and what they may do, as of the claim or of the last advance.

        Raises Forbidden if they may less than when the job was made.
        """
        row, rights = self._row, self.rights
        if rights is None or not _hold(row, rights) or self.kind is None:
            raise Forbidden
        actor = Actor(row["principal"], rights.generation, rights.role, frozenset(row["scopes"]))
        self.kind.admits(actor)
        return actor, rights

    def file(self, name: str, media_type: str) -> File:
        """A new result."""
        file = File(len(self.files), name, media_type)
        self.files.append(file)
        return file

    def note(self, file: int, no: int, content: bytes) -> None:
        """Add to `NOTES` or to the `REPORT` with the next advance; `no` is above those that are there."""
        self._noted.append(sealed_piece(self._key, self.id, file, no, content))

    async def noted(self, file: int) -> AsyncGenerator[bytes, None]:
        """The upload, or the notes, piece by piece."""
        no = -1
        while row := await self._queue.piece_behind(self.id, file, no):
            no = row["no"]
            yield self._queue.unsealed(self._row, piece_name(file, no), row["content"])

    async def advance(self, done: int, refused: int = 0, total: int | None = None) -> None:
        """Keep how far the work has come, of how much if known, what its files hold by now and what is noted.

        The maker's rights are asked again. Raises Overtaken.
        """
        await self._queue.write(self, _ADVANCE, self._taken(all_of_it=False), done=done, refused=refused, total=total)
        self.done, self.refused = done, refused

    async def finish(self, done: int) -> None:
        """Keep the rest of the files, and end the job. Raises Overtaken."""
        await self._queue.write(self, _FINISH, self._taken(all_of_it=True), done=done, refused=self.refused)

    async def wait(self, done: int) -> None:
        """Keep the rest of the files, and wait until the maker commits what was tried. Raises Overtaken."""
        await self._queue.write(self, _WAIT, self._taken(all_of_it=True), done=done, refused=self.refused)

    async def fail(self, problem: Problem) -> None:
        """End the job with a problem, and destroy what its files hold by now. Raises Overtaken."""
        said = (problem.detail_en, problem.detail_zh)
        detail = seal_file(self._key, orjson.dumps(said), self.id, DETAIL) if any(said) else None
        await self._queue.write(self, _FAIL, problem=problem.code(), detail=detail)

    async def release(self) -> None:
        """Let another worker claim the job at once. Raises Overtaken."""
        await self._queue.write(self, _RELEASE)

    def _taken(self, *, all_of_it: bool) -> list[Piece]:
        noted, self._noted = self._noted, []
        return noted + [piece for file in self.files for piece in file.taken(self._key, self.id, all_of_it=all_of_it)]


def _hold(row: Mapping[str, Any], rights: Rights) -> bool:
    """Whether the maker may still what they might when the job was made."""
    return bool(
        row["role"] == rights.role
        and row["place_id"] == rights.place
        and set(row["contracts"]) <= set(rights.contracts)
        and set(row["scopes"]) <= rights.scopes
    )
