"""Whether tools can read the contract: linters find nothing, generators warn of nothing, and what they generate compiles.

`make contract` runs it, and then the clients against a real server (test_clients.py). Everything is made in build/contract.
"""

import os
import re
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MADE = ROOT / "build" / "contract"
DOCUMENT = ROOT / "openapi" / "carevisit.v1.json"
TOOLS = MADE / "venv" / "bin"
NODE = MADE / "node_modules" / ".bin"
# what openapi-generator says of itself: it touches nothing of what is generated
OF_ITSELF = (
    "OpenAPI 3.1 support is still in beta",
    "Failed to get the schema name: null",
    "Codegen property is null",  # of values that may be anything
    "From (reserved word) cannot be used as model name",  # no model is named so: a parameter is
)


class Failed(Exception):
    """A step found something; its output says what."""


class Unavailable(Exception):
    """A tool can't be had here: a registry does not answer, or a program is missing."""


def run(arguments: Sequence[str | Path], cwd: Path = MADE, of: type[Exception] = Failed, seconds: int = 240) -> str:
    """Run a tool; answers what it wrote. Raises `of` where it fails."""
    quiet = os.environ | {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
    try:
        done = subprocess.run(
            [str(one) for one in arguments],
            cwd=cwd,
            env=quiet,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise of(f"{arguments[0]}: {error}") from None
    wrote = done.stdout + done.stderr
    if done.returncode:
        raise of(f"{' '.join(str(one) for one in arguments)}\n{wrote[-6000:]}")
    return wrote


def silent(wrote: str, pattern: str, allowed: Sequence[str] = ()) -> None:
    """Raises Failed where a line warns, but for what is allowed."""
    warned = [
        line for line in wrote.splitlines() if re.search(pattern, line) and not any(one in line for one in allowed)
    ]
    if warned:
        raise Failed("\n".join(warned[:40]))


def install_python() -> None:
    """The Python tools, in a venv of their own, as their lock says."""
    lock, mark = ROOT / "requirements" / "contract.lock", MADE / "venv" / ".installed"
    if mark.is_file() and mark.read_bytes() == lock.read_bytes():
        return
    venv.create(MADE / "venv", with_pip=True, clear=True)
    pip = [TOOLS / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    run([*pip, "-r", lock], of=Unavailable)
    mark.write_bytes(lock.read_bytes())


def install_node() -> None:
    """The Node tools, as their lock says."""
    lock, mark = HERE / "package-lock.json", MADE / "node_modules" / ".installed"
    if mark.is_file() and mark.read_bytes() == lock.read_bytes():
        return
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, MADE / name)
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], of=Unavailable)
    mark.write_bytes(lock.read_bytes())


def spectral() -> None:
    (MADE / ".spectral.yaml").write_text("extends: [[spectral:oas, recommended]]\n", encoding="utf-8")
    run([NODE / "spectral", "lint", "--ruleset", ".spectral.yaml", "--fail-severity", "hint", DOCUMENT])


def redocly() -> None:
    wrote = run([NODE / "redocly", "lint", DOCUMENT, "--extends", "recommended"])
    silent(wrote, r"You have \d+ (warning|error)")


def openapi_typescript() -> None:
    silent(run([NODE / "openapi-typescript", DOCUMENT, "-o", "types.ts"]), r"(?i)warn|⚠")
    run([NODE / "tsc", *_STRICT, "types.ts"])


def openapi_python_client() -> None:
    made = MADE / "python-client"
    shutil.rmtree(made, ignore_errors=True)
    generate = [TOOLS / "openapi-python-client", "generate", "--meta", "none", "--overwrite"]
    configured = ["--config", HERE / "openapi-python-client.yaml", "--path", DOCUMENT]
    silent(run([*generate, *configured, "--output-path", made / "carevisit_client"]), r"(?i)warn|error")
    run([TOOLS / "mypy", "carevisit_client"], cwd=made)


def generator_python() -> None:
    made = MADE / "generator-python"
    # every pydantic model has a method `copy`, so the member that says which copy is printed needs another name there
    _generate("python", made, "packageName=carevisit_generated", "--name-mappings", "copy=kept_by")
    run([TOOLS / "mypy", "--ignore-missing-imports", "carevisit_generated"], cwd=made)


def generator_typescript() -> None:
    made = MADE / "generator-typescript"
    _generate("typescript-fetch", made / "generated", "importFileExtension=")
    shutil.copy(HERE / "submit_visit.ts", made / "submit_visit.ts")
    compiled = ["--outDir", made / "compiled", "--module", "CommonJS", "--moduleResolution", "Node10"]
    run([NODE / "tsc", *(one for one in _STRICT if one != "--noEmit"), *compiled, made / "submit_visit.ts"])


_STRICT = ("--strict", "--noEmit", "--target", "ES2022", "--lib", "ES2022,DOM", "--types", "node", "--skipLibCheck")


def _generate(generator: str, made: Path, properties: str, *more: str) -> None:
    shutil.rmtree(made, ignore_errors=True)
    command = ["generate", "-i", DOCUMENT, "-g", generator, "-o", made, "--additional-properties", properties, *more]
    silent(run([TOOLS / "openapi-generator-cli", *command]), r"\b(WARN|ERROR)\b", OF_ITSELF)


def main() -> int:
    MADE.mkdir(parents=True, exist_ok=True)
    has_python, has_node, has_java = _has(install_python), _has(install_node, "npm", "node"), _has(None, "java")
    found = 0
    for check, can in (
        (spectral, has_node), (redocly, has_node), (openapi_typescript, has_node), (openapi_python_client, has_python),
        (generator_python, has_python and has_java), (generator_typescript, has_python and has_java and has_node),
    ):  # fmt: skip
        name, began = check.__name__.replace("_", "-"), time.perf_counter()
        if not can:
            print(f"SKIPPED  {name}: its tools can't be had here, see above")
            continue
        try:
            check()
            print(f"ok       {name} ({time.perf_counter() - began:.0f} s)", flush=True)
        except Failed as failed:
            found += 1
            print(f"FAILED   {name}\n{failed}", flush=True)
    return 1 if found else 0


def _has(install: object, *programs: str) -> bool:
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        print(f"MISSING  {', '.join(missing)}: not installed on this machine")
        return False
    try:
        if callable(install):
            install()
    except Unavailable as why:
        print(f"MISSING  a registry does not give the tools:\n{why}")
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
