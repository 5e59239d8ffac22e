"""A server as operators start it, forked from a process that has imported the program: a start costs no import."""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence

from carevisit import cli

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["carevisit.app", "carevisit.cli"])


class Program:
    """`carevisit` with its arguments, in a process of its own; as `subprocess.Popen`, as far as tests need that."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = _FORKS.Process(target=_run, args=(list(arguments), dict(environment)), daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, and say how it ended. Raises TimeoutError."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise TimeoutError
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


def _run(arguments: list[str], environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["carevisit", *arguments]
    cli.main()
