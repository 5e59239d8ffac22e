"""The mutants, and a run of them: on a copy of the tree, each must fail a test that it names.

`python tests/mutants/mutants.py [WORD]` runs all of them, or those whose sentence or file holds the word.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).parents[2]
AT_ONCE = 2
LONGEST_S = 900
_NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "node_modules")
_ENDS = {0: "SURVIVED", 1: "killed"}  # any other status of pytest: no test could be run


@dataclass(frozen=True)
class Mutant:
    """A change to one file, the promise that it breaks, and the tests that must notice."""

    breaks: str
    file: str
    old: str
    new: str
    tests: list[str]

    def changed(self, text: str) -> str:
        """The file's text with the change. Raises ValueError unless `old` stands there exactly once."""
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file} holds {text.count(self.old)} times: {self.old}")
        return text.replace(self.old, self.new)


def mutants() -> list[Mutant]:
    """All of them, from the list beside this file."""
    return [Mutant(**one) for one in tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["mutant"]]


def status_of(tests: list[str], tree: Path) -> int:
    """Pytest's status after the first failure of these tests in a tree."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = os.environ | {"PYTHONPATH": str(tree / "src")}
    return subprocess.run(command, cwd=tree, env=environment, timeout=LONGEST_S, capture_output=True).returncode


def run(mutant: Mutant, tree: Path) -> str:
    """How a mutant ended: killed, survived, or without any test that could be run."""
    file = tree / mutant.file
    text = file.read_text("utf-8")
    file.write_text(mutant.changed(text), "utf-8")
    try:
        status = status_of(mutant.tests, tree)
    finally:
        file.write_text(text, "utf-8")
    return _ENDS.get(status, f"NOT RUN ({status})")


def main(word: str = "") -> int:
    """Run the mutants, print a table, and answer whether any was not killed."""
    chosen = [one for one in mutants() if word in one.breaks or word in one.file]
    with tempfile.TemporaryDirectory(prefix="carevisit-mutants-") as folder:
        trees = SimpleQueue[Path]()
        for number in range(AT_ONCE):
            trees.put(Path(shutil.copytree(ROOT, Path(folder) / str(number), ignore=_NOT_COPIED)))

        def timed(mutant: Mutant) -> tuple[str, float]:
            tree, began = trees.get(), time.monotonic()
            try:
                return run(mutant, tree), time.monotonic() - began
            finally:
                trees.put(tree)

        def unchanged() -> int:
            tree = trees.get()
            try:
                return status_of(sorted({test for one in chosen for test in one.tests}), tree)
            finally:
                trees.put(tree)

        with ThreadPoolExecutor(AT_ONCE) as workers:
            whole, killed = workers.submit(unchanged), 0
            for mutant, (end, seconds) in zip(chosen, workers.map(timed, chosen), strict=True):
                print(f"{end:9} {seconds:5.1f} s  {Path(mutant.file).name:15} {mutant.breaks}", flush=True)
                killed += end == "killed"
    print(f"{killed} of {len(chosen)} mutants killed")
    if whole.result():
        print("without a mutant the tests fail too: that proves nothing")
    return int(killed < len(chosen) or whole.result() != 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
