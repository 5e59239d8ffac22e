"""The container files: what an administrator is handed must be safe as it is."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from carevisit.app import TABLES
from carevisit.settings import ROOT
from conftest import World

COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return told


def test_the_migrations_run_once_between_the_database_and_the_api(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == {"postgres", "migrate", "api"}
    assert services["migrate"]["command"] == ["migrate"]
    assert services["migrate"]["restart"] == "no"
    assert services["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert services["api"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_what_keeps_running_says_whether_it_is_well(compose: dict[str, Any]) -> None:
    for name in ("postgres", "api"):
        check = compose["services"][name]["healthcheck"]
        assert check["test"]
        assert check["interval"]
    assert "/readyz" in compose["services"]["api"]["healthcheck"]["test"][-1]
    assert "HEALTHCHECK" in DOCKERFILE


def test_no_secret_has_a_default(compose: dict[str, Any]) -> None:
    text = COMPOSE.read_text(encoding="utf-8")
    asked = re.findall(r"\$\{([A-Z0-9_]+)(:[?-])?", text)
    assert asked
    for name, how in asked:
        if re.search(r"PASSWORD|KEYS|BASE_URL", name):
            assert how == ":?", f"{name} must be asked for, not assumed"
        else:
            assert how == ":-", f"{name} needs a default"
    for service in compose["services"].values():
        for name, value in service["environment"].items():
            if "PASSWORD" in name or "DATABASE_URL" in name:
                assert ":?" in value, f"{name} is written down"
    filled = [
        line for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines() if re.match(r"\w+=.", line)
    ]
    assert filled == []


def test_our_containers_run_as_nobody_special_on_a_file_system_that_they_cannot_write(compose: dict[str, Any]) -> None:
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, re.M)
    for name in ("migrate", "api"):
        service = compose["services"][name]
        assert service["user"].split(":")[0] not in ("0", "root")
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]


def test_the_api_is_production_and_never_the_owner_of_its_tables(compose: dict[str, Any]) -> None:
    environment = compose["services"]["api"]["environment"]
    assert environment["CAREVISIT_ENVIRONMENT"] == "production"
    assert environment["CAREVISIT_DATABASE_URL"].startswith("postgresql://carevisit_app:")
    assert environment["CAREVISIT_KEEPER_DATABASE_URL"].startswith("postgresql://carevisit_keeper_login:")
    assert "CAREVISIT_OWNER_DATABASE_URL" not in environment
    assert environment["CAREVISIT_KEYS_FILE"] == "/run/secrets/" + compose["services"]["api"]["secrets"][0]


def test_only_the_api_can_be_reached_and_by_default_only_from_this_machine(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["api"]
    assert services["api"]["ports"] == ["${CAREVISIT_LISTEN:-127.0.0.1:8000}:8000"]
    assert compose["networks"]["inside"]["internal"] is True


def test_the_image_holds_what_the_program_looks_for_and_pins_what_it_installs() -> None:
    assert "--require-hashes -r runtime.lock" in DOCKERFILE
    for what in (
        "COPY migrations ./migrations",
        "COPY src ./src",
        "alembic.ini",
        "PYTHONPATH=/app/src",
        "WORKDIR /app",
    ):
        assert what in DOCKERFILE
    assert (ROOT / "src" / "carevisit").is_dir()  # settings.ROOT is two levels above the package, in the image too
    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in kept
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.M)
    for path in " ".join(copied).split():
        assert f"!{path}" in kept, f"{path} does not reach the build"
        assert Path(ROOT / path).exists()


def test_the_tables_that_the_classes_describe_are_those_that_the_migrations_made(template: World) -> None:
    engine = create_engine(template.owner_url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, TABLES)
    untold = ("alembic_version", "entry_kind")  # Alembic's own; an index that only the start of the program asks for
    assert [one for one in differences if not any(name in repr(one) for name in untold)] == []
