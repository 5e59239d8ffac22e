"""The program as operators start it, forked from a process that has imported it: a start costs no import."""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from carevisit import cli

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["warm"])
os.environ["PYTHONPATH"] = os.pathsep.join((str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")))  # to find it
os.environ["COLUMNS"] = "200"  # the width of what it prints, which it looks up as it is imported


class Program:
    """`carevisit` with its arguments, in a process of its own; as `subprocess.Popen`, as far as tests need that."""

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str], prints: tuple[Path, Path] | None = None
    ) -> None:
        """`prints`: the files for its output and for its errors, which may be one."""
        self._process = _FORKS.Process(target=_run, args=(list(arguments), dict(environment), prints), daemon=True)
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


def carevisit(*words: str, environment: Mapping[str, str], timeout: float = 60) -> "subprocess.CompletedProcess[str]":
    """One command, from its start to its end, and what it printed. Raises TimeoutError."""
    with tempfile.TemporaryDirectory() as folder:
        prints = Path(folder) / "output", Path(folder) / "errors"
        program = Program(words, environment, prints)
        try:
            status = program.wait(timeout)
        finally:
            program.kill()
        out, err = (file.read_text(encoding="utf-8") for file in prints)
    return subprocess.CompletedProcess(words, status, out, err)


def _run(arguments: list[str], environment: dict[str, str], prints: tuple[Path, Path] | None) -> None:
    os.environ.clear()
    os.environ.update(environment)
    if prints:
        for descriptor, file in zip((1, 2), prints, strict=True):
            os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), descriptor)
    sys.argv = ["carevisit", *arguments]
    cli.main()
