"""What a deployment configures: the database, the keys, the service's own address."""

import base64
import json
import os
import re
import secrets
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?")  # never `*`: the answers hold personal data
ROOT = Path(__file__).resolve().parents[2]


class UnsafeSettings(Exception):
    """These settings must not serve a real district."""


class Keys(BaseModel):
    """The deployment's secrets, in one file that is backed up apart from the database.

    `wrapping` wraps each person's own key, `search` makes the tags for exact search, `root` derives the rest; each is
    32 bytes, base64. `signing` are RSA keys in PEM: the first one signs, all of them verify.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    made_for: Literal["production", "sandbox"]
    wrapping: dict[int, SecretStr] = Field(min_length=1)
    search: dict[int, SecretStr] = Field(min_length=1)
    root: SecretStr
    signing: list[SecretStr] = Field(min_length=1)

    @classmethod
    def generate(cls, made_for: Literal["production", "sandbox"]) -> "Keys":
        """New random keys; RSA of 3072 bits in production, of 2048 in a sandbox, where start-up time matters more."""

        def fresh() -> SecretStr:
            return SecretStr(base64.b64encode(secrets.token_bytes(32)).decode())

        key = rsa.generate_private_key(public_exponent=65537, key_size=3072 if made_for == "production" else 2048)
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return cls(
            made_for=made_for,
            wrapping={1: fresh()},
            search={1: fresh()},
            root=fresh(),
            signing=[SecretStr(pem.decode())],
        )

    @classmethod
    def read(cls, path: Path) -> "Keys":
        return cls.model_validate_json(path.read_bytes())

    def write(self, path: Path) -> None:
        """Write to a file that only its owner can read; an existing one is never overwritten."""
        shown = {
            "made_for": self.made_for,
            "wrapping": {str(n): s.get_secret_value() for n, s in self.wrapping.items()},
            "search": {str(n): s.get_secret_value() for n, s in self.search.items()},
            "root": self.root.get_secret_value(),
            "signing": [s.get_secret_value() for s in self.signing],
        }
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(shown, file, indent=1)

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose (RFC 5869)."""
        return _derived(self.root, purpose)

    def checks(self) -> dict[tuple[str, int], bytes]:
        """A value by (purpose, number) that recognises each key and reveals nothing about it."""
        every = {"wrapping": self.wrapping, "search": self.search, "root": {1: self.root}}
        return {
            (purpose, number): _derived(key, f"check {purpose} {number}")
            for purpose, keys in every.items()
            for number, key in keys.items()
        }


def _derived(key: SecretStr, purpose: str) -> bytes:
    plain = base64.b64decode(key.get_secret_value())
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(plain)


def _networks(text: Any) -> Any:
    """Networks in an administrator's notation: `10.0.0.0/8, 127.0.0.1`."""
    return (
        tuple(ip_network(word.strip()) for word in text.split(",") if word.strip()) if isinstance(text, str) else text
    )


def in_schema(url: str, schema: str) -> str:
    """The database URL with connections that look for every name in one schema, the district's, and nowhere else."""
    if not url:
        return url
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    query["options"] = f"{query.get('options', '')} -csearch_path={schema},pg_temp".strip()
    return urlunsplit(parts._replace(query=urlencode(query, quote_via=quote)))


