"""The commands, run as an administrator runs them: a mistake that can be mended is one line."""

import os
import subprocess
from pathlib import Path

import pytest

import serving
from carevisit.settings import Keys
from conftest import World


def carevisit(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    plain = {name: value for name, value in os.environ.items() if not name.startswith("CAREVISIT_")}
    return serving.carevisit(*words, environment=plain | environment)


@pytest.mark.parametrize(
    ("words", "variable"),
    [
        (("verify",), "CAREVISIT_DATABASE_URL"),
        (("accounts", "disable", "somebody"), "CAREVISIT_DATABASE_URL"),
        (("migrate",), "CAREVISIT_OWNER_DATABASE_URL"),
    ],
)
def test_without_a_database_a_command_says_so_and_names_what_to_look_at(
    tmp_path: Path, words: tuple[str, ...], variable: str
) -> None:
    Keys.generate("sandbox").write(tmp_path / "keys.json")
    done = carevisit(
        *words,
        CAREVISIT_ENVIRONMENT="sandbox",
        CAREVISIT_KEYS_FILE=str(tmp_path / "keys.json"),
        CAREVISIT_DATABASE_URL=f"postgresql://carevisit_app:Zq7Secret@/nowhere?host={tmp_path}",
        CAREVISIT_KEEPER_DATABASE_URL=f"postgresql://carevisit_keeper_login:Zq7Secret@/nowhere?host={tmp_path}",
        CAREVISIT_OWNER_DATABASE_URL=f"postgresql://postgres:Zq7Secret@/nowhere?host={tmp_path}",
    )
    assert done.returncode == 1, done.stderr
    assert f"数据库无法连接，请检查 {variable}" in done.stderr
    assert f"the database does not answer: see {variable}" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Zq7Secret" not in done.stderr


def test_a_wrong_password_is_told_the_same_way(template: World) -> None:
    url = template.postgres.url(template.database, "carevisit_app", "Zq7Wrong")
    done = carevisit("verify", **{
        "CAREVISIT_ENVIRONMENT": "sandbox", "CAREVISIT_KEYS_FILE": str(template.keys_file), "CAREVISIT_DATABASE_URL": url,
        "CAREVISIT_KEEPER_DATABASE_URL": template.keeper_url,
    })  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "数据库无法连接" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Zq7Wrong" not in done.stderr
