"""Facts about who there is: accounts and clients are created, changed, ended and let in again.

The stream is the account's or the client's own, its entries say who did it and when. No feed shows them, no view is made of
them: the doors read the row of the account or client, which changes in the same transaction.
"""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from ..access import Role
from ..ledger import Fact, Open


class Administration(Fact):
    """A fact about an account, a client or an agency."""

    is_event: ClassVar[bool] = False


class AccountCreated(Administration):
    """An account was created for a person (新增账号), who was invited to choose a password or was given one."""

    kind: ClassVar[str] = "account.created"

    role: Open[Role]
    invited_until: Open[datetime | None] = None
    name: str | None = None
    login: str | None = None


class AccountChanged(Administration):
    """An account was renamed, or moved to the place of the entry (账号改名或调整所在区域)."""

    kind: ClassVar[str] = "account.changed"

    moved: Open[bool]
    name: str | None = None


class AccountDisabled(Administration):
    """An account was disabled (停用账号): its tokens ended."""

    kind: ClassVar[str] = "account.disabled"


class AccountEnabled(Administration):
    """A disabled account was enabled again (启用账号)."""

    kind: ClassVar[str] = "account.enabled"


class AccountReset(Administration):
    """The password of an account was taken back and its person invited again (重置账号); its tokens ended."""

    kind: ClassVar[str] = "account.reset"

    invited_until: Open[datetime]


class AccountPasswordSet(Administration):
    """A new password was set (设置密码): by an invitation, by the account's own person, or by the operator."""

    kind: ClassVar[str] = "account.password_set"

    by: Open[Literal["invitation", "owner", "operator"]]


class ClientCreated(Administration):
    """A client was created (新增客户端): an agency, a platform or an app, with its places, scopes, and a secret or keys.

    A client of an `agency` has the places of its contracts; without one, it began an agency of its own, with contracts for its
    places.
    """

    kind: ClassVar[str] = "client.created"

    role: Open[Role]
    place: Open[list[str]]
    scopes: Open[list[str]]
    thumbprints: Open[list[str]] = []
    """Of its public keys (RFC 7638)."""
    agency: Open[UUID | None] = None
    name: str | None = None
    login: str | None = None


class ClientChanged(Administration):
    """A client was renamed, moved to the entry's place, or granted other scopes or keys (客户端改名、变更权限或公钥、调整区域)."""

    kind: ClassVar[str] = "client.changed"

    scopes: Open[list[str] | None]
    thumbprints: Open[list[str] | None] = None
    """Of the public keys that it has from now on (RFC 7638); None: those it had."""
    moved: Open[bool] = False
    name: str | None = None


class ClientDisabled(Administration):
    """A client was disabled (停用客户端): its tokens ended."""

    kind: ClassVar[str] = "client.disabled"


class ClientEnabled(Administration):
    """A disabled client was enabled again (启用客户端)."""

    kind: ClassVar[str] = "client.enabled"


class ClientSecretAdded(Administration):
    """A client was given a further secret (新增客户端密钥), and the older one an end, if any."""

    kind: ClassVar[str] = "client.secret_added"

    no: Open[int]
    older_until: Open[datetime | None]


class ClientSecretEnded(Administration):
    """A secret of a client was ended (停用客户端密钥), and with it the client's tokens."""

    kind: ClassVar[str] = "client.secret_ended"

    no: Open[int]


FACTS: tuple[type[Fact], ...] = (
    AccountCreated, AccountChanged, AccountDisabled, AccountEnabled, AccountReset, AccountPasswordSet, ClientCreated,
    ClientChanged, ClientDisabled, ClientEnabled, ClientSecretAdded, ClientSecretEnded,
)  # fmt: skip
