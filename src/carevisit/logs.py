"""What the service logs for its operators: one line per event, without personal data.

JSON for programs, plain text on a terminal. An exception is logged by its type and its place in the code, never by its
message: messages of a database or a validator quote their input.
"""

import logging
import logging.config
import sys
import time
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal

import orjson

Level = Literal["debug", "info", "warning", "error"]
Format = Literal["json", "plain", "auto"]
QUIET_S = 5.0  # an outage is over after working so long: short interruptions count as one outage

trace: ContextVar[str | None] = ContextVar("trace", default=None)


def write(log: logging.Logger, level: int, event: str, **fields: object) -> None:
    """Log an event with its fields: codes, numbers and ids, never names or free text."""
    log.log(level, event, extra={"fields": fields})


class Json(logging.Formatter):
    """One line of JSON (an object) per record."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole record in one line."""
        return orjson.dumps(_line(record), default=str).decode()


class Plain(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The time of day, the level, the event and its fields."""
        line = _line(record)
        moment = datetime.fromtimestamp(record.created).astimezone()
        shown = " ".join(
            f"{name}={value}" for name, value in line.items() if name not in ("time", "level", "event", "logger", "pid")
        )
        return f"{moment:%H:%M:%S} {line['level']:<7} {line['event']} {shown}".rstrip()


def _line(record: logging.LogRecord) -> dict[str, Any]:
    failure = _failure(record)
    message = record.getMessage()
    line: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "event": message.partition("\n")[0] if failure else message,  # asyncio adds the exception in further lines
        "logger": record.name,
        "pid": record.process,
    }
    if (current := trace.get()) is not None:
        line["trace_id"] = current
    fields = getattr(record, "fields", {})
    return line | {name: value for name, value in fields.items() if value is not None} | failure


def _failure(record: logging.LogRecord) -> dict[str, str]:
    if not record.exc_info or record.exc_info[1] is None:
        return {}
    error = record.exc_info[1]
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))
    return {"error": type(error).__name__, "at": places}


def config(level: Level, form: Format) -> dict[str, Any]:
    """The logging configuration (`logging.config`) of all loggers, uvicorn's included, on standard error."""
    plain = form == "plain" or (form == "auto" and sys.stderr.isatty())
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Plain if plain else Json}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "carevisit": {"level": level.upper()},
            "uvicorn": {"level": level.upper(), "handlers": [], "propagate": True},
            "uvicorn.error": {"level": level.upper(), "handlers": [], "propagate": True},
            "uvicorn.access": {"handlers": [], "propagate": False},  # Envelope logs requests, without their URL
            "psycopg": {"level": "CRITICAL"},  # Outage logs a failure once; the driver would log every attempt
            "opentelemetry": {"level": "CRITICAL"},  # likewise
        },
    }


def configure(level: Level, form: Format) -> None:
    """Configure logging as `config` returns it."""
    logging.config.dictConfig(config(level, form))


class Outage:
    """Failures of one thing that the service needs: one line when they begin and one when they end."""

    def __init__(self, log: logging.Logger, what: str, quiet_s: float = QUIET_S) -> None:
        self._log, self._what, self._quiet_s = log, what, quiet_s
        self._failures, self._began = 0, 0.0
        self._well_since: float | None = None

    def met(self, error: BaseException) -> None:
        """Record a failure."""
        self._failures += 1
        self._well_since = None
        if self._failures == 1:
            self._began = time.monotonic()
            self._log.error("outage began", exc_info=error, extra={"fields": {"what": self._what}})

    def worked(self) -> None:
        """Record a success: after some seconds of successes an outage is over."""
        if not self._failures:
            return
        now = time.monotonic()
        self._well_since = self._well_since or now
        if now - self._well_since >= self._quiet_s:
            lasted, failures, self._failures = self._well_since - self._began, self._failures, 0
            write(
                self._log, logging.WARNING, "outage ended",
                what=self._what, duration_s=round(lasted, 1), failures=failures,
            )  # fmt: skip


class Job:
    """A command's run: `with Job(log, "rebuild"):` logs how it ended and how long it took, in seconds."""

    def __init__(self, log: logging.Logger, name: str) -> None:
        self._log, self._name, self._began = log, name, 0.0

    def __enter__(self) -> None:
        self._began = time.monotonic()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        level = logging.INFO if kind is None else logging.ERROR
        error = None if kind is None else kind.__name__
        duration = round(time.monotonic() - self._began, 1)
        write(self._log, level, "job ended", job=self._name, duration_s=duration, error=error)
