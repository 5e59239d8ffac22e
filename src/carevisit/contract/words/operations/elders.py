"""Operations on elders and their files: the census, the family, pairings, devices."""

ELDERS = {
    "listAlerts":
        "The alerts in the caller's places, the latest recorded first. `state=raised` lists those that nobody has "
        "acknowledged.\n\n"
        "所辖区域内的监测告警，最近记录的在前；`state=raised` 为尚未确认的告警。分页查询。",
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
        "The people that the lists in the caller's places name, with the stage that the census has reached, in the "
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
    "registerElders":
        "Register up to 1,000 elders in one request, each with its `external_id`. See `POST /v1/visits/batch`.\n\n"
        "一次登记至多 1,000 名服务对象，每条须带 `external_id`。规则见 `POST /v1/visits/batch`。",
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
    "hearDevices":
        "Report signs of life of up to 1,000 devices at once; gather those of a minute into one request.\n\n"
        "Only the last sign of each device is kept, and it is not an entry of the ledger. A repeated request "
        "changes nothing. A sign of a device outside the caller's reach, or from the future, is refused alone.\n\n"
        "上报监测设备心跳，每次至多 1,000 条，宜将一分钟内的合并提交。每台设备仅保留最近一次，不作为台账条目。可重"
        "复提交；设备不在可见范围内或时间在将来的，仅该条不接收。",
    "listDuplicates":
        "Pairs of files with the same ID number; with `place`, those of which one lies there.\n\n"
        "A pair is listed only for a caller whose area covers both: guides within a township, supervisors across "
        "townships, officers of the city and the province across districts.\n\n"
        "身份证号码相同的两份档案；带 `place` 时，其中一份须在该区域。仅同时管辖两份档案的人员可见：指导员见本乡镇"
        "（街道）内的，督导员见跨乡镇（街道）的，市、省工作人员见跨县（区）的。",
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
        "The contacts named, and those that the rule proposes: a child in the household, otherwise one in the "
        "village. Where all children live elsewhere (`remote_only`), the township may name another person.\n\n"
        "已明确的联系人，以及按规则应列为第一探访联系人的子女：同住的优先，其次为同村（居）的。子女均在外地的（"
        "`remote_only`），乡镇（街道）可另行明确。",
    "nameContact":
        "Name the first contact (第一探访联系人), or the one-to-one contact of a special family (一对一联系人): a "
        "person of the file by `id`, or a new one. It replaces the previous naming; `withdrawn` takes it back.\n\n"
        "明确第一探访联系人，或计划生育特殊家庭的一对一联系人：可选档案中的人员，也可另填他人。新的明确替代原有的；"
        "`withdrawn` 表示撤回。",
    "readDevices":
        "An elder's devices, removed ones included, the latest first day first. Readers of the file may read them.\n\n"
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
    "transferElder":
        "Transfer a file with its history to another village in the caller's places, from a day on. Requires "
        "`If-Match`.\n\n"
        "Parties that served the elder before may still submit what they did before that day.\n\n"
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
        "Record that a member of the family was urged to look after the elder: who urged, how, with what answer, and "
        "when to ask again.\n\n"
        "Neglect by the supporters is a risk with a ladder of its own: `POST /v1/risks/{risk_id}/supervision`.\n\n"
        "登记督促家庭成员关心照顾老年人的情况：督促人、方式、结果和再次回访日期。赡养人不履行赡养义务的，应作为风险"
        "隐患逐级督促（`POST /v1/risks/{risk_id}/supervision`）。",
    "readUrging": "An urging of an elder's family, with its latest answer.\n\n查看一条督促记录及最近结果。",
    "answerUrging":
        "Record what the family has since answered or done; the latest record holds. Requires `If-Match`.\n\n"
        "登记督促结果（家庭成员的答复或行动），以最后登记为准。须带 `If-Match`。",
    "countLedger":
        "The elders on file today, by village and category; every village in the caller's places has its line. As "
        "CSV for spreadsheets (UTF-8 with BOM) if `Accept` asks for `text/csv`.\n\n"
        "An elder may hold several categories, so the sum of the categories is not the headcount, which has a "
        "column of its own.\n\n"
        "当日在册人数，分村（居）、分对象类型统计，所辖各村（居）均列出。`Accept: text/csv` 时给出电子表格用的 "
        "CSV（UTF-8，带 BOM）。一人可属多个类型，各类型之和不等于在册人数，在册人数另列。",
    "listReviews":
        "The files whose review is due or overdue, the earliest first; `by=village` counts them by village.\n\n"
        "应更新和逾期未更新的档案，期限早的在前；`by=village` 时按村（居）统计数量。分页查询。",
    "listUrgings":
        "The urgings in the caller's places, the latest recorded first. `follow_up_by` lists the families to ask "
        "again.\n\n"
        "所辖区域的督促记录，最近记录的在前；`follow_up_by` 为应于该日前再次回访的。分页查询。",
}  # fmt: skip
