"""Operations of the service itself: signing in, health, reference data, places, the feed."""

BASE = {
    "readRoot":
        "The name and version of the service, with the addresses of its documentation, its contract, its problems "
        "and its health.\n\n"
        "服务的名称与版本，以及文档、接口契约、错误列表和运行状态的地址。无须登录。",
    "listProblems":
        "List every kind of problem with its code, its status and its meaning.\n\n"
        "列出全部错误类型：代码、状态码与说明。",
    "readProblem":
        "Read what the `code` of a problem means.\n\n"
        "查看错误代码的含义。",
    "listSchemas":
        "List the JSON Schemas of the `data` of events, one for each type of event.\n\n"
        "列出各类事件 `data` 的 JSON Schema。",
    "readSchema":
        "Read the JSON Schema of the `data` of an event, at the address that its `dataschema` gives.\n\n"
        "按事件 `dataschema` 所给的地址查看其 `data` 的 JSON Schema。",
    "readKeys":
        "The public keys by which access tokens are verified (RFC 7517).\n\n"
        "用于验证访问令牌的公钥（RFC 7517）。无须登录。",
    "readServer":
        "The metadata of the authorization server (RFC 8414): its endpoints, grant types and scopes.\n\n"
        "授权服务元数据（RFC 8414）：各端点、授权方式与权限范围。无须登录。",
    "live":
        "Answers 200 as long as the process runs; it asks neither the database nor the storage.\n\n"
        "进程存活即答复 200，不检查数据库与存储。供容器平台的存活探针使用。",
    "metrics":
        "Counters, gauges and histograms for Prometheus; they hold no personal data.\n\n"
        "401 unless the caller sends the deployment's bearer token for metrics, where one is set. Where none is "
        "set, only a sandbox serves them here; otherwise 404.\n\n"
        "Prometheus 指标：计数、当前值与分布，不含个人信息。部署方设有指标令牌的，须以 Bearer 方式提供，否则答复 "
        "401；未设令牌时，仅沙箱环境在此提供，其余答复 404。",
    "revokeToken":
        "End a token (RFC 7009). A refresh token ends together with its family; an access token ends all tokens of "
        "its owner.\n\n"
        "An unknown token is no error. The answer is an empty object.\n\n"
        "撤销令牌（RFC 7009）：撤销刷新令牌，同一会话的令牌一并失效；撤销访问令牌，该账号或客户端的全部令牌失效。令"
        "牌不存在也不报错，答复为空对象，可重复提交。",
    "issueToken":
        "Sign in (RFC 6749): `password` for people, `client_credentials` for clients, `refresh_token` to renew.\n\n"
        "Clients send their secret by HTTP Basic or in the form, or sign an assertion (`private_key_jwt`, RFC 7523): a JWT "
        "(RS256 or ES256, `typ` absent or `JWT`, no other header members than `kid`) with `iss` and `sub` the client id, "
        "`aud` this address or the issuer alone, `exp` within five minutes and a `jti` that is used once. An access token "
        "lasts 15 minutes. A refresh token "
        "works once; the answer holds the next one, until the session has lasted 90 days (deployments may differ). "
        "After failed sign-ins of a login or from an address, further attempts must wait: 429 `slow_down` with "
        "`Retry-After`.\n\n"
        "登录并取得令牌（RFC 6749）：人员用 `password`，客户端用 `client_credentials`，续期用 `refresh_token`。客户"
        "端密钥以 HTTP Basic 或表单提交，或以私钥签署断言（`private_key_jwt`，RFC 7523）：JWT（RS256 或 ES256，头部除 "
        "`kid` 外"
        "仅 `alg` 与 `typ`），`iss`、`sub` 为客户端编号，`aud` 仅为本地址或签发方，`exp` 在五分钟内，`jti` 仅用一次。"
        "访问令牌有效期 "
        "15 分钟；刷新令牌只能使用一次，每次答复给出下一个，会话最长"
        " 90 天（以部署设置为准）。同一登录名或地址登录失败后须等待，答复 429 `slow_down` 并附 `Retry-After`。",
    "ready":
        "Whether the service can serve: the database answers, has this program's migration, was written with these "
        "keys and takes writes. Otherwise 503 `not_ready` within two seconds; `parts` names the cause.\n\n"
        "200 with `degraded` while the storage of attachments does not answer, or entries wait for their place in "
        "the feed.\n\n"
        "服务是否就绪：数据库可用、结构版本相符、密钥一致且可写入；否则在两秒内答复 503 `not_ready`，`parts` 说明原"
        "因。附件存储不可用或有条目尚待进入变更流时，答复 200 并标明 `degraded`。",
    "readDictionary":
        "Every code that the API accepts or answers, with its official 中文 and its English. With `profile`, only "
        "the categories and services of that profile (see `GET /v1/profiles`).\n\n"
        "接口收发的全部代码及其中文（官方用语）、英文名称。带 `profile` 时，对象类型和服务项目仅列该政策方案所有的"
        "（见 `GET /v1/profiles`）。",
    "readFeed":
        "Everything that was recorded in the caller's places: gapless, in order, at least once, without personal "
        "data.\n\n"
        "Store `next_cursor` after the items are processed, and send it as `after` next time; it advances even "
        "where no item concerns the caller. 410 `feed_rewound`: the ledger was restored to an earlier state; read "
        "again from the beginning.\n\n"
        "所辖范围内的全部变更：不遗漏、按序、至少送达一次，不含个人信息。处理完本页后保存 `next_cursor`，下次作为 "
        "`after` 提交；即使本页没有与己相关的条目，游标也会前移。410 `feed_rewound` 表示数据已恢复至较早状态，须从"
        "头读取。",
    "readMe":
        "The caller's role, the places for which the caller acts, and the scopes of the token.\n\n"
        "当前身份：角色、负责的行政区域和令牌的权限范围。",
    "changePassword":
        "Change the password of the caller's own account; at least 12 characters. Secrets of clients are changed "
        "by the administrator.\n\n"
        "Every token issued before ends at once, on every device; the answer holds new ones for this session. If "
        "the answer is lost, sign in with the new password. After wrong passwords further attempts must wait, as "
        "when signing in.\n\n"
        "修改本人账号的密码，至少 12 个字符；客户端密钥由管理员更换。修改后此前签发的令牌在所有设备上立即失效，答复"
        "给出本次会话的新令牌；未收到答复的，用新密码重新登录。密码连续错误须等待，与登录相同。",
    "listPlaces":
        "The places in the caller's scope: their own and all below; for an agency, those that it serves today. They are "
        "those of a day, with the names of that day.\n\n"
        "权限范围内的行政区域：本级及下辖；服务机构为当日服务的区域。可指定日期，名称为该日名称。分页查询。",
    "readPlace":
        "A place in the caller's scope, whatever its days, with the name that it has today.\n\n"
        "查看权限范围内的一个行政区域，含尚未设立和已撤销的，名称为今日名称。",
    "listRegions":
        "The national list of regions (GB/T 2260), used in `lives.place` for a person who lives outside the "
        "district; ended codes are included.\n\n"
        "全国行政区划代码（GB/T 2260），用于填写县（区）以外的居住（外出）地点 `lives.place`，含已停用的代码。分页"
        "查询。",
}  # fmt: skip
