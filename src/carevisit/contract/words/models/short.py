"""Words that a model or a route has in short in both languages, in whole sentences."""

SHORT = {
    "as the job names it / 文件名": "The name of the file, as the job lists it. 文件名，见任务结果。",
    "when; now if left out / 核实时间": "When the alert was looked into; now if omitted. 核实时间，不填为当前时间。",
    "how many elders it reached / 惠及老年人数": "How many elders were reached. 惠及老年人数。",
    "number or title of the document, link, place of filing / 佐证材料":
        "The evidence: a document's number or title, a link, a place of filing. 佐证材料：文号或标题、链接、存放"
        "处。",
    "the day of the action; not in the future / 履行日期":
        "The day of the action; not in the future. 履行日期，不得晚于当日。",
    "the place that records it / 记录单位所在行政区域": "The place that records the action. 登记单位所在行政区域代码。",
    "what was done / 履行内容": "What was done. 履行内容。",
    "null once erased / 履行内容": "What was done; null: erased. 履行内容，已删除时为空。",
    "when it was raised; not in the future / 告警时间":
        "When the alert was raised; not in the future. 告警时间，不得晚于当前时间。",
    (
        "Your own number, unique to you; sending it again is safe. Refused where a part of it, split at `._:/-`, "
        "is an ID number (birth date and check digit) or a mobile number; with a letter right before the digits it "
        "is none. / 业务编号，在您方内唯一，可重复提交；以 ._:/- 分段后，任一段为身份证号（出生日期与校验码均有效）"
        "或手机号的不予接受，数字前紧接字母的不在此列"
    ):
        "The caller's own number, unique for the caller; a repeated request is safe. A number is refused if one of "
        "its parts, split at `._:/-`, is an ID number (birth date and check digit) or a mobile number, unless a "
        "letter directly precedes the digits. 调用方业务编号，在调用方内唯一，可重复提交；以 `._:/-` 分段后，任一段"
        "为身份证号码（出生日期与校验码均有效）或手机号的不予接受，数字前紧接字母的不在此列。",
    "the risk that it opened or belongs to / 所属风险隐患":
        "The risk that the alert opened or belongs to; null: none. 告警上报或归入的风险隐患编号，无则为空。",
    (
        "since when this holds, for each section not before its last change; today if left out. An assessment "
        "(`assessed_on`), a certificate (`issued_on`), a health check (`checked_on`) or the signing of a family "
        "doctor (`signed_on`), a death and a move of the family date themselves / 生效日期"
    ):
        "The day from which the change holds, for each section not before its last change; today if omitted. An "
        "assessment (`assessed_on`), a certificate (`issued_on`), a health check (`checked_on`), the signing of a "
        "family doctor (`signed_on`), a death and a move of a family member have their own dates. 变更生效日期，各"
        "栏目不得早于其上次变更，不填为当日。能力评估、残疾人证、健康检查、家庭医生签约、家庭成员去世和迁居以各自的"
        "日期为准。",
    "when to ask again; null: need not / 回访日期":
        "The day on which to ask the family again; null: none. 再次回访日期，无须回访时为空。",
    "that day has passed / 是否已过期": "Whether the last day of validity has passed. 是否已过期。",
    "of a file's papers / 档案材料类别": "The kind of paper, for a paper of a file. 档案材料类别，非档案材料时为空。",
    "the last day on which the paper is valid / 有效期至": "The last day on which the paper is valid. 有效期至。",
    "the day of that age / 年龄截至日期": "The day of that age. 年龄截至日期。",
    "why no call was needed / 未拨打原因": "The reason why no call was needed. 未拨打紧急求助电话的原因。",
    "a title, without names of people / 名称":
        "The title of the campaign, without names of people. 排查工作名称，不得含人员姓名。",
    "whose list it is, of `department` / 提供名单的单位（附件 1）":
        "The department that sent the list, where `source` is `department`. 提供名单的单位（附件 1），来源为 "
        "`department` 时填写。",
    "which list / 名单名称": "The name of the list. 名单名称。",
    "the file of the same person that this one went into, for who covers both / 并入的档案":
        "The file of the same person into which this one is merged, for a caller whose area covers both. 并入的档案"
        "编号，仅同时管辖两份档案的可见。",
    "to the village committee / 向村（居）委会报备":
        "The day of the report to the village committee. 向村（居）委会报备的日期。",
    "发证日期; from then on it holds": "The day of issue; the certificate holds from then on. 发证日期，自该日起有效。",
    "from the report on / 用时中位数（小时）":
        "The median duration since the report, in hours. 自上报起的用时中位数（小时）。",
    "why not, where not eligible / 不符合条件的原因": "The reason why the person is not eligible. 不符合条件的原因。",
    "of the entry / 账目编号": "The entry. 条目编号。",
    "of the file, today / 档案当前状态": "The present state of the file. 档案当前状态。",
    "there is nobody to reach / 无家庭成员及联系人": "Whether there is nobody to reach. 是否无家庭成员及联系人。",
    "whether they were urged to do their duty / 是否督促":
        "Whether the family was urged to do its duty. 是否督促其履行义务。",
    "a child, or another person of the file / 档案中的人员编号":
        "The identifier of a child, or of another person of the file. 子女或档案中其他人员的编号。",
    "where they work, say the village committee / 单位":
        "The person's organisation, such as the village committee. 所在单位，如村（居）委会。",
    "required in person, where the elder was met / 服务对象签字或未签字原因":
        "Whether the elder signed, or why not; required for an in-home visit at which the elder was met. 服务对象是"
        "否签字或未签字原因；上门见到的必填。",
    "required in person, where the elder was met / 服务人员签字":
        "Whether the visitor signed; required for an in-home visit at which the elder was met. 服务人员是否签字；上"
        "门见到的必填。",
    "hazards that the elder was warned of / 提醒其及时消除隐患":
        "The hazards that the elder was warned of. 提醒其及时消除的隐患。",
    "on file: active or suspended / 在册人数": "The headcount: active and suspended files. 在册人数（含暂停探访的）。",
    "in none of the seven / 未归类": "Elders in none of the seven categories. 不属于七类对象的人数。",
    "of these, met at home in the month / 上门探访人数":
        "Of these, the elders met at home in the month. 其中当月上门探访到的人数。",
    "of these, met in any mode; null for a half / 任一方式联系到的人数":
        "Of these, the elders met in any mode; null for half a month. 其中以任一方式联系到的人数，按半月统计时为"
        "空。",
    "null where it is not counted: by agency, and of the past / 未统计时为空":
        "The extra visits of special periods; null: not counted (by agency, or for the past). 特殊时间节点的探访情"
        "况；按机构统计或统计过去时点时为空。",
    "of the category; null: as the rules say / 以规则为准":
        "Whether the category holds; null: the rules apply. 认定该对象类型是否成立，空值表示以规则为准。",
    "null: as the rules say / 以规则为准":
        "The tier; null: the rules apply. 认定为重点对象或一般对象，空值表示以规则为准。",
    "null: too little is known / 信息不足":
        "Whether the category holds by the rules; null: too little is known. 按规则是否成立，信息不足时为空。",
    "the last day / 截止日期": "The last day. 截止日期。",
    "the first day / 起始日期": "The first day. 起始日期。",
    "where it is, and the like / 安装位置等": "A remark, such as where the device is installed. 安装位置等说明。",
    "hours without a sign after which it is flagged; by the profile if left out / 失联判定时长（小时）":
        "The hours without a sign of life after which the elder is flagged; as in the profile if omitted. 失联判定"
        "时长（小时），不填的按政策方案。",
    "the last day; null: until it is removed / 截止日期":
        "The last day; null: until the device is removed. 截止日期，直至拆除的不填。",
    "the last sign or alert / 最近心跳或告警时间":
        "The time of the last sign of life or alert; null: none. 最近心跳或告警时间，无则为空。",
    "when its quiet time had passed; null: it is not flagged / 失联起始时间":
        "The time at which the quiet time had passed; null: the device is not quiet. 失联起始时间，未失联时为空。",
    "the one went into the other already / 已合并": "Whether one file is merged into the other. 是否已合并。",
    "duties without any action / 未履行任务数": "The number of duties without any action. 未履行任务数。",
    "since when; null: not asked / 同意或不同意的日期":
        "The day from which the elder's wish holds; null: not asked. 同意或不同意的日期，未询问时为空。",
    "when; now if left out / 解除时间": "When the alert was over; now if omitted. 解除时间，不填为当前时间。",
    "false: the elder never left / 并未退出": "`false`: the elder never left. 是否确已退出；`false` 表示并未退出。",
    "why the exit is corrected / 更正原因": "The reason for the correction. 更正原因。",
    "has somebody who cares for them; a living person in `carers` does / 有人照顾":
        "Whether somebody cares for the elder; a living person in `carers` counts. 是否有人照顾；`carers` 中健在的"
        "照料人计算在内。",
    "其他家庭成员; null: not known; []: none":
        "The other members of the family; null: not known; `[]`: none. 其他家庭成员；空值表示不详，`[]` 表示没有。",
    "when it began; not in the future / 开始时间":
        "When the contact began; not in the future. 开始时间，不得晚于当前时间。",
    "of the elder's file: a child, a supporter … / 档案中的人员":
        "The person's identifier in the elder's file: a child, a supporter and so on. 档案中的人员编号，如子女、其"
        "他赡养义务人。",
    "there is more to read at once / 还有更多": "Whether more can be read at once. 是否还有更多可立即读取。",
    "the first day; may be to come / 起始日，可为将来":
        "The first day; it may lie in the future. 起始日期，可为将来日期。",
    "the last day; then as the profile has it / 最后一日":
        "The last day; afterwards the profile's frequency applies. 最后一日，此后恢复政策方案的频次。",
    "the last check / 最近一次健康检查日期": "The day of the last health check. 最近一次健康检查日期。",
    "when the family doctor was signed / 签约日期": "The day on which the family doctor was signed. 家庭医生签约日期。",
    "by how many / 人数": "By how many the household changed. 增减人数。",
    (
        "a province, prefecture or county (GB/T 2260, see GET /v1/regions), a township or village, or `abroad` / 行"
        "政区划代码"
    ):
        "The code of a province, prefecture or county (GB/T 2260, see `GET /v1/regions`), of a township or "
        "village, or `abroad`. 行政区划代码（GB/T 2260，见 `GET /v1/regions`），或乡镇（街道）、村（居）代码；境外"
        "填 `abroad`。",
    "the place in words / 外出地点（文字）": "The place in words. 外出地点（文字）。",
    "the reason in words / 外出原因（文字）": "The reason in words. 外出原因（文字）。",
    "what both have in common / 相同或相近之处": "What both files have in common. 相同或相近之处。",
    "one, or the two that an age on a day leaves; none: not known / 出生年份":
        "The year of birth, or the two years that an age on a day allows; empty: not known. 出生年份；由年龄推得的"
        "为两个年份，不详时为空列表。",
    "null once the merging was taken back / 撤销后为空":
        "The file into which this one is merged; null: the merger was reversed. 并入的档案编号，撤销合并后为空。",
    "windows, as in coverage; a window may ask for several visits / 应访周期数":
        "The windows in which visits are due, as in coverage; a window may need several visits. 应访周期数，与探访"
        "覆盖统计一致；一个周期可须多次探访。",
    "of the naming entry / 账目编号": "The entry of the naming. 登记该联系人的条目编号。",
    "of the place or the code; null for an agency / 名称":
        "The name of the place or the code; null: an agency. 行政区域或代码的名称，服务机构为空。",
    "today if left out / 回访日期": "The day of the follow-up; today if omitted. 回访日期，不填为当日。",
    "the day on which the difficulty was seen to be eased / 困难缓解回访":
        "The day on which a follow-up confirmed that the difficulty is eased; null: not yet. 回访确认急需困难已缓解"
        "的日期，未确认时为空。",
    "the day on which the referral was seen to be carried out / 转介落实回访":
        "The day on which a follow-up confirmed that the referral was carried out; null: not yet. 回访确认转介服务"
        "已落实的日期，未确认时为空。",
    "how it became known / 来源": "How it became known. 来源。",
    "the agencies that serve the elder now, for the elder's own area / 现服务机构":
        "The agencies that serve the elder now; for the staff of the elder's area. 现服务机构，仅服务对象所在区域的"
        "工作人员可见。",
    "the steps that somebody must take / 待办步骤": "The steps that are due. 待办步骤。",
    "the steps that you could take now / 您可执行的步骤": "The steps that the caller may take now. 当前可执行的步骤。",
    "everything that happened to it, in order / 办理经过": "Everything that happened to it, in order. 办理经过。",
    "why, where it is withdrawn / 撤销原因":
        "The reason for the withdrawal; null: not withdrawn. 撤销原因，未撤销时为空。",
    "by days since they were raised: 0-3, 4-7, 8-15, 16-30, 31+ / 在办天数":
        "How many are open, by days since they were raised: 0-3, 4-7, 8-15, 16-30, 31+. 按在办天数（0-3、4-7、"
        "8-15、16-30、31 天以上）统计的数量。",
    "a step's time has passed / 有逾期步骤": "How many have a step whose time has passed. 有逾期步骤的数量。",
    "an account of a tier that sees the elder / 能查看该服务对象的各级账号":
        "An account of a tier that sees the elder. 能查看该服务对象的某级账号编号。",
    "the last day; null: until it is ended / 截止日期":
        "The last day; null: until the pairing is ended. 截止日期，直至结束结对的不填。",
    "one a day counts, so no more than the period has days / 每日计一次，不得超过时段天数":
        "The number of extra visits; one a day counts, so at most as many as the period has days. 须增加的探访次"
        "数；每日计一次，不得超过时段天数。",
    "the first day; 7 days ago at the earliest / 开始日期，最早 7 天前":
        "The first day; at the earliest 7 days ago. 起始日期，最早为 7 天前。",
    "of the weather or the feast, as a notice has it; of nobody / 天气或节日名称，不得含个人信息":
        "The name of the weather or the festival, as in a public notice; without personal data. 天气或节日名称，不"
        "得含个人信息。",
    "the last day, so that it lasts 60 days at the most / 结束日期，最长 60 天":
        "The last day; a period lasts at most 60 days. 截止日期，最长 60 天。",
    "on a list / 列入名单": "The people on a list. 列入名单的人数。",
    "not decided by confirm_by / 逾期确定": "Not decided by `confirm_by`. 逾期未确定的人数。",
    "left before it was decided / 确定前退出": "Left before the decision. 确定前退出的人数。",
    "listed after list_by / 逾期列入": "Listed after `list_by`. 逾期列入名单的人数。",
    "undecided / 尚未办结": "Undecided. 尚未办结的人数。",
    "neither surveyed nor decided by survey_by / 逾期核实":
        "Neither surveyed nor decided by `survey_by`. 逾期未核实的人数。",
    "followed up and over / 已办结、已销号": "How many are followed up and closed. 已办结（已销号）数。",
    "opened again at least once / 重新办理": "How many were reopened at least once. 曾重新办理的数量。",
    "the database's migration / 数据库结构版本": "The migration of the database. 数据库结构版本。",
    "what is well and what is not / 各部分状态": "The parts of the service and their states. 各部分状态。",
    "entries that wait for their place in the feed / 待编号条目数":
        "How many entries wait for their place in the feed. 待编入变更流的条目数。",
    "the feed's last position / 变更流最新位置": "The last position of the feed. 变更流最新位次。",
    "an agency that serves this elder / 承办机构":
        "An agency that serves the elder. 承办机构编号，须为该服务对象的服务机构。",
    "a line of the list of duties (GET /v1/duties) that is the department's / 职责任务序号":
        "The number of a duty of that department (`GET /v1/duties`). 该责任单位的职责任务序号（见 `GET "
        "/v1/duties`）。",
    "the last year in which the code was in force; null: it is / 停用前最后年份":
        "The last year in which the code was in force; null: it is in force. 停用前最后年份，现行代码为空。",
    "how many actions were recorded / 履行次数": "How many actions were recorded. 履行次数。",
    "reached, as the records add up; not distinct persons / 惠及人次":
        "How many elders were reached, as the sum of the records; a person may count more than once. 惠及人次。",
    "the day of the last action / 最近履行日期": "The day of the last action; null: none. 最近履行日期，无则为空。",
    "in how many places / 涉及行政区域数": "In how many places actions were recorded. 涉及行政区域数。",
    "the rest of the address / 详细地址": "The address within the village. 详细地址。",
    "estate, villagers' group or natural village / 居住小区、村民小组、自然村":
        "The estate, villagers' group or natural village. 居住小区、村民小组、自然村。",
    "the village or community, 12 digits / 村（居）代码":
        "The code of the village or community, 12 digits. 村（居）代码（12 位）。",
    "`changed`: the file was amended / 档案已更新":
        "`unchanged`, or `changed`: the file was amended. 核对结果：`unchanged` 无变化，`changed` 档案已更新。",
    "from today on, before `due_before` / 即将到期":
        "How many reviews are due from today on, before `due_before`. 自当日起、`due_before` 之前应更新的档案数。",
    "when it was heard; now if left out / 心跳时间":
        "When the device was heard; now if omitted. 心跳时间，不填为当前时间。",
    "of a deceased spouse / 去世日期": "The date of death of a deceased spouse. 配偶去世日期。",
    "outside every rate / 特殊时段，不计入探访率":
        "The special periods in which extra visits are due; they count in no rate. 特殊时间节点，不计入探访率。",
    "null: not a target / 非服务对象": "The tier; null: not a target. 重点对象或一般对象，非服务对象时为空。",
    "not known is not “no” / 信息不足、无法判定":
        "What cannot be judged because too little is known; unknown does not mean no. 信息不足、无法判定的事项（不"
        "等于不符合）。",
    "taken back by a later line / 已作废": "Whether a later step voids it. 是否已被后续步骤作废。",
    "today if left out / 日期": "The day of the urging; today if omitted. 督促日期，不填为当日。",
    "what the household was warned of / 已提醒的隐患":
        "The hazards of which the household was warned. 已提醒及时消除的安全隐患。",
    "when; today if left out / 核实日期": "The day of the survey; today if omitted. 入户核实日期，不填为当日。",
    "the needs that it began / 由此登记的需求": "The needs that the survey began. 入户核实登记的需求编号。",
    "the risks that it began / 由此上报的风险隐患": "The risks that the survey began. 入户核实上报的风险隐患编号。",
    "its last day; the day before its first, if it never began / 最后一日":
        "The last day of the suspension; the day before its first if it never began. 暂停的最后一日；从未开始的填首"
        "日的前一日。",
    "the last day / 最后一日":
        "The last day; null: until the suspension is ended. 暂停的最后一日，直至恢复探访的不填。",
    "what to ask / 待核实事项": "What to ask. 待核实事项。",
    "null: no answer yet / 督促结果": "The family's answer; null: none yet. 督促结果，尚无结果时为空。",
    "when to ask again / 回访日期": "The day on which to ask the family again. 再次回访日期。",
    "required where the reason is `other` / 原因为其他时必填":
        "A remark; required where the reason is `other`. 说明，原因为 `other` 时必填。",
    "the need or the risk that must be seen to / 需求或隐患编号":
        "The need or the risk that is due; null: none. 须办理的需求或隐患编号，无则为空。",
    "the step that is awaited / 待办步骤": "The step that is due; null: none. 待办步骤，无则为空。",
    "A place and all below it / 行政区域（含下辖）":
        "The code of a place; all below it is included. 行政区域代码（含下辖）。",
    "How many at the most / 每页条数": "The most lines that a page holds. 每页条数。",
    "From the page before / 上一页给出的游标": "The cursor that the previous page gave. 上一页给出的游标。",
    "only whom this campaign covers / 某次排查工作的名单":
        "Only the people that this campaign covers. 仅某次排查工作涉及的人员。",
    "try every line and keep nothing / 试运行，不保存": "Check every line and save nothing. 仅校验，不保存。",
    "this month by default / 月份": "The month; the present one if omitted. 月份，不填为本月。",
    "the next level below the place by default / 统计口径":
        "What the lines are broken down by; the next level below the place if omitted. 统计分组方式，不填为所选区域"
        "的下一级。",
    "one half month; key targets only / 半月":
        "One half of the month: 1 or 2; key targets only. 半月：1 上半月，2 下半月；仅统计重点对象。",
    "a trend from this month / 趋势起始月": "The first month of a trend. 逐月对比的起始月份。",
    "… to this one / 趋势截止月": "The last month of a trend. 逐月对比的截止月份。",
    "what had happened by then / 截至该时点发生的":
        "A moment: only what had happened by then counts. 截至发生时点，仅计该时点前已发生的内容。",
    "what had been recorded by then / 截至该时点已记录的":
        "A moment: only what had been recorded by then counts. 截至知悉时点，仅计该时点前已记录的内容。",
    "only elders paired with this account on the day; `me`: with your own / 仅与该账号结对的服务对象":
        "Only elders paired with this account on the day; `me`: with the caller's own. 仅当日与该账号结对的服务对"
        "象，`me` 为本人账号。",
    "csv for a spreadsheet, as Accept: text/csv is / 格式":
        "The format: `csv` for a spreadsheet, the same as `Accept: text/csv`. 格式：`csv` 为电子表格，与 `Accept: "
        "text/csv` 相同。",
    "which number / 对应的统计项": "The number whose elders are listed. 对应的统计项。",
    "only what it has / 仅该方案所列": "Only the codes of this profile. 仅该政策方案所列的代码。",
    "only those that are merged, or are not / 是否已合并":
        "Only pairs that are merged, or are not. 仅已合并或仅未合并的。",
    "instead of the place's / 政策方案":
        "The name of a profile, instead of that of the place. 政策方案名称，填写后不按所选区域。",
    "a missed window stands behind them / 已逾期": "Whether a window has ended without the visits due. 探访是否逾期。",
    "the next visit is due before this day / 应于该日前探访":
        "Only elders whose next visit is due before this day. 仅应于该日前探访的服务对象。",
    "what it is / 材料类别": "The kind of paper. 档案材料类别。",
    "its last day, where it has one / 有效期至":
        "The last day of validity, if there is one. 有效期至，长期有效的不填。",
    "not closed, nor withdrawn / 未办结":
        "Whether the need is open: neither closed nor withdrawn. 是否未办结（未办结且未撤销）。",
    "a step's time has passed / 已逾期": "Whether a step's time has passed. 是否有逾期步骤。",
    "this tier must act / 待该层级处理": "Only those with a step that is due from this tier. 仅待该层级办理的。",
    "referred to this agency / 承办机构": "Only needs referred to this agency. 仅转介给该机构的需求。",
    "what bears this number of your own / 本方业务编号":
        "Only what bears this number of the caller's own; numbers of others are not found. 仅使用该编号的本方记录，查不到"
        "他方编号。",
    "only what your own side recorded / 仅本方记录": "Only what the caller's own side recorded. 仅本方记录的。",
    "of those raised from this day on / 上报起始日": "Only those raised from this day on. 上报起始日。",
    "… to this one / 上报截止日": "Only those raised up to this day. 上报截止日。",
    "as it is on this day; today if omitted / 指定日期，不填为今日":
        "Only the places that are there on this day, with their names of that day; today if omitted. 仅该日存在的行政区域，"
        "名称为该日名称；不填为今日。",
    "only say what would change / 仅预览变更": "Only say what would change; nothing is kept. 仅预览变更，不保存。",
    "only those right below / 直接下级": "Only the places directly below this one. 仅直接下级。",
    "whose name holds this / 名称包含": "Only those whose name contains this. 仅名称包含该文字的。",
    "due before this day; a month from today if left out / 应于该日前更新":
        "Only reviews due before this day; a month from today if omitted. 仅应于该日前更新的，不填为一个月内。",
    "`village`: counts by village / 按村（居）统计": "`village`: the numbers by village. `village`：按村（居）统计。",
    "not closed, nor withdrawn / 未销号":
        "Whether the risk is open: neither closed nor withdrawn. 是否未销号（未销号且未撤销）。",
    "that end on this day or later / 起始日期": "Only periods that end on this day or later. 仅在该日或之后结束的。",
    "that begin on this day or earlier / 截止日期":
        "Only periods that begin on this day or earlier. 仅在该日或之前开始的。",
    "such as 2026-Q4 / 季度": "The quarter, such as 2026-Q4. 季度，如 2026-Q4。",
    "to be asked again by this day / 应于该日前回访":
        "Only families to be asked again by this day. 仅应于该日前再次回访的。",
    "the first Shanghai day / 起始日期": "The first day, in China time. 起始日期（北京时间）。",
    "the last Shanghai day / 截止日期": "The last day, in China time. 截止日期（北京时间）。",
    "a day, today unless told, up to 62 days ahead / 日期":
        "The day, at most 62 days ahead; today if omitted. 日期，最多为 62 天后，不填为当日。",
    "only whom this agency serves / 仅该机构服务的对象": "Only elders that this agency serves. 仅该机构服务的对象。",
    "what the marks of change that are left out say / 未填的变化项":
        "`unchanged`: the visitor looked, and saw no change in whatever mark of change is left out. It never fills in "
        "`safety`. Without it, a mark that is left out is `not_observed`. 填 `unchanged` 表示已逐项查看，未填写的变化项均"
        "为无变化；不适用于安全情况。不填此项时，未填写的视为未观察。",
    "besides, where the elder is met at home / 上门且见到时另须填写":
        "What it must say besides, where the elder is met at home. 上门且见到服务对象时另须填写的栏目。",
    "to expect if the elder is met and nobody records another visit before":
        "The running number to expect if the elder is met and no other record comes first. 预计的第几次探访（见到服务对"
        "象且此前无他人先行填报时）。",
    "null: there is none that you may read":
        "The last record at which the elder was met; an agency's own. Null: there is none. 最近一次见到服务对象的记录"
        "（服务机构为本方的），无则为空。",
    "null: the token does not grant needs:read":
        "The open needs that the caller may read. Null: the token does not grant `needs:read`. 可查看的未办结需求，令牌"
        "无 `needs:read` 权限时为空。",
    "null: the token does not grant risks:read":
        "The open risks that the caller may read. Null: the token does not grant `risks:read`. 可查看的未销号隐患，令牌"
        "无 `risks:read` 权限时为空。",
    "what was done about it / 核实处理情况": "What was done about it; null: not said. 核实处理情况，未填时为空。",
    "the last day on which it is open, at most 31 days ahead / 开放截止日，最长 31 天":
        "The last day on which the month is open, at most 31 days ahead. 开放截止日（含当日），最长 31 天。",
    "null: none, or the place is above yours / 说明，上级设定的不显示":
        "A remark; null: none, or it was opened by a place above. 说明，无说明或由上级开放的为空。",
    "only this one / 仅该月份": "Only this month. 仅该月份。",
    "居民身份证号码 (GB 11643)": "The resident ID number (GB 11643). 居民身份证号码（GB 11643）。",
    "民族 (GB/T 3304)": "The ethnicity (GB/T 3304). 民族（GB/T 3304）。",
    "elders who owe at least one window / 应访人数": "The elders with at least one visit due. 应访人数。",
    "something about home or life is amiss / 居住环境、生活状况有无异常":
        "Whether anything about the home or the elder's life is amiss. 居住环境、生活状况有无异常。",
}  # fmt: skip
