"""Schemas of administration and their properties."""

MODELS = {
    "AccountSheet": "An account to be created. 新增账号。",
    "AccountChange": "The changes of an account; what is omitted stays. 账号变更内容，不填的不变。",
    "AccountShown": "An account in its present state. 一个账号的当前内容。",
    "AccountList": "A page of accounts, by login. 账号（一页），按登录名排列。",
    "Invitation": "An invitation that is not accepted yet. 尚未使用的邀请。",
    "InvitationSheet": "The code of an invitation and the chosen password. 邀请码与所设密码。",
    "Joined": "The account whose password was set. 已设置密码的账号。",
    "Nothing": "An empty object. 空对象。",
    "ClientSheet": "A client to be created. 新增客户端。",
    "ClientChange": "The changes of a client; what is omitted stays. 客户端变更内容，不填的不变。",
    "ClientShown": "A client in its present state. 一个客户端的当前内容。",
    "ClientList": "A page of clients, by client_id. 客户端（一页），按客户端编号排列。",
    "SecretSheet": "A further secret of a client. 新增客户端密钥。",
    "SecretShown": "A secret of a client that has not ended, without the secret itself. 客户端的有效密钥，不含密钥本身。",
    "Introspection": "What is known of a token (RFC 7662). 令牌查询结果（RFC 7662）。",
    "Body_introspectToken": "A request about a token (RFC 7662). 令牌查询请求（RFC 7662）。",
}  # fmt: skip
PARTS = {
    "AccountSheet.role": "The role, below the caller's. 角色，须低于本人。",
    "AccountSheet.place": "The place for which the person acts, of the role's level. 负责的行政区域代码，级别与角色相符。",
    "AccountSheet.login": "The login that the person signs in with, unique. 登录名，不得重复。",
    "AccountChange.name": "The new name. 变更后的姓名。",
    "AccountChange.place": "The place to which the account moves. 调整后的行政区域代码。",
    "AccountShown.role": "The role of the person. 人员角色。",
    "AccountShown.place": "The place for which the person acts. 负责的行政区域代码。",
    "AccountShown.state":
        "`invited` until the person has chosen a password, then `active`; `disabled`. 账号状态：待设置密码、正常、已停"
        "用。",
    "AccountShown.invitation":
        "The invitation that is not accepted yet; null: none. 尚未使用的邀请，无则为空。",
    "Invitation.code":
        "The code, in the answer that made it; null in every other. 邀请码，仅在生成时的答复中给出，其他答复为空。",
    "Invitation.expires_at": "When the invitation expires. 邀请码失效时间。",
    "InvitationSheet.code": "The code of the invitation; case does not matter. 邀请码，不区分大小写。",
    "InvitationSheet.password": "The password, at least 12 characters. 密码，至少 12 个字符。",
    "ClientSheet.role": "What the client is: an agency, a platform or an app. 客户端类型：服务机构、平台或应用。",
    "ClientSheet.name": "The name of the organisation or the app. 单位或应用名称。",
    "ClientSheet.places": "The places: an agency's contracts, or one place. 行政区域代码：机构为承接区域，其他为一个区域。",
    "ClientSheet.scopes": "The scopes to grant; the usual ones of the role if omitted. 授予的权限范围，不填为常用权限。",
    "ClientChange.name": "The new name of the client. 变更后的客户端名称。",
    "ClientChange.scopes": "The scopes that replace the present ones. 变更后的权限范围，整体替换。",
    "ClientShown.role": "The kind of client. 客户端类型。",
    "ClientShown.name": "The name of the organisation or the app that signs in. 客户端名称。",
    "ClientShown.places": "The places that the client acts for today. 客户端当前的行政区域代码。",
    "ClientShown.scopes": "The scopes that it is granted. 已授予的权限范围。",
    "ClientShown.secrets": "The secrets that have not ended, at most two. 有效密钥，至多两个。",
    "ClientShown.secret":
        "The secret, in the answer that made it; null in every other. 密钥，仅在生成时的答复中给出，其他答复为空。",
    "SecretSheet.older_until":
        "When the older secret ends; without an end if omitted. 旧密钥的失效时间，不填则不失效。",
    "SecretShown.no": "The number of the secret. 密钥序号。",
    "SecretShown.ends_at": "When the secret ends; null: without an end. 失效时间，不失效的为空。",
    "Introspection.active": "Whether the token is good and the caller may know of it. 令牌是否有效且可查询。",
    "Introspection.scope": "The scopes, separated by blanks. 权限范围，以空格分隔。",
    "Introspection.client_id": "The login of the token's owner. 令牌所属账号或客户端的登录名。",
    "Introspection.exp": "When it ends, in seconds since 1970. 失效时间（1970 年起的秒数）。",
    "Introspection.iat": "When it was issued, in seconds since 1970. 签发时间（1970 年起的秒数）。",
    "Introspection.sub": "The id of the token's owner. 令牌所属账号或客户端的编号。",
    "Introspection.aud": "For whom it is. 令牌受众。",
    "Introspection.iss": "Who issued it. 签发者。",
    "Introspection.jti": "The id of the token. 令牌编号。",
    "Body_introspectToken.token": "The token to ask about. 待查询的令牌。",
    "Introspection.token_type": "`Bearer` for an access token, or `refresh_token`. 令牌类型。",
}  # fmt: skip
NAMES = {
    "account_id": "The account. 账号编号。",
    "last_sign_in_at": "When the person last signed in by password; null: never. 最近一次以密码登录的时间，未登录过为空。",
}  # fmt: skip
