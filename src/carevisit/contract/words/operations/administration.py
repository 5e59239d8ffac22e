"""Operations of administration: accounts, clients, and what is known of a token."""

ADMINISTRATION = {
    "addPlace":
        "Add a township to the district, or a village to a township, from a day on. Its code is the national one, and "
        "begins with that of the place above. Before its first day it is in no list, and takes no elder; accounts may be "
        "prepared.\n\n"
        "409 `place_code_taken` for a code that a place has or had; 409 `still_running` where others are writing for too "
        "long, for the tree is numbered anew.\n\n"
        "自某日起新增乡镇（街道）或村（居），使用以上级代码开头的统计用区划代码。设立日期之前不列入名单、不接收服务对"
        "象，可先行新增账号。代码已被使用的答复 409 `place_code_taken`。",
    "renamePlace":
        "Give a township or a village another name from a day on. Days before keep the old name: `GET /v1/places?on=` and "
        "the figures of past months show it. A name of the same day replaces the one before.\n\n"
        "自某日起变更乡镇（街道）或村（居）名称。此前日期仍用原名，按日查询和以往月份的统计照旧；同一生效日期再次更名"
        "的以后者为准。",
    "endPlace":
        "End a township or a village from a day on. Refused with 409 `place_in_use` while places, elders, enabled "
        "accounts or contracts are there on that day or later. From now on nobody comes there.\n\n"
        "自某日起撤销乡镇（街道）或村（居）。届时仍有下级区域、服务对象、未停用的账号或合同的，答复 409 "
        "`place_in_use`。自登记撤销时起不再接收任何人员和合同。",
    "mergePlace":
        "Merge a village into another one from a day on. From that day the elders, accounts, clients and contracts of the "
        "merged village are those of the other one; they are moved within minutes of its beginning, and the feed shows "
        "each elder's move as a transfer. Until then both go on as before. Figures of the months before stay.\n\n"
        "409 `place_has_ended` if an end of either is set, `place_awaits_merger` if another village is to be merged into "
        "it later.\n\n"
        "自某日起将村（居）并入另一村（居）：其服务对象、账号、客户端和合同自该日起归属后者，当日起数分钟内完成调整，变"
        "更流逐人按迁移告知；此前一切照旧，以往月份统计不变。任一方已登记撤销的答复 409 `place_has_ended`；另有村（居）"
        "将于更晚日期并入的答复 409 `place_awaits_merger`。",
    "importPlaces":
        "Bring the townships and villages of the district to a list: what is missing is added, another name is given, and "
        "the places in `ended` end. Places that are not listed stay. All is kept in one transaction, or nothing, if any is "
        "refused; `?dry_run=true` only says what would change. Sending the same list again changes nothing.\n\n"
        "按名单更新本县（区）的乡镇（街道）和村（居）：名单中没有的新增，名称不同的更名，`ended` 所列的撤销；未列出的不变。"
        "全部保存在同一事务中，任一被拒绝则均不保存；`?dry_run=true` 仅预览变更。重复提交同一名单不产生变更。",
    "listPosts":
        "The posts of the places in the caller's area: the supervisor of a district, the guide of a township, the liaison "
        "of a village. Its holder is the enabled account of that role there. `?vacant=true` lists what the tier above has "
        "to fill.\n\n"
        "辖区内各行政区域的岗位：县级督导员、乡镇（街道）指导员、村（居）联络员；任职人员为该区域相应角色的未停用账号。"
        "`?vacant=true` 为须由上一层级补齐的空缺岗位。",
    "readPosts":
        "The post of a place, with its present and past holders and their days; a city or a province has none.\n\n"
        "某行政区域的岗位及其现任、历任人员和任职起止日期；市、省无此岗位。",
    "createAccount":
        "Create an account for a person of a role below the caller's: the supervisor creates guides and liaisons, the "
        "guide liaisons. The place must lie in the caller's area and be of the role's level.\n\n"
        "The answer shows the code of an invitation, once: with it the person chooses a password within seven days. A "
        "repeated request with the same `Idempotency-Key` answers without the code; `reset` gives a new one.\n\n"
        "新增下级人员账号：督导员可新增指导员、联络员，指导员可新增联络员；所在区域须在管理范围内且级别与角色相符。"
        "答复仅此一次给出邀请码，本人须在七日内凭码设置密码；以相同 `Idempotency-Key` 重复提交的不再给出邀请码，可重"
        "置账号后另行取得。",
    "acceptInvitation":
        "Choose the password of one's account with the code of an invitation; no token is needed. The code works once.\n\n"
        "404 `invitation_not_found` if the code is wrong, used or expired; after wrong codes further attempts must wait, "
        "as when signing in.\n\n"
        "凭邀请码设置本人账号的密码，无须登录，邀请码仅可使用一次。邀请码有误、已使用或已过期的答复 404 "
        "`invitation_not_found`；多次有误须等待，与登录相同。",
    "listAccounts":
        "The accounts that the caller administers: of roles below, in the caller's area; by login.\n\n"
        "所管理的账号：管理范围内的下级人员账号，按登录名排列，可按区域、角色、状态、登录名筛选。",
    "readAccount": "Read an account that the caller administers.\n\n查看所管理的一个账号。",
    "changeAccount":
        "Rename an account, or move it to another place of its level in the caller's area. Its tokens act for the new "
        "place at once.\n\n"
        "变更账号的姓名，或将其调整至管理范围内同级的其他区域；已签发的令牌随即按新区域生效。",
    "disableAccount":
        "Disable an account: its tokens and its invitation end at once. The body is an empty object.\n\n"
        "停用账号，其令牌和邀请码立即失效。请求体为空对象。",
    "enableAccount":
        "Enable a disabled account: its person may sign in again. The body is an empty object.\n\n"
        "启用已停用的账号，本人可重新登录。请求体为空对象。",
    "resetAccount":
        "Take the password of an account back and invite its person again: its tokens end at once. The answer shows "
        "the code of the new invitation, once. The body is an empty object.\n\n"
        "重置账号：收回密码，令牌立即失效，并重新邀请本人设置密码；新邀请码仅此一次给出。请求体为空对象。",
    "createClient":
        "Create a client of the district: of an agency, or a platform or an app with one place. A client of an agency "
        "names it (`agency`) and serves by its contracts; where it names `places` instead, it begins an agency of its "
        "own, with a contract for each from today on. Without `scopes` it is granted the usual ones of its role; none of "
        "them is of administration.\n\n"
        "The answer shows the first secret, once; a repeated request with the same `Idempotency-Key` answers without "
        "it. With `jwks` the client has public keys instead of a secret, and signs in by assertions (`private_key_jwt`).\n\n"
        "新增客户端：服务机构、平台或应用（一个区域）。服务机构的客户端填写所属机构（`agency`），按其合同承接；改为填写"
        "区域的，视为新机构，自当日起按区域各签一份合同。不填 `scopes` 的授予该类客户端的常用权限；管理类权限不授予客"
        "户端。首个密钥仅此一次给出，以相同 `Idempotency-Key` 重复提交的不再给出。填写 `jwks` 的以公钥代替密钥，以断言"
        "登录（`private_key_jwt`）。",
    "listClients":
        "The clients of the caller's district, by client_id. The clients of an agency belong to the district that keeps "
        "it, as long as it never had a contract elsewhere.\n\n"
        "本县（区）的客户端，按客户端编号排列；服务机构由本县（区）登记、且未承接过其他县（区）的，由本县（区）管理。",
    "createAgency":
        "Add an agency to the caller's district. Its clients, who name it, serve by its contracts.\n\n"
        "409 `credit_code_taken` if another agency of the district has this unified social credit code.\n\n"
        "新增本县（区）的服务机构，其客户端按合同承接。统一社会信用代码已由本县（区）其他机构登记的，答复 409 "
        "`credit_code_taken`。",
    "listAgencies":
        "The agencies that the caller may know, by name: the supervisor's district's, those that serve the guide's "
        "township now or will, and an agency itself.\n\n"
        "可查看的服务机构，按名称排列：督导员为本县（区）的，指导员为承接（含即将承接）本乡镇（街道）的，服务机构为本机"
        "构。",
    "readAgency": "Read an agency that the caller may know.\n\n查看一个服务机构。",
    "changeAgency":
        "Change the name, code, contact or state of an agency. When it is suspended, its clients' tokens end at once, and "
        "none of them signs in until it is `active` again; its contracts go on.\n\n"
        "变更服务机构的名称、代码、联系人或状态。暂停的，其客户端令牌立即失效，恢复前不得登录；合同不受影响。",
    "beginContract":
        "Give an agency a contract, for places or for named elders, from a day on. Once that day has come, the agency has "
        "these elders, and each is in its feed (`scope.added`) within a minute.\n\n"
        "为服务机构新增合同，按行政区域或按服务对象承接，自起始日期生效。生效后一分钟内，变更流逐一告知该机构其承接的服"
        "务对象（`scope.added`）。",
    "listContracts":
        "The contracts of an agency, the latest first day first: to the guide those that reach into the township, with "
        "its places and elders only.\n\n"
        "服务机构的合同，起始日期晚的在前；指导员仅可查看涉及本乡镇（街道）的合同及其中本乡镇（街道）的区域和服务对象。",
    "readContract": "Read a contract of an agency.\n\n查看服务机构的一份合同。",
    "amendContract":
        "End or extend a contract by its last day (`to`), also one that is over, or replace its services. Each elder "
        "that comes or goes by this is in the agency's feed within a minute (`scope.added`, `scope.removed`). It keeps "
        "its records, and may still submit what it did on the contract's days.\n\n"
        "以截止日期（`to`）终止或延长合同（含已到期的），或整体替换服务项目。因此新增或减少的服务对象，变更流在一分钟内逐一"
        "告知该机构（`scope.added`、`scope.removed`）。该机构保留其记录，并可补报合同期内的服务。",
    "readClient": "Read a client of the caller's district, without its secrets.\n\n查看本县（区）的一个客户端，不含密钥。",
    "changeClient":
        "Rename a client, grant it other scopes, or replace its public keys (`jwks`). With other scopes its tokens end, and "
        "the next ones have the new scopes. Both keys of a rotation may be in the set for as long as needed; where a key "
        "is removed, the client's tokens end.\n\n"
        "变更客户端名称、权限或公钥（`jwks`）；变更权限后已签发的令牌失效，新令牌按新权限签发。轮换时新旧公钥可并存于公钥集；"
        "移除公钥后已签发的令牌失效。",
    "disableClient":
        "Disable a client: its tokens end at once. The body is an empty object.\n\n"
        "停用客户端，其令牌立即失效。请求体为空对象。",
    "enableClient":
        "Enable a disabled client: it may sign in again. The body is an empty object.\n\n"
        "启用已停用的客户端，可重新登录。请求体为空对象。",
    "addSecret":
        "Give a client a further secret, shown once. Both are good until the older one ends: at `older_until`, or by "
        "`DELETE`. 409 `too_many_secrets` if there are two.\n\n"
        "为客户端新增一个密钥，仅此一次给出。新旧密钥同时有效，直至旧密钥到期（`older_until`）或被停用；已有两个密钥"
        "的答复 409 `too_many_secrets`。",
    "endSecret":
        "End a secret of a client at once, and with it the client's tokens; the other secret stays good.\n\n"
        "立即停用客户端的一个密钥，该客户端已签发的令牌一并失效；另一密钥仍有效。",
    "introspectToken":
        "Ask whether a token is good and what it grants (RFC 7662). Callers learn of their own tokens; of others' with "
        "the scope `tokens:introspect`, else the answer is `{\"active\": false}`, as for a token that is not good.\n\n"
        "查询令牌是否有效及其权限（RFC 7662）。可查询本人（本客户端）的令牌；查询他人令牌须有 `tokens:introspect` 权"
        "限，否则与令牌无效相同，答复 `{\"active\": false}`。",
}  # fmt: skip