class Settings(BaseSettings):
    """Read from the environment (`CAREVISIT_…`)."""

    model_config = SettingsConfigDict(env_prefix="CAREVISIT_", extra="ignore", populate_by_name=True)

    environment: Literal["production", "sandbox"] = "production"
    database_url: SecretStr = SecretStr("")
    keeper_database_url: SecretStr = SecretStr("")
    owner_database_url: SecretStr = SecretStr("")
    district_schema: str = Field("public", validation_alias="CAREVISIT_SCHEMA", pattern=r"^[a-z][a-z0-9_]{0,62}$")
    keys_file: Path = Path("keys.json")
    base_url: str = "http://127.0.0.1:8000"
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()  # whose pages may call from a browser, with commas
    pool_size: int = Field(8, ge=1, le=64)
    pool_waiting: int = Field(256, ge=1, le=10_000)  # requests that may wait for a connection
    pool_wait_s: float = Field(3, ge=0.1, le=30)
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_networks)] = ()
    session_days: int = Field(90, ge=1, le=3650)  # how long a session lasts, by refresh tokens
    sequencer: bool = True
    ringer: bool = True  # needs the sequencer; writes overdue steps to the feed
    job_workers: int = Field(2, ge=0, le=8)  # in each process that runs the sequencer
    job_lease_s: float = Field(60, ge=1, le=600)  # a worker that has not written for so long has lost its job
    sandbox_clock: bool = False
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "plain", "auto"] = "auto"  # plain on a terminal, JSON elsewhere
    metrics_port: int | None = Field(None, ge=1, le=65535)  # a port of its own, apart from that of the API
    metrics_host: str = "127.0.0.1"
    metrics_token: SecretStr = SecretStr("")  # the bearer token that reads /metrics
    otel_endpoint: str = ""  # an OTLP/HTTP collector, http(s)://…:4318; or OTEL_EXPORTER_OTLP_ENDPOINT
    otel_ratio: float = Field(1.0, ge=0, le=1)  # the share of requests that are traced

    profiles_dir: Path | None = None  # the deployment's own profiles (政策方案), each a TOML file

    # limits on concurrent work, in each process: docs/operations.md#limits
    requests_per_client: int = Field(128, ge=1, le=10_000)
    waiting_per_elder: int = Field(48, ge=0, le=10_000)
    longest_wait_s: float = Field(5, ge=0.5, le=15)  # for an elder's turn, a connection and the lock together
    uploads_per_client: int = Field(8, ge=1, le=1000)
    uploads: int = Field(32, ge=1, le=1000)
    batches_per_client: int = Field(2, ge=1, le=100)
    batches: int = Field(8, ge=1, le=100)
    forms_at_once: int = Field(2, ge=1, le=32)  # documents that are printed at once, each in a process of its own
    connections_per_address: int = Field(512, ge=1, le=100_000)
    request_line_bytes: int = Field(8192, ge=1024, le=65_536)
    header_bytes: int = Field(32_768, ge=4096, le=262_144)
    header_timeout_s: float = Field(10, ge=0.1, le=120)
    body_timeout_s: float = Field(20, ge=0.1, le=600)  # longer while data arrives: see the next
    slowest_bytes_per_s: int = Field(4096, ge=1, le=10_000_000)
    keep_alive_s: int = Field(15, ge=1, le=3600)

    attachments_dir: Path | None = None  # where files are kept if not in a bucket; `attachments` beside the key file
    attachment_max_bytes: int = Field(10 * 1024 * 1024, ge=1024, le=100 * 1024 * 1024)
    uploads_dir: Path | None = (
        None  # where incomplete uploads are kept; beside the files of attachments, if those are in a folder
    )
    attachments_s3_bucket: str = ""
    attachments_s3_endpoint: str = ""
    attachments_s3_region: str = "us-east-1"
    attachments_s3_access_key_id: SecretStr = SecretStr("")
    attachments_s3_secret_access_key: SecretStr = SecretStr("")
    attachments_s3_virtual_hosted: bool = False  # the bucket is part of the endpoint's host name, not of the path

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _with_commas(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @cached_property
    def keys(self) -> Keys:
        return Keys.read(self.keys_file)

    @property
    def database_urls(self) -> tuple[str, str]:
        """The database URLs of requests and of the keeper, each with the district's schema."""
        urls = self.database_url.get_secret_value(), self.keeper_database_url.get_secret_value()
        return in_schema(urls[0], self.district_schema), in_schema(urls[1], self.district_schema)

    @property
    def attachments_folder(self) -> Path:
        """The private folder for the files of attachments."""
        return self.attachments_dir or self.keys_file.parent / "attachments"

    @property
    def spool_folder(self) -> Path | None:
        """Where incomplete uploads are kept; None: the system's directory for temporary files."""
        return self.uploads_dir or (None if self.attachments_s3_bucket else self.attachments_folder)

    def check(self) -> "Settings":
        """Refuse settings that would endanger a real district; a sandbox is free. Raises UnsafeSettings."""
        if not self.database_url.get_secret_value():
            raise UnsafeSettings("CAREVISIT_DATABASE_URL is not set / 未设置数据库地址 CAREVISIT_DATABASE_URL")
        if not self.keeper_database_url.get_secret_value():
            raise UnsafeSettings(
                "CAREVISIT_KEEPER_DATABASE_URL is not set / 未设置数据库地址 CAREVISIT_KEEPER_DATABASE_URL"
            )
        if not self.keys_file.is_file():
            raise UnsafeSettings(
                f"no keys at {self.keys_file}: make them with `carevisit keys` / 找不到密钥文件，请先运行 carevisit keys"
            )
        if wrong := [origin for origin in self.cors_origins if not _ORIGIN.fullmatch(origin)]:
            raise UnsafeSettings(
                f"CAREVISIT_CORS_ORIGINS holds what is no origin, as https://app.example is one: {', '.join(wrong)}"
                " / CAREVISIT_CORS_ORIGINS 须为来源（如 https://app.example）的列表"
            )
        if self.attachments_s3_bucket:
            self._check_bucket()
        if self.environment == "production":
            if self.keys.made_for != "production":
                raise UnsafeSettings("these keys were made for a sandbox / 沙箱密钥不得用于生产环境")
            if self.sandbox_clock:
                raise UnsafeSettings("the sandbox clock is on / 生产环境不得启用沙箱时钟")
            if not self.base_url.startswith("https://"):
                raise UnsafeSettings("CAREVISIT_BASE_URL must be https:// in production / 生产环境须使用 https")
        return self

    def _check_bucket(self) -> None:
        if not re.match(r"https?://[^/]", self.attachments_s3_endpoint):
            raise UnsafeSettings(
                "CAREVISIT_ATTACHMENTS_S3_ENDPOINT must be http(s)://… / CAREVISIT_ATTACHMENTS_S3_ENDPOINT 须为 http(s) 地址"
            )
        if not all(
            key.get_secret_value() for key in (self.attachments_s3_access_key_id, self.attachments_s3_secret_access_key)
        ):
            raise UnsafeSettings(
                "the bucket's keys are not set: CAREVISIT_ATTACHMENTS_S3_ACCESS_KEY_ID, …_SECRET_ACCESS_KEY / 未设置存储桶密钥"
            )
