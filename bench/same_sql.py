"""The statements of one visit POST, run by pgbench without HTTP and without Python.

They are recorded from the book while it writes a visit, so they can't drift from it. What differs from visit to visit
(the elder, the version, the ids, the caller's number, the moment) is then replaced in the recorded values.
"""

import asyncio
import re
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from carevisit.app import KINDS, VIEWS
from carevisit.database import Sight
from carevisit.ledger import Ledger, Sealing

from .raw import Pace, pgbench
from .recorder import Recorder, Statement
from .scene import Scene, hand_in, sheet

_VERSIONS = re.compile(r'"(version|views_version|content_version)":(\d+)')
_HOLE = re.compile(r"\x00(\w+)\x00")
# written with the door's answer, in its own round trip: ids ordered by time, as the service's are
_IDS = "lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || right(gen_random_uuid()::text, 23)"


class SameSql:
    """A visit POST's statements as a pgbench script, over a copy of the district."""

    def __init__(self, scene: Scene) -> None:
        self._scene, self._database = scene, scene.copy("same_sql")
        self.statements = asyncio.run(self._record())
        self._script = self._parametrized()
        with psycopg.connect(scene.owner_url(self._database), autocommit=True) as owner:
            owner.execute("CREATE TABLE bench_elder (n int PRIMARY KEY, subject uuid NOT NULL)")
            owner.cursor().executemany("INSERT INTO bench_elder VALUES (%s, %s)", list(enumerate(scene.elders, 1)))
            owner.execute("GRANT SELECT ON bench_elder TO carevisit_app")
            owner.execute("ANALYZE bench_elder")

    def round(self, clients: int, seconds: float) -> Pace:
        """Run it for some seconds; a transaction is a visit."""
        return pgbench(self._scene, self._scene.app_url(self._database), self._script, clients, seconds)

    async def _record(self) -> list[Statement]:
        recorder = Recorder(self._scene.app_url(self._database), self._scene.keeper_url(self._database), 1)
        await recorder.open()
        ledger = Ledger(recorder, KINDS, VIEWS, Sealing(self._scene.keys))
        agency = await self._scene.actor(ledger, self._scene.agency[0])
        elder = self._scene.elders[0]  # visited before: its views are updated by a step
        recorder.statements.clear()
        await hand_in(ledger, agency, sheet(elder, next(self._scene.turns), "FX-recorded"))
        statements = recorder.statements.copy()
        async with ledger.database.transaction(Sight.KEEPER) as keeper:
            row = await keeper.one(
                "SELECT id, version, written_at FROM entry WHERE subject = %s ORDER BY version DESC LIMIT 1", (elder,)
            )
        assert row
        self._elder, self._id, self._version, self._written_at = (
            UUID(elder),
            row["id"],
            row["version"],
            row["written_at"],
        )
        await recorder.close()
        return statements

    def _parametrized(self) -> str:
        lines = [f"\\set n random(1, {len(self._scene.elders)})", "\\set r random(1, 9000000000000000000)"]
        for sql, params in self.statements:
            text = sql
            if "lock_timeout" in sql:
                continue
            if "book_open(" in sql:  # pgbench waits for a rival, where the gate would go on without
                params = (params[0], True, params[2])
            for value in params:
                text = text.replace("%s", self._spliced(value), 1)
            if "book_open(" in sql:
                elder = "(SELECT subject FROM bench_elder WHERE n = :n)"
                text = text.replace(":subject", elder)
                lines += [f"SELECT o.*, {_IDS} AS entry_id FROM ({text}) o \\gset", "\\set next :version + 1"]
            else:
                lines.append(f"{text};")
        script = "\n".join(lines) + "\n"
        if ":next" not in script or "INSERT INTO entry" not in script:
            raise RuntimeError("the book's statements look different now: see to the bench")
        return script

    def _spliced(self, value: Any) -> str:
        """A recorded value as SQL, with pgbench's variables where visits differ."""
        match value:
            case None:
                return "NULL"
            case list():
                return f"ARRAY[{', '.join(self._spliced(item) for item in value)}]"
            case UUID() if value == self._elder:
                return ":subject"
            case bytes():
                return f"'\\x{value.hex()}'"
            case int():
                return str(value)
            case UUID() | datetime():
                return _quoted(str(value))
        variable_of = {self._version: "next", self._version - 1: "version"}
        holed = _VERSIONS.sub(
            lambda m: f'"{m[1]}":\0{variable_of[int(m[2])]}\0' if int(m[2]) in variable_of else m[0], str(value)
        )
        for recorded, variable in (
            (str(self._elder), "subject"), (str(self._id), "entry_id"), ("FX-recorded", "r"),
            (self._written_at.isoformat(), "written_at"),
        ):  # fmt: skip
            holed = holed.replace(recorded, f"\0{variable}\0")
        pieces = _HOLE.split(holed)
        spliced = [_quoted(part) if turn % 2 == 0 else f":{part}" for turn, part in enumerate(pieces)]
        return f"({spliced[0]}::text || {' || '.join(spliced[1:])})" if len(spliced) > 1 else spliced[0]


def _quoted(text: str) -> str:
    """A literal in which pgbench finds no variable: every colon is written as \\x3a."""
    escaped = text.replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3a")
    return f"E'{escaped}'"
