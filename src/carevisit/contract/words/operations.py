"""What each operation is, does and answers, for integrators."""

OPERATIONS = {
    "readRoot":
        "The name and version of the service, with the addresses of its documentation, its contract, its problems "
        "and its health.\n\n"
        "服务的名称与版本，以及文档、接口契约、错误列表和运行状态的地址。无须登录。",
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
        "Clients send their secret by HTTP Basic or in the form. An access token lasts 15 minutes. A refresh token "
        "works once; the answer holds the next one, until the session has lasted 90 days (deployments may differ). "
        "After failed sign-ins of a login or from an address, further attempts must wait: 429 `slow_down` with "
        "`Retry-After`.\n\n"
        "登录并取得令牌（RFC 6749）：人员用 `password`，客户端用 `client_credentials`，续期用 `refresh_token`。客户"
        "端密钥以 HTTP Basic 或表单提交。访问令牌有效期 15 分钟；刷新令牌只能使用一次，每次答复给出下一个，会话最长"
        " 90 天（以部署设置为准）。同一登录名或地址登录失败后须等待，答复 429 `slow_down` 并附 `Retry-After`。",
    "ready":
        "Whether the service can serve: the database answers, has this program's migration, was written with these "
        "keys and takes writes. Otherwise 503 `not_ready` within two seconds; `parts` names the cause.\n\n"
        "200 with `degraded` while the storage of attachments does not answer, or entries wait for their place in "
        "the feed.\n\n"
        "服务是否就绪：数据库可用、结构版本相符、密钥一致且可写入；否则在两秒内答复 503 `not_ready`，`parts` 说明原"
        "因。附件存储不可用或有条目尚待进入变更流时，答复 200 并标明 `degraded`。",
    "listAlerts":
        "The alerts in the caller's places, the latest recorded first. `state=raised` lists those that nobody has "
        "acknowledged.\n\n"
        "所辖区域内的监测告警，最近记录的在前；`state=raised` 为尚未确认的告警。分页查询。",
    "readAttachment":
        "An attachment without its content. Requires the scope that reads its record: `visits:read`, `needs:read`, "
        "`risks:read` or `elders:read`.\n\n"
        "查看附件信息（不含文件内容）。所需权限与读取其所属记录相同：`visits:read`、`needs:read`、`risks:read` 或 "
        "`elders:read`。",
    "readAttachmentContent":
        "The file, byte for byte as it was uploaded, to be saved and not to be displayed in place. Requires the "
        "same scope as its metadata.\n\n"
        "下载附件原文件，内容与上传时逐字节一致，应保存后查看。所需权限与查看附件信息相同；支持 `If-None-Match`。",
    "removeAttachment":
        "Remove an attachment that was uploaded by mistake, with the reason: its file is deleted, and the record "
        "of it stays.\n\n"
        "The side that uploaded it may remove it for 7 days from its recording; the township and the district "
        "where the elder lives now, at any time. Requires the scope that writes its record: `visits:write`, "
        "`needs:write`, `risks:write` or `elders:write`.\n\n"
        "移除误传的附件并说明原因：文件删除，曾有此附件的记录保留。上传方自记录之日起 7 日内可移除；服务对象现所在"
        "乡镇（街道）、县（区）随时可移除。所需权限与填报其所属记录相同。",
    "listCampaigns":
        "The census campaigns of the caller's places, and those of places above that cover them, newest first.\n\n"
        "本级及下辖区域的排查工作，以及上级部署、涉及本区域的排查工作，最新的在前。分页查询。",
    "beginCampaign":
        "Begin a census of one of the caller's places, with its three deadlines: lists, surveys at home, "
        "confirmation.\n\n"
        "It covers everyone who is listed, or still undecided, from `from_on` to `confirm_by`. For the district "
        "and the township. A repeated request with the same `Idempotency-Key` is safe.\n\n"
        "县（区）或乡镇（街道）部署所辖区域的排查工作，规定搜集整理信息、入户核实、确定服务对象三个截止日。自 "
        "`from_on` 至 `confirm_by` 列入名单或尚未确定的人员均纳入。以相同的 `Idempotency-Key` 可安全重复提交。",
    "cancelCampaign":
        "Cancel a census campaign of one of the caller's places. It stays on the list; cancelling it again changes "
        "nothing.\n\n"
        "取消所辖区域的排查工作。该项工作仍保留在列表中；重复取消不再产生变化。",
    "readProgress":
        "How many people are listed, surveyed, confirmed, not eligible, still open and late, so that no household "
        "is left out (不漏一户).\n\n"
        "Every village of the campaign in the caller's area has its line, even where nobody is listed. `by=group` "
        "breaks one village (`place`) down by group, and `group` counts one of its groups alone; both are for the "
        "staff and their platform.\n\n"
        "排查工作进度：列入名单、已入户核实、已确定、不符合条件、尚未办结和逾期的人数，做到“不漏一户、不漏一人”。"
        "所辖各村（居）均列出，无人列入名单的也列出。`by=group` 按一村（居）（`place`）内的小区、村民小组统计，"
        "`group` 只统计其中一个；两者限工作人员及其平台使用。",
    "listCandidates":
        "The people whom the lists in the caller's places name, with the stage that the census has reached, in the "
        "order of their files.\n\n"
        "`has_id_number=false` lists those who are still to be matched with existing files.\n\n"
        "所辖区域的摸排对象及其摸排进度，按建档顺序排列。`has_id_number=false` 为尚无身份证号码、待与已有档案比对的"
        "人员。分页查询。",
    "nameCandidate":
        "Put a person who may need visits on the list (摸排线索). A repeated request with the same `external_id` "
        "or `Idempotency-Key` is safe.\n\n"
        "201: a candidate's file begins. 200: the ID number has a file in the caller's places, and the list is "
        "noted there, because the same person on two lists is one candidate. Without an ID number each request "
        "begins a file; `…/matches` lists the files that may be the same person's.\n\n"
        "将可能需要探访关爱的老年人列入摸排名单。201：新建摸排对象；200：该身份证号码在所辖区域已有档案，名单记入原"
        "档案（多份名单中的同一人只算一个摸排对象）。无身份证号码的每次均新建，疑似同一人见 `…/matches`。以相同的 "
        "`external_id` 或 `Idempotency-Key` 可安全重复提交。",
    "nameCandidates":
        "Put a whole list on the census, each line as a single request (see `CandidateSheet`); a wrong line is "
        "refused alone. 200: every line was accepted; 207: some were refused, see `items`.\n\n"
        "批量列入摸排名单，每条与单条提交相同（见 `CandidateSheet`），有误的仅该条不接收。200：全部接收；207：部分"
        "未接收，详见 `items`。`dry_run` 只校验，不保存。",
    "readMatches":
        "The files in the caller's places that may be the candidate's, the most alike first: by name or its sound, "
        "telephone number, sex, birth year (at most one apart), village and group.\n\n"
        "A match decides nothing. If it is the same person: `POST /v1/elders/{elder_id}/merge`; if it is somebody "
        "else, dismiss the match, which moves it to the end of the list. Nearby files come first; 100 at most.\n\n"
        "所辖区域内疑似与该摸排对象为同一人的档案，按姓名或读音、电话、性别、出生年份（相差不超过一年）、村（居）和"
        "小组的相同程度排列。仅供人工认定：确为同一人的合并档案（`POST /v1/elders/{elder_id}/merge`），不是同一人的"
        "予以排除，排除后列于末尾。就近的在前，最多 100 条。",
    "dismissMatch":
        "Decide that two files belong to two persons, for a caller whose area covers both. The decision counts "
        "from either side, and a later merger remains possible.\n\n"
        "409 `already_merged` if one was merged into the other. A repeated request is safe.\n\n"
        "认定两份档案并非同一人，由同时管辖两份档案的县（区）或乡镇（街道）办理；对两份档案均生效，此后仍可合并。其"
        "中一份已并入另一份的，答复 409 `already_merged`。可安全重复提交。",
    "listWithoutContact":
        "The elders on file without a first contact: nobody is named, and no child can be proposed. The township "
        "and the village committee name one.\n\n"
        "没有第一探访联系人的在册老年人：既未明确，也无子女可列；由乡镇（街道）会同村（居）“两委”明确。分页查询。",
    "readCoverage":
        "The visits due in a month and those made (探访率), by place, by agency or by visitor, or month by month.\n\n"
        "An elder counts under the place where they live on the last day of the window. `overdue` is as of now. "
        "With `at` or `known_at` the figures are computed entry by entry, for at most 2,000 elders of the place "
        "with 20,000 entries together. An agency reads the elders that it serves today. `paired_with` counts the "
        "elders who are paired with an account today.\n\n"
        "某月应访与已访情况（探访率），可按行政区域、服务机构或服务人员统计，也可逐月对比。服务对象按探访周期最后一"
        "日的居住地计入；`overdue` 为当前逾期人数。带 `at` 或 `known_at` 的逐条推算，所选区域至多 2,000 人、共 "
        "20,000 条记录。服务机构只统计当日服务的对象；`paired_with` 只统计当日与某账号结对的服务对象。",
    "listCoverageElders":
        "The elders behind a number of coverage, one line for each place in which they count. Requires "
        "`elders:read` as well.\n\n"
        "An elder who now lives outside the caller's places still counts, but without an `elder_id`.\n\n"
        "探访覆盖统计数字所对应的服务对象，按其计入的区域逐行列出；另需 `elders:read` 权限。现已不在所辖区域居住的"
        "仍计入，但不给出编号。",
    "hearDevices":
        "Report signs of life of up to 1,000 devices at once; gather those of a minute into one request.\n\n"
        "Only the last sign of each device is kept, and it is not an entry of the ledger. A repeated request "
        "changes nothing. A sign of a device outside the caller's reach, or from the future, is refused alone.\n\n"
        "上报监测设备心跳，每次至多 1,000 条，宜将一分钟内的合并提交。每台设备仅保留最近一次，不作为台账条目。可重"
        "复提交；设备不在可见范围内或时间在将来的，仅该条不接收。",
    "readDictionary":
        "Every code that the API accepts or answers, with its official 中文 and its English. With `profile`, only "
        "the categories and services of that profile (see `GET /v1/profiles`).\n\n"
        "接口收发的全部代码及其中文（官方用语）、英文名称。带 `profile` 时，对象类型和服务项目仅列该政策方案所有的"
        "（见 `GET /v1/profiles`）。",
    "listDuplicates":
        "Pairs of files with the same ID number; with `place`, those of which one lies there.\n\n"
        "A pair is listed only for a caller whose area covers both: guides within a township, supervisors across "
        "townships, officers of the city and the province across districts.\n\n"
        "身份证号码相同的两份档案；带 `place` 时，其中一份须在该区域。仅同时管辖两份档案的人员可见：指导员见本乡镇"
        "（街道）内的，督导员见跨乡镇（街道）的，市、省工作人员见跨县（区）的。",
    "readDuties":
        "The duties that a profile lists, each with its responsible department: of the profile in force in a place "
        "today, or of a named one. A referral may name a duty by its number.\n\n"
        "政策方案的职责任务清单及各项责任单位：某区域当日适用的方案，或指定的方案。转介时可引用任务序号。",
    "listDutyActions":
        "The recorded actions on a duty in the caller's places, the latest day first; void ones stay on the list, "
        "marked.\n\n"
        "所辖区域登记的某项职责任务履行情况，日期近的在前；已作废的仍列出并注明。分页查询。",
    "recordDutyAction":
        "Record what a department did about one of its duties: the day, what was done, how many elders were "
        "reached, and the evidence.\n\n"
        "Departments have no accounts: the township or the district records it for one of its places. The number "
        "is that of the profile in force there on that day. Texts are sealed.\n\n"
        "登记责任单位履行职责任务的情况：日期、内容、惠及人数和佐证材料。责任单位没有账号，由乡镇（街道）或县（区）"
        "在所辖区域登记；任务序号以该区域当日适用的政策方案为准。文字内容加密保存。",
    "readDutyAction": "The record of a department's action on a duty.\n\n查看一条职责任务履行记录。",
    "voidDutyAction":
        "Void the record of a department's action, with the reason. It no longer counts and stays readable. "
        "Requires `If-Match`.\n\n"
        "作废误登的职责任务履行记录并说明原因；作废后不再计入，仍可查阅。须带 `If-Match`。",
    "listElders":
        "The elders in the caller's places, in the order of registration. An agency lists those that it serves "
        "today.\n\n"
        "所辖区域的服务对象，按登记先后排列，可按状态、对象类型、标记等筛选；服务机构只列当日服务的对象。分页查询。",
    "registerElder":
        "Register an elder (特殊困难老年人信息登记). A repeated request with the same `external_id` or "
        "`Idempotency-Key` is safe.\n\n"
        "Registered by the district or the township, the file is active from `confirmed_on`; by the village, it is "
        "a candidate. 409 `elder_already_registered` if the resident ID number already has a file in the caller's "
        "places.\n\n"
        "登记特殊困难老年人，建立一人一档的电子台账。县（区）、乡镇（街道）登记的，自 `confirmed_on` 起为服务对象；"
        "村（居）登记的为待确认人员。身份证号码在所辖区域已建档的，答复 409 `elder_already_registered`。以相同的 "
        "`external_id` 或 `Idempotency-Key` 可安全重复提交。",
    "searchElders":
        "The elders in the caller's places whose file has exactly this name, telephone number or ID number. It is "
        "a POST, so that no personal data appears in an address.\n\n"
        "按姓名、电话或身份证号码精确查找所辖区域的服务对象。采用 POST，使个人信息不出现在地址中。",
    "readElder":
        "An elder's file (台账), in the view that the caller has; see `view`.\n\n"
        "查看服务对象档案。所见内容依角色而定：完整视图、工作视图或服务视图，见 `view`。",
    "amendElder":
        "Change sections of a file by a JSON merge patch (RFC 7396). Requires `If-Match`.\n\n"
        "Earlier content stays readable in the ledger. `as_of` gives the day from which the change holds, today if "
        "omitted. A move to another village is a transfer.\n\n"
        "更新档案的部分栏目（JSON merge patch，RFC 7396）。须带 `If-Match`。原内容在台账中仍可查阅；`as_of` 为生效"
        "日期，不填为当日。迁至其他村（居）的，用迁移操作。",
    "readAlerts": "An elder's alerts, the latest recorded first.\n\n某服务对象的监测告警，最近记录的在前。分页查询。",
    "raiseAlert":
        "Submit an alert of a device: no movement, SOS, smoke and the like. A repeated request with the same "
        "`external_id` is safe.\n\n"
        "It opens the risk that the profile assigns to its kind; while such a risk is open, the alert belongs to "
        "it. An alert is not a visit and counts in no rate.\n\n"
        "提交监测设备告警（无活动、紧急呼叫、烟雾等）。按政策方案自动上报相应的风险隐患；同类隐患未销号的，归入该隐"
        "患。告警不是探访，不计入探访率。以相同的 `external_id` 可安全重复提交。",
    "readAlert":
        "An alert in its present state: who looked into it, when, and with what result.\n\n"
        "查看告警及其核实情况：核实人、时间和结果。",
    "acknowledgeAlert":
        "Record who looked into an alert, and whether it was real or a false alarm. Requires `If-Match`.\n\n"
        "A false alarm withdraws the risk that the alert opened, unless somebody has acted on it, or another "
        "alert, the file or a survey reports it too. This needs the finding of the district, township or village, "
        "or of the side that raised every alert of that risk.\n\n"
        "确认告警：登记核实人及核实结果（属实或误报）。须带 `If-Match`。误报的，撤销由其上报的风险隐患；但已有人办"
        "理，或另有告警、档案、入户核实反映同一情况的除外。须由县、乡、村三级认定，或由提交该隐患全部告警的一方认"
        "定。",
    "endAlert":
        "Record that an acknowledged alert is over. Its risk goes on until it is closed. Requires `If-Match`.\n\n"
        "解除已确认的告警；相应的风险隐患继续办理，直至销号。须带 `If-Match`。",
    "readPairings":
        "An elder's pairings, past and future ones included, the latest first day first.\n\n"
        "服务对象的全部结对关爱记录，含已结束和尚未开始的，起始日期近的在前。",
    "pairElder":
        "Pair an elder with an account of a tier that sees the elder: 结对帮扶, 挂钩联系, 一对一联系人, 老伙伴, 网"
        "格.\n\n"
        "A pairing grants no access. Lists, worklist and coverage take `paired_with`, which selects the elders "
        "paired with an account.\n\n"
        "为服务对象与能查看其档案的某级账号结对：结对帮扶、挂钩联系、一对一联系人、老伙伴、网格。由县（区）、乡镇（"
        "街道）办理。结对不增加任何查看权限；各列表、任务清单和统计可用 `paired_with` 筛选。",
    "readPairing": "A pairing of an elder in its present state.\n\n查看一条结对关爱记录的当前内容。",
    "endPairing":
        "Set the last day of a pairing; the latest record holds. Requires `If-Match`.\n\n"
        "登记结对截止日期，以最后登记为准。须带 `If-Match`。",
    "readPapers":
        "The papers of a file, in the order in which they were added, without removed ones. They may hold ID "
        "numbers: the district, the township and their platform read all of them, a village those that it added, "
        "and offices above the district none.\n\n"
        "档案材料列表，按上传先后排列，不含已移除的。材料可能载有身份证号码：县（区）、乡镇（街道）及其平台可查看全"
        "部，村（居）仅可查看自行上传的，市、省两级不可查看。",
    "attachToElder":
        "Add a paper (档案材料) to an elder's file: one file, as for a visit, and its kind. A file has at most 100 "
        "papers.\n\n"
        "A new paper does not replace an old one. An old one stays, `expired` after its last day, until it is "
        "removed. From the day after expiry the elder is flagged `paper_expired` until it is removed or a valid "
        "paper of its kind is added.\n\n"
        "为档案上传一份材料并注明类别，要求与探访记录附件相同，每份档案至多 100 份。新材料不替代旧材料；过期的注明 "
        "`expired` 并保留，直至移除。自过期次日起标记 `paper_expired`，直至移除或补充同类有效材料。",
    "readDecisions":
        "The reasons for each category and for the tier today, side by side: what the rules derive, what the form "
        "states, and what the township decided.\n\n"
        "当前各对象类型及重点、一般的依据：规则判定、登记表填报、乡镇（街道）认定，逐项并列。",
    "decideCategory":
        "The township confirms or overrules what the rules derive, with a reason; null returns to the rules. Both "
        "are kept.\n\n"
        "乡镇（街道）或县（区）对规则判定的对象类型或重点、一般作出认定并说明理由；填空值即恢复以规则为准。判定与认"
        "定均予保留。",
    "confirmElder":
        "The township or the district decides on a candidate: visits are due from `on`, or the elder leaves as not "
        "eligible.\n\n"
        "乡镇（街道）或县（区）对待确认人员作出决定：确定为服务对象的，自 `on` 起应予探访；不符合条件的，退出台账。",
    "recordConsent":
        "Record whether the elder wants the visits (老年人自愿). No visits are due to an elder who declines or "
        "withdraws consent.\n\n"
        "登记本人意愿：同意、不同意或撤回同意。不同意或撤回同意的，不再安排探访，不计逾期。",
    "readContacts":
        "Who is named as contact, and whom the rule proposes: a child in the household, otherwise one in the "
        "village. Where all children live elsewhere (`remote_only`), the township may name another person.\n\n"
        "已明确的联系人，以及按规则应列为第一探访联系人的子女：同住的优先，其次为同村（居）的。子女均在外地的（"
        "`remote_only`），乡镇（街道）可另行明确。",
    "nameContact":
        "Name the first contact (第一探访联系人), or the one-to-one contact of a special family (一对一联系人): a "
        "person of the file by `id`, or a new one. It replaces the previous naming; `withdrawn` takes it back.\n\n"
        "明确第一探访联系人，或计划生育特殊家庭的一对一联系人：可选档案中的人员，也可另填他人。新的明确替代原有的；"
        "`withdrawn` 表示撤回。",
    "readDevices":
        "An elder's devices, removed ones included, the latest first day first. Whoever reads the file reads them.\n\n"
        "服务对象的全部监测设备，含已拆除的，起始日期近的在前。可查看档案的均可查看。",
    "placeDevice":
        "Record a device that watches over an elder at home: a button, a detector, a sensor, a meter, a wearable.\n\n"
        "After `quiet_hours` without a sign of life or an alert the elder is flagged `device_quiet`. A device that "
        "moves to another elder is recorded there anew. A repeated request with the same `external_id` is safe.\n\n"
        "登记为服务对象安装的监测设备（按钮、探测器、传感器、水电表、穿戴设备等）。超过 `quiet_hours` 无心跳或告警"
        "的，标记 `device_quiet`。设备转给他人使用的，另行登记。以相同的 `external_id` 可安全重复提交。",
    "readDevice":
        "A device of an elder: when it was last heard, and since when it is quiet, if it is.\n\n"
        "查看监测设备：最近心跳时间，以及失联起始时间（如有）。",
    "removeDevice":
        "Set the last day of a device; the latest record holds. Requires `If-Match`.\n\n"
        "登记监测设备拆除（最后使用日期），以最后登记为准。须带 `If-Match`。",
    "readExit":
        "An elder's last exit, corrections included. Its `ETag` is what a correction requires.\n\n"
        "查看最近一次退出记录（含更正）；其 `ETag` 供更正退出时使用。",
    "exitElder":
        "The elder leaves the ledger, from a day on, with the reason.\n\n"
        "Whatever happened until the end of that day may still be recorded, however late; what is dated later "
        "answers 409 `elder_has_left`. Open needs and risks end with the exit (`withdrawn`, reason `left`).\n\n"
        "服务对象自某日起退出台账并注明原因，由县（区）、乡镇（街道）办理。退出当日及以前发生的事项仍可补录；此后发"
        "生的答复 409 `elder_has_left`。未办结的需求和未销号的隐患随之撤销（`withdrawn`，原因 `left`）。",
    "correctExit":
        "Correct an exit that was recorded by mistake: the elder never left, or left on another day, or for "
        "another reason. The earlier content stays readable.\n\n"
        "Needs and risks that ended with an exit that never was return to their previous state. Requires the "
        "`ETag` of the exit as `If-Match`.\n\n"
        "更正误登的退出：并未退出，或退出日期、原因有误；原内容仍可查阅。并未退出的，随之撤销的需求和隐患恢复原状。"
        "须以退出记录的 `ETag` 作为 `If-Match`。",
    "readFamilyContacts":
        "The contacts of family members with an elder, the latest recorded first; void ones stay on the list, "
        "marked.\n\n"
        "亲属与服务对象的联系记录，最近记录的在前；已作废的仍列出并注明。分页查询。",
    "recordFamilyContact":
        "Record that a family member spoke with the elder by telephone or video, as confirmed by an app or a "
        "person.\n\n"
        "The elder's consent must be in force on that day, otherwise 409 `no_consent`. A contact is not a visit "
        "and counts in no window and in no rate. A repeated request with the same `external_id` is safe.\n\n"
        "登记经确认的亲属电话、视频联系。联系当日须有老年人的有效同意，否则答复 409 `no_consent`。亲属联系不计为探"
        "访，不计入探访周期和探访率。以相同的 `external_id` 可安全重复提交。",
    "readFamilyContact": "A contact of a family member with an elder.\n\n查看一条亲属联系记录。",
    "voidFamilyContact":
        "Void the record of a contact, with the reason, for the side that recorded it, the township and the "
        "district. Requires `If-Match`.\n\n"
        "作废误登的亲属联系记录并说明原因，由记录方、乡镇（街道）或县（区）办理。须带 `If-Match`。",
    "setFrequency":
        "Raise one elder's own frequency: the number of visits, on different days, in each window that ends within "
        "the span. It replaces an earlier one from its first day on, and is never below the profile's minimum.\n\n"
        "经评估增加个别服务对象的探访频次：在所定期间内，每周期应探访的次数（须在不同日期）。自起始日起替代此前的设"
        "定，不得低于政策方案的最低频次。由县（区）、乡镇（街道）办理。",
    "mergeElder":
        "Merge this file into another file of the same person: this one leaves the ledger (`duplicate`), the other "
        "stays.\n\n"
        "Both histories and both series of running numbers stay, each on its file, and `…/unmerge` reverses the "
        "merger. For a caller whose area covers both files. 409 `already_merged` if one of them was merged before.\n\n"
        "将本档案并入同一人的另一档案：本档案退出台账（`duplicate`），另一档案保留。两份档案的历史和探访次数各自保"
        "留，可用 `…/unmerge` 撤销。由同时管辖两份档案的人员办理；其中一份此前已被合并的，答复 409 "
        "`already_merged`。",
    "returnElder":
        "The elder is back in the ledger, with the file as it was.\n\n"
        "已退出的服务对象重新纳入台账，沿用原档案。由县（区）、乡镇（街道）办理。",
    "reviewElder":
        "Record a review of the file (每半年动态更新一次). The next review is due after the number of months that "
        "the profile sets.\n\n"
        "登记档案动态更新（每半年一次）：无变化或已更新；下次更新期限按政策方案推算。由县（区）、乡镇（街道）办理。",
    "readStatus":
        "An elder's status: state, tier, the visits due and made, open needs and risks, and flags with their "
        "causes.\n\n"
        "With `at` or `known_at`, the status as of that moment; before the elder was in the ledger, 404. "
        "`device_quiet` is in the present status only. An agency reads the present status only, because the past "
        "holds records of other agencies.\n\n"
        "服务对象的当前状态：档案状态、重点或一般、应访与已访、未办结的需求和未销号的隐患、各项标记及起因。带 `at` "
        "或 `known_at` 的为该时点的状态，建档之前答复 404；`device_quiet` 仅见于当前状态。服务机构只能查看当前状"
        "态。",
    "readSurveys":
        "The surveys of an elder's home, the latest recorded first.\n\n"
        "某人的入户核实记录，最近记录的在前。分页查询。",
    "recordSurvey":
        "Record what was found at the elder's home (入户核实): the baseline of later visits. A survey is not a "
        "visit and decides nothing.\n\n"
        "Its needs become needs; its hazards, an unsafe home and neglect become general risks. Where one of the "
        "kind is open already, nothing new begins. `need_ids` and `risk_ids` name what this survey began. A "
        "repeated request with the same `Idempotency-Key` is safe.\n\n"
        "登记入户核实情况，作为此后探访记录对照的初始状态；不是探访，也不作出认定。所填服务需求登记为需求；安全隐"
        "患、居住不安全和不履行赡养义务的上报为一般风险隐患，同类已有未办结的不另立；`need_ids`、`risk_ids` 为本次"
        "新立的事项。以相同的 `Idempotency-Key` 可安全重复提交。",
    "readSuspensions":
        "An elder's suspensions in their present state, the latest first day first.\n\n"
        "服务对象的全部暂停记录，起始日期近的在前。",
    "suspendElder":
        "Suspend visits from a day to a day, both included: in hospital, with family. Past days may be recorded, "
        "back to the confirmation. 409 `suspension_overlaps` if another suspension has some of the days.\n\n"
        "自某日至某日（含首尾）暂停探访，如住院、投亲。可补录确定为服务对象以来的日期；与已有暂停时段重叠的，答复 "
        "409 `suspension_overlaps`。",
    "readSuspension": "A suspension of an elder in its present state.\n\n查看一条暂停记录的当前内容。",
    "endSuspension":
        "Set another last day of a suspension, past or future; the latest record holds.\n\n"
        "恢复探访：登记暂停的实际最后一日，可早于或晚于原定日期，以最后登记为准。",
    "readTimeline":
        "The elder's entries, the latest recorded first. An agency reads those that it made, and the corrections "
        "of them.\n\n"
        "服务对象的全部条目，最近记录的在前；服务机构只见本机构的记录及对其的更正。分页查询。",
    "transferElder":
        "Transfer a file with its history to another village in the caller's places, from a day on. Requires "
        "`If-Match`.\n\n"
        "Whoever served the elder before may still submit what was rightly done before that day.\n\n"
        "服务对象迁居的，自某日起将档案连同历史迁移至所辖另一村（居）。须带 `If-Match`。原服务方此前已完成的服务仍"
        "可补报。由县（区）、乡镇（街道）办理。",
    "unmergeElder":
        "Reverse a merger: the file is again as it was before, from the day on which it left. For a caller whose "
        "area covers both files.\n\n"
        "撤销合并：档案自退出之日起恢复原状。由同时管辖两份档案的人员办理。",
    "readUrgings":
        "How an elder's family was urged and what it answered, the latest recorded first.\n\n"
        "对某服务对象家庭成员的督促记录及结果，最近记录的在前。分页查询。",
    "urgeFamily":
        "Record that a member of the family was urged to look after the elder: by whom, how, with what answer, and "
        "when to ask again.\n\n"
        "Neglect by the supporters is a risk with a ladder of its own: `POST /v1/risks/{risk_id}/supervision`.\n\n"
        "登记督促家庭成员关心照顾老年人的情况：督促人、方式、结果和再次回访日期。赡养人不履行赡养义务的，应作为风险"
        "隐患逐级督促（`POST /v1/risks/{risk_id}/supervision`）。",
    "readUrging": "An urging of an elder's family, with its latest answer.\n\n查看一条督促记录及最近结果。",
    "answerUrging":
        "Record what the family has since answered or done; the latest record holds. Requires `If-Match`.\n\n"
        "登记督促结果（家庭成员的答复或行动），以最后登记为准。须带 `If-Match`。",
    "readFeed":
        "Everything that was recorded in the caller's places: gapless, in order, at least once, without personal "
        "data.\n\n"
        "Store `next_cursor` after the items are processed, and send it as `after` next time; it advances even "
        "where no item concerns the caller. 410 `feed_rewound`: the ledger was restored to an earlier state; read "
        "again from the beginning.\n\n"
        "所辖范围内的全部变更：不遗漏、按序、至少送达一次，不含个人信息。处理完本页后保存 `next_cursor`，下次作为 "
        "`after` 提交；即使本页没有与己相关的条目，游标也会前移。410 `feed_rewound` 表示数据已恢复至较早状态，须从"
        "头读取。",
    "countLedger":
        "The elders on file today, by village and category; every village in the caller's places has its line. As "
        "CSV for spreadsheets (UTF-8 with BOM) if `Accept` asks for `text/csv`.\n\n"
        "An elder may hold several categories, so the sum of the categories is not the headcount, which has a "
        "column of its own.\n\n"
        "当日在册人数，分村（居）、分对象类型统计，所辖各村（居）均列出。`Accept: text/csv` 时给出电子表格用的 "
        "CSV（UTF-8，带 BOM）。一人可属多个类型，各类型之和不等于在册人数，在册人数另列。",
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
    "listNeeds":
        "The needs in the caller's places, newest first. An agency lists those that it raised and those referred "
        "to it.\n\n"
        "所辖区域的关爱服务需求，最新的在前；服务机构只列本机构提出的和转介给本机构的。分页查询。",
    "raiseNeed":
        "Raise a need (关爱服务需求) that was not found on a visit. The township refers it to a department or an "
        "agency that can meet it.\n\n"
        "登记探访以外发现的关爱服务需求，由乡镇（街道）转介。以相同的 `record_no` 或 `Idempotency-Key` 可安全重复提"
        "交。",
    "readNeedFigures":
        "The open and overdue needs and their age; of those raised in a span, how long it took until they were "
        "met, how many were followed up (回访), and in time. An agency reads those that it raised and those "
        "referred to it.\n\n"
        "需求办理统计：未办结数、逾期数和在办天数；所选时段内提出的需求的办结用时、回访数和按时回访率。服务机构只统"
        "计本机构提出的和转介给本机构的。",
    "readNeed":
        "A need in its present state, the steps that are due, and everything that happened to it, in order, with "
        "who and when.\n\n"
        "查看需求的当前状态、待办步骤和办理经过。",
    "acceptNeed":
        "The responsible party accepts the need. Requires `If-Match`.\n\n"
        "承办方受理转介的需求；责任单位没有账号的，由乡镇（街道）代为登记。须带 `If-Match`。",
    "listNeedAttachments":
        "The attachments of a need, in the order in which they were added, without removed ones.\n\n"
        "需求的附件列表，按上传先后排列，不含已移除的。",
    "attachToNeed":
        "Attach a photograph or a document (附件) to a need, as to a visit.\n\n"
        "为需求上传照片或文件，要求与探访记录附件相同。",
    "tellBenefit":
        "Record that the elder was informed of a benefit and helped to apply: the days, and the outcome.\n\n"
        "登记政策告知与协助申请情况：告知日期、申请日期和申请结果。",
    "declineNeed":
        "The responsible party declines the need, with the reason; it returns to the township. Requires `If-Match`.\n\n"
        "承办方退回转介的需求并说明原因，由乡镇（街道）重新办理。须带 `If-Match`。",
    "followUpNeed":
        "The township follows the need up: whether the referral was carried out (`follow_up_referral`) and, "
        "separately, whether the difficulty is eased (`follow_up_difficulty`).\n\n"
        "Once both are confirmed, the need is closed; if one is reopened, the need starts again. Requires "
        "`If-Match`. 409 `step_not_possible` for a follow-up that is already confirmed.\n\n"
        "乡镇（街道）跟踪回访：转介服务落实情况（`follow_up_referral`）和急需困难缓解情况（`follow_up_difficulty`）"
        "分别回访。两项均属实的办结，否则重新办理。须带 `If-Match`；该项已回访属实的，答复 409 "
        "`step_not_possible`。",
    "concludeNeed":
        "Record the outcome: the need is met, or cannot be met, with the reason. The township follows up in either "
        "case. Requires `If-Match`.\n\n"
        "登记办理结果：已解决，或未能解决及其原因；均由乡镇（街道）跟踪回访。须带 `If-Match`。",
    "progressNeed": "Record what has been done about the need so far.\n\n登记需求的办理进展。",
    "referNeed":
        "The township or the district refers the need to a department or an agency, to be met by a day (转介). "
        "Requires `If-Match`.\n\n"
        "Departments have no accounts: the township records their answer. An agency answers itself.\n\n"
        "乡镇（街道）或县（区）将需求转介给责任单位或服务机构，并定办理期限。须带 `If-Match`。责任单位没有账号，由"
        "乡镇（街道）代为登记其答复；服务机构自行答复。",
    "reopenNeed":
        "Reopen a closed need that is not over; it starts again. Requires `If-Match`.\n\n"
        "已办结的需求尚未解决的，重新办理。须带 `If-Match`。",
    "voidNeedStep":
        "Void the last step of the `story`, recorded by mistake: it stays readable, and the need returns to its "
        "previous state.\n\n"
        "For whoever recorded it, the township and the district. Requires `If-Match`. 409 `step_not_possible` for "
        "any other step.\n\n"
        "作废误填的最后一步（`story` 的末项）：该步骤仍可查阅，需求恢复此前状态。由登记该步骤的一方、乡镇（街道）或"
        "县（区）办理。须带 `If-Match`；不是最后一步的，答复 409 `step_not_possible`。",
    "withdrawNeed":
        "Withdraw a need that was raised in error: it counts nowhere, and stays readable with the reason. For the "
        "township and the district. Requires `If-Match`.\n\n"
        "撤销误报的需求：不再计入任何统计，连同原因仍可查阅。由乡镇（街道）或县（区）办理。须带 `If-Match`。",
    "listPlaces":
        "The places in the caller's scope: their own and all below; for an agency, those that it serves today.\n\n"
        "权限范围内的行政区域：本级及下辖；服务机构为当日服务的区域。分页查询。",
    "readPlace": "A place in the caller's scope.\n\n查看权限范围内的一个行政区域。",
    "readPlaceProfile":
        "The profile in force in a place today, and those to come. The adoption of the nearest place at or above "
        "it holds.\n\n"
        "某区域当日适用的政策方案和即将生效的方案；以本级或最近上级采用的为准。",
    "adoptProfile":
        "Adopt another profile for a place and all below it, from the 1st of a month at least two days ahead, or "
        "from today while nobody is on file there.\n\n"
        "Where a nearer place has adopted another profile, that one remains in force. Another adoption for the "
        "same month replaces this one. The files of all who live there follow within minutes. For the district.\n\n"
        "县（区）为所辖区域（含下辖）采用另一政策方案，自至少两日后的某月 1 日起执行；尚无在册人员的可自当日起。下"
        "级已自行采用其他方案的，仍以下级为准。同一月份再次采用的，替代前一次。区域内全部档案数分钟内随之更新。",
    "listProfiles":
        "The profiles that a place may adopt, each with its official name, its source and all its values.\n\n"
        "可采用的政策方案：官方名称、文件出处和全部参数。",
    "listRegions":
        "The national list of regions (GB/T 2260), used in `lives.place` for a person who lives outside the "
        "district; ended codes are included.\n\n"
        "全国行政区划代码（GB/T 2260），用于填写县（区）以外的居住（外出）地点 `lives.place`，含已停用的代码。分页"
        "查询。",
    "listReviews":
        "The files whose review is due or overdue, the earliest first; `by=village` counts them by village.\n\n"
        "应更新和逾期未更新的档案，期限早的在前；`by=village` 时按村（居）统计数量。分页查询。",
    "listRisks":
        "The risks in the caller's places, newest first. An agency lists those that it reported.\n\n"
        "所辖区域的风险隐患，最新的在前；服务机构只列本机构上报的。分页查询。",
    "reportRisk":
        "Report a risk (风险隐患) that was not found on a visit, with the calls that were made at once.\n\n"
        "If it is major: first call for help (120, 110, 119) and reach the family or the emergency contact, then "
        "report. The report reaches the township at once. A village's report records two traces: the report to the "
        "township and the contact with the family.\n\n"
        "上报探访以外发现的风险隐患，并填报第一时间的联系情况。重大隐患应先拨打紧急求助电话（120、110、119）、联系"
        "家庭成员或紧急联系人，再行上报；提交即上报乡镇（街道）。村（居）上报的，同时留有“上报乡镇”和“督促子"
        "女”两项记录。以相同的 `record_no` 或 `Idempotency-Key` 可安全重复提交。",
    "readRiskFigures":
        "The open and overdue risks and their age; of those reported in a span, how long it took until they were "
        "cleared, how many were followed up (回访), and in time. An agency reads those that it reported.\n\n"
        "隐患处置统计：未销号数、逾期数和在办天数；所选时段内上报的隐患的排除用时、回访数和按时回访率。服务机构只统"
        "计本机构上报的。",
    "readRisk":
        "A risk in its present state, the steps that are due, and everything that happened to it, in order, with "
        "who and when.\n\n"
        "查看风险隐患的当前状态、待办步骤和处置经过。",
    "listRiskAttachments":
        "The attachments of a risk, in the order in which they were added, without removed ones.\n\n"
        "风险隐患的附件列表，按上传先后排列，不含已移除的。",
    "attachToRisk":
        "Attach a photograph or a document (附件) to a risk, as to a visit.\n\n"
        "为风险隐患上传照片或文件，要求与探访记录附件相同。",
    "clearRisk":
        "Record that the danger is removed, and how; the township follows up. Requires `If-Match`.\n\n"
        "409 `steps_missing` for a major risk until an emergency call and a family contact are recorded, and for a "
        "village's report until a family contact is.\n\n"
        "登记隐患已排除及其方式，由乡镇（街道）跟踪回访。须带 `If-Match`。重大隐患尚未登记紧急求助电话和家庭成员联"
        "系情况的，或村（居）上报的隐患尚未登记家庭成员联系情况的，答复 409 `steps_missing`。",
    "tellCall":
        "Record an emergency call: the number, the time and the caller; or the reason why none was needed.\n\n"
        "登记紧急求助电话：所拨号码、时间和拨打人；未拨打的说明原因。",
    "tellContact":
        "Record an attempt to reach the family or the emergency contact, and whether they were urged; every "
        "attempt may be recorded.\n\n"
        "登记联系并督促家庭成员或紧急联系人的情况，含未联系上的；每次联系均可登记。",
    "followUpRisk":
        "The township follows the risk up: if the removal is confirmed, the risk is closed; otherwise it is "
        "handled again. Requires `If-Match`.\n\n"
        "乡镇（街道）跟踪回访隐患排除情况：属实的销号，否则重新处置。须带 `If-Match`。",
    "handleRisk":
        "Record that a person or an organisation handles the risk. Requires `If-Match`.\n\n"
        "登记隐患已由某人或某单位着手处置。须带 `If-Match`。",
    "reopenRisk":
        "Reopen a closed risk that is not over; it is handled again. Requires `If-Match`.\n\n"
        "已销号的隐患仍存在的，重新处置。须带 `If-Match`。",
    "changeSeverity":
        "Change the severity of a risk, with the reason. The steps that are due are timed anew by the hours of the "
        "new severity.\n\n"
        "Whoever may handle the risk may raise it to major; only the township and the district may lower it. "
        "Requires `If-Match`.\n\n"
        "调整风险隐患的严重程度并说明原因，待办步骤按新的时限重新计算。可处置该隐患的均可调为重大，调低的限乡镇（街"
        "道）和县（区）。须带 `If-Match`。",
    "voidRiskStep":
        "Void the last step of the `story`, recorded by mistake: it stays readable, and the risk returns to its "
        "previous state.\n\n"
        "For whoever recorded it, the township and the district. Requires `If-Match`. 409 `step_not_possible` for "
        "any other step.\n\n"
        "作废误填的最后一步（`story` 的末项）：该步骤仍可查阅，隐患恢复此前状态。由登记该步骤的一方、乡镇（街道）或"
        "县（区）办理。须带 `If-Match`；不是最后一步的，答复 409 `step_not_possible`。",
    "superviseSupporters":
        "Urge supporters who neglect an elder: by the village committee, the elders' organisation or the "
        "supporters' unit; in grave cases, or where that does not help, by law enforcement, as the township "
        "decides.\n\n"
        "对不履行赡养义务的赡养人逐级督促：村（居）委会、老年人组织、所在单位；情节严重或督促无效的，经乡镇（街道）"
        "决定移送执法部门。",
    "withdrawRisk":
        "Withdraw a risk that was reported in error: it counts nowhere, and stays readable with the reason. For "
        "the township and the district. Requires `If-Match`.\n\n"
        "撤销误报的风险隐患：不再计入任何统计，连同原因仍可查阅。由乡镇（街道）或县（区）办理。须带 `If-Match`。",
    "listSpecialPeriods":
        "The special periods that concern the caller's places, declared there, above or below; those that end last "
        "come first. An agency reads those of the places that it serves.\n\n"
        "The feed reports a period to its own place and those above; places below read it here.\n\n"
        "涉及所辖区域的特殊时间节点，含本级、上级和下级设定的，结束日期晚的在前；服务机构见其服务区域的。变更流只告"
        "知设定区域及其上级，下级请在此查询。分页查询。",
    "declareSpecialPeriod":
        "Declare a special period: extra visits on some days, for extreme weather or a festival, in a place and "
        "all below it. For the district and the township.\n\n"
        "A period is a window of its own, outside every rate: a visit made in it counts for the ordinary window "
        "and for the period.\n\n"
        "县（区）或乡镇（街道）因极端恶劣天气、传统节日等设定特殊时间节点，在所定日期内增加探访频次，适用于该区域及"
        "下辖。特殊时间节点单独成期，不计入探访率；期间的探访同时计入平时周期和该时段。",
    "readFestivals":
        "The days of the traditional festivals of a year, for declaring special periods.\n\n"
        "某年传统节日的日期，供设定特殊时间节点时参考。",
    "cancelSpecialPeriod":
        "Cancel a special period that is not over; no extra visits are then due. A period of a higher place cannot "
        "be cancelled from below.\n\n"
        "取消尚未结束的特殊时间节点，不再要求增加探访。上级设定的不能由下级取消。可重复提交。",
    "readDutyReport":
        "What was done about each duty in a quarter, in a place and all below it: how many actions, in how many "
        "places, for how many elders. Duties without any action are listed too, and those of another profile where "
        "places below follow it.\n\n"
        "某区域（含下辖）一季度内各项职责任务的履行次数、涉及区域数和惠及人次；未履行的也列出。下级适用其他政策方案"
        "的，其任务一并列出。",
    "listUrgings":
        "The urgings in the caller's places, the latest recorded first. `follow_up_by` lists the families to ask "
        "again.\n\n"
        "所辖区域的督促记录，最近记录的在前；`follow_up_by` 为应于该日前再次回访的。分页查询。",
    "listVisits":
        "The visits in the caller's places, the latest recorded first. An agency lists those that it made.\n\n"
        "所辖区域的探访记录，最近记录的在前；服务机构只列本机构的记录。分页查询。",
    "recordVisit":
        "Submit a visit record (探访关爱服务记录表). A repeated request with the same `record_no` or "
        "`Idempotency-Key` is safe.\n\n"
        "Once this is answered, the record is durable, and the elder's status, flags and running number include "
        "it. A record may come late: whoever could have made the visit on its day may submit it now. Needs and "
        "risks found on the visit become entries of their own; the receipt names them.\n\n"
        "提交探访关爱服务记录表。答复即表示记录已可靠保存，服务对象的状态、标记和探访次数均已更新。可补报：当日有权"
        "探访的，现在仍可提交。探访中发现的需求和风险隐患单独立项，编号见回执。以相同的 `record_no` 或 "
        "`Idempotency-Key` 可安全重复提交。",
    "readVisit": "A visit record in its present version.\n\n查看探访记录的当前内容。支持 `If-None-Match`。",
    "listVisitAttachments":
        "The attachments of a visit record, in the order in which they were added, without removed ones.\n\n"
        "探访记录的附件列表，按上传先后排列，不含已移除的。",
    "attachToVisit":
        "Attach a photograph or a document (附件) to a visit record: one file, as `file` of a multipart/form-data.\n\n"
        "JPEG, PNG, WebP, HEIC or PDF, judged by the content; the declared type and the extension must agree. At "
        "most 10 MiB (deployments may differ), and 20 to a record. Once this is answered, the file is durable, and "
        "sealed under the elder's key. Whoever may submit and see the record may attach to it; the side that made "
        "it may do so even after the elder moved away or the contract ended. A repeated request with the same "
        "`Idempotency-Key` is safe.\n\n"
        "为探访记录上传一张照片或一份文件，以 multipart/form-data 的 `file` 提交。支持 JPEG、PNG、WebP、HEIC、PDF，"
        "以实际内容为准，所报类型和扩展名须与之一致；单个至多 10 MiB（以部署设置为准），每条记录至多 20 个。答复即"
        "表示文件已可靠保存并加密。可提交且可查看该记录的均可上传；记录方在服务对象迁出或合同终止后仍可上传。以相同"
        "的 `Idempotency-Key` 可安全重复提交。",
    "correctVisit":
        "Correct a visit record (探访记录更正): the whole content anew, with the reason. Requires `If-Match`.\n\n"
        "Earlier content stays readable under `versions`. The side that made the record may correct it for 7 days "
        "from its recording, even after the elder moved away or the contract ended; the township and the district "
        "where the elder lives now, at any time. The elder, the lateness and the running number never change; a "
        "record without a number gets the next one if the elder was met after all. Needs and risks that the record "
        "reports stay; what follows from its marks alone, and nobody has acted on, changes with them.\n\n"
        "更正探访记录：重新提交全部内容并说明原因。须带 `If-Match`。原内容仍可在历次版本中查阅。记录方自记录之日起 "
        "7 日内可更正，服务对象迁出或合同终止后亦可；服务对象现所在乡镇（街道）、县（区）随时可更正。服务对象、是否"
        "迟报和探访次数不变；原为未见到、更正为见到的，取得下一个次数。所报需求和隐患不变；仅由勾选项产生且无人办理"
        "的，随更正增减。",
    "listVisitVersions":
        "Every version of a visit record, from the first to the latest correction, with the reasons.\n\n"
        "探访记录的历次版本及更正、作废原因，按先后排列。分页查询。",
    "voidVisit":
        "Void a visit record that should not have been made (探访记录作废), with the reason. Requires `If-Match`.\n\n"
        "It no longer counts, keeps its running number, and stays readable. The same sides may void it as may "
        "correct it, for as long. A visit to another elder is voided here and submitted anew. Needs and risks that "
        "only this record caused, and nobody has acted on, are withdrawn with it.\n\n"
        "作废误填的探访记录并说明原因。须带 `If-Match`。作废后不再计入，保留探访次数编号，仍可查阅；可作废的人员和"
        "期限与更正相同。填错服务对象的，在此作废后重新提交。仅由该记录产生且无人办理的需求和隐患随之撤销。",
    "readWorklist":
        "Whom to visit and what to act on: elders overdue, windows begun, and steps of needs and risks that the "
        "caller must take, by the day until which somebody must act.\n\n"
        "A step is on the list of the tier or the agency that must take it; once its time has passed, also on that "
        "of the tier above, and then of the next. A later day shows what would be due if nobody acted until then. "
        "An agency reads the elders that it serves today.\n\n"
        "探访任务清单：逾期未访的、本期应访的，以及待办的需求和隐患步骤，按办理期限排列。待办步骤列入首责层级或机构"
        "的清单，逾期后依次列入上一层级。选将来日期的，显示届时仍未办理的事项。服务机构只见当日服务的对象。",
}  # fmt: skip
