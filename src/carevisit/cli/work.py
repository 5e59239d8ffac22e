"""Work that a command does: with a database that answers, and with a line in the log as it ends."""

import asyncio
import logging
from typing import Any

import psycopg

from .. import logs
from ..database import Database
from ..embedded import NoPostgres
from ..settings import Settings

log = logging.getLogger(__name__)


def answering(url: str, variable: str) -> str:
    """The database's URL, once it is known to answer there. Raises NoPostgres."""
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        raise NoPostgres(
            f"数据库无法连接，请检查 {variable} / the database does not answer: see {variable}\n{error}"
        ) from None
    return url


def with_database(work: Any) -> Any:
    """What the work answers, with the database open meanwhile. Raises NoPostgres, UnsafeSettings, and what the work raises."""

    async def run() -> Any:
        url, keeper_url = Settings().check().database_urls
        database = Database(
            answering(url, "CAREVISIT_DATABASE_URL"), answering(keeper_url, "CAREVISIT_KEEPER_DATABASE_URL"), 4
        )
        await database.open()
        try:
            return await work(database)
        finally:
            await database.close()

    with job(work):
        return asyncio.run(run())


def job(work: Any) -> logs.Job:
    """The command whose function, or the work within it, this is: its end is logged."""
    settings = Settings()
    logs.configure(settings.log_level, settings.log_format)
    return logs.Job(log, work.__qualname__.partition(".")[0])
