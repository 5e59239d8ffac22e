"""What must not serve a real district is refused before anything starts."""

import stat
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from carevisit.app import build
from carevisit.settings import Keys, Settings, UnsafeSettings

URL = "postgresql://carevisit_app:x@/nowhere"
KEEPER_URL = "postgresql://carevisit_keeper_login:x@/nowhere"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("keys")
    sandbox = Keys.generate("sandbox")
    sandbox.write(folder / "sandbox.json")
    sandbox.model_copy(update={"made_for": "production"}).write(folder / "production.json")
    return {"sandbox": folder / "sandbox.json", "production": folder / "production.json", "none": folder / "none.json"}


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "ENVIRONMENT",
        "DATABASE_URL",
        "KEEPER_DATABASE_URL",
        "OWNER_DATABASE_URL",
        "KEYS_FILE",
        "BASE_URL",
        "SANDBOX_CLOCK",
        "POOL_SIZE",
        "CORS_ORIGINS",
    ):
        monkeypatch.delenv(f"CAREVISIT_{name}", raising=False)


def safe(keys: dict[str, Path], **changes: Any) -> Settings:
    plain = {
        "database_url": URL,
        "keeper_database_url": KEEPER_URL,
        "keys_file": keys["production"],
        "base_url": "https://carevisit.example",
    }
    return Settings(**(plain | changes))


def test_a_deployment_is_a_real_district_unless_it_says_otherwise(keys: dict[str, Path]) -> None:
    assert Settings().environment == "production"
    assert safe(keys).check().environment == "production"


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"database_url": ""}, "CAREVISIT_DATABASE_URL"),
        ({"keeper_database_url": ""}, "CAREVISIT_KEEPER_DATABASE_URL"),
        ({"keys_file": "none"}, "carevisit keys"),
        ({"keys_file": "sandbox"}, "沙箱密钥"),
        ({"sandbox_clock": True}, "沙箱时钟"),
        ({"base_url": "http://carevisit.example"}, "https"),
        ({"base_url": "http://127.0.0.1:8000"}, "https"),
        ({"base_url": ""}, "https"),
        ({"cors_origins": "*"}, "CAREVISIT_CORS_ORIGINS"),
        ({"cors_origins": "https://app.example/"}, "CAREVISIT_CORS_ORIGINS"),
        ({"cors_origins": "https://app.example,app.example"}, "CAREVISIT_CORS_ORIGINS"),
    ],
)
def test_a_real_district_is_not_served_with(keys: dict[str, Path], changes: dict[str, Any], names: str) -> None:
    if "keys_file" in changes:
        changes = {"keys_file": keys[changes["keys_file"]]}
    with pytest.raises(UnsafeSettings, match=names):
        safe(keys, **changes).check()
    with pytest.raises(UnsafeSettings):
        build(safe(keys, **changes))


@pytest.mark.parametrize(
    "changes", [{"keys_file": "sandbox"}, {"sandbox_clock": True}, {"base_url": "http://127.0.0.1:8000"}]
)
def test_a_sandbox_may_do_as_it_likes(keys: dict[str, Path], changes: dict[str, Any]) -> None:
    if "keys_file" in changes:
        changes = {"keys_file": keys["sandbox"]}
    assert safe(keys, environment="sandbox", **changes).check()


@pytest.mark.parametrize("changes", [{"database_url": ""}, {"keys_file": "none"}])
def test_even_a_sandbox_needs_a_database_and_keys(keys: dict[str, Path], changes: dict[str, Any]) -> None:
    if "keys_file" in changes:
        changes = {"keys_file": keys["none"]}
    with pytest.raises(UnsafeSettings):
        safe(keys, environment="sandbox", **changes).check()


@pytest.mark.parametrize(
    "changes", [{"environment": "prod"}, {"pool_size": 0}, {"pool_size": 65}, {"sandbox_clock": "perhaps"}]
)
def test_a_setting_that_means_nothing_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(**changes)


def test_settings_come_from_the_environment(keys: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("DATABASE_URL", URL),
        ("KEEPER_DATABASE_URL", KEEPER_URL),
        ("KEYS_FILE", str(keys["production"])),
        ("BASE_URL", "https://x.example"),
        ("CORS_ORIGINS", "https://a.example, http://localhost:5173"),
    ):
        monkeypatch.setenv(f"CAREVISIT_{name}", value)
    assert Settings().check().database_url.get_secret_value() == URL
    assert Settings().cors_origins == ("https://a.example", "http://localhost:5173")


def test_no_secret_shows_when_settings_or_keys_are_printed(keys: dict[str, Path]) -> None:
    secret = Keys.read(keys["production"])
    shown = f"{safe(keys)!r} {secret!r} {secret} {secret.model_dump_json()}"
    assert "carevisit_app:x" not in shown
    assert secret.root.get_secret_value() not in shown
    assert "PRIVATE KEY" not in shown


def test_keys_are_for_their_owner_only_and_never_overwritten(keys: dict[str, Path], tmp_path: Path) -> None:
    assert stat.S_IMODE(keys["sandbox"].stat().st_mode) == 0o600
    before = keys["sandbox"].read_bytes()
    with pytest.raises(FileExistsError):
        Keys.read(keys["production"]).write(keys["sandbox"])
    assert keys["sandbox"].read_bytes() == before
    again = Keys.read(keys["sandbox"])
    again.write(tmp_path / "copy.json")
    assert Keys.read(tmp_path / "copy.json") == again


def test_each_purpose_has_a_key_of_its_own(keys: dict[str, Path]) -> None:
    some = Keys.read(keys["production"])
    assert some.derive("cursor") == some.derive("cursor")
    assert len({some.derive(p) for p in ("cursor", "fingerprint", "x")}) == 3
    assert len(some.derive("cursor")) == 32
