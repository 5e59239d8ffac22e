"""Words that a model or a route has in one language, in whole sentences of both."""

SINGLE = {
    "when it was done; now if left out. Not before the step before.":
        "When it was done; now if omitted, and not before the previous step. 办理时间，不填为当前时间，不得早于上一"
        "步骤。",
    "an agency that must, too or alone":
        "The agency that must take the step, alone or beside the tier. 须办理该步骤的服务机构，可与责任层级并列。",
    "who must take it first; null: only the agency":
        "The tier that must take the step first; null: the agency alone. 首责层级，仅由机构办理时为空。",
    "as in an answer to a single request: code, title, detail, errors":
        "The problem, as a single request would be answered; null: none. 该条的错误，与单条提交的错误相同，无错误时"
        "为空。",
    "201 a new candidate, 200 one who was known, or the problem's":
        "201: a new candidate; 200: a known one; otherwise the status of the problem. 201 为新建摸排对象，200 为已"
        "有档案，其他为错误的状态码。",
    "password (people), client_credentials (clients), refresh_token":
        "`password` for people, `client_credentials` for clients, `refresh_token` to renew. 授权方式：人员用 "
        "`password`，客户端用 `client_credentials`，续期用 `refresh_token`。",
    "whoever is listed or still open from this day on; today if left out":
        "People listed, or still undecided, on or after this day are covered; today if omitted. 起始日期，自该日起列"
        "入名单或尚未确定的纳入本次排查，不填为当日。",
    "as given in the file, to keep the same person":
        "The person's identifier, as read in the file; it keeps the same person. 人员编号，按档案所载填写，以保持同"
        "一人。",
    "which, when the mode is `other`": "The mode in words, where it is `other`. 服务方式为 `other` 时的说明。",
    "of the file; its ETag is `\"v…\"`": "The version of the file, as in its ETag. 档案版本号，与 ETag 一致。",
    "as before if left out": "The reason for leaving; as before if omitted. 退出原因，不填则不变。",
    "as in its ETag": "The revision, as in the ETag. 事项版本，与 ETag 一致。",
    "null: not known; []: none": "The children; null: not known; `[]`: none. 子女；空值表示不详，`[]` 表示无子女。",
    "of the elder's stream": "The version of the elder's file, as in its ETag. 档案版本号，与 ETag 一致。",
    "the place, the code, the agency, the days or the duty; null: none is named":
        "The place, code, agency, span of days or duty that the line counts; null: none is named. 统计项：行政区"
        "域、代码、机构、天数区间或职责任务，未指明时为空。",
    "whether the difficulty is eased, or whether the referral was carried out":
        "What the township asks about: whether the difficulty is eased, or whether the referral was carried out. 乡"
        "镇（街道）回访的事项：急需困难缓解情况或转介服务落实情况。",
    "how often it was opened again": "How many times it was reopened. 重新办理次数。",
    "in this state since": "The time since which it has been in this state. 进入当前状态的时间。",
    "when it became known; now if left out": "When the need became known; now if omitted. 发现时间，不填为当前时间。",
    "the visits whose records say it": "The visit records that report it. 反映该事项的探访记录。",
    "a JSON pointer into the file (RFC 6901); `*` stands for every member of a list":
        "The part of the file, as a JSON pointer (RFC 6901); `*` stands for every member of a list. 栏目，以 JSON "
        "指针（RFC 6901）表示，`*` 代表列表中的每一项。",
    "recorded more than 48 hours after it began":
        "Whether it was recorded more than 48 hours after it began. 是否迟报（开始后超过 48 小时才记录）。",
    "when this was recorded: the record, or what was mended of it":
        "When the record, or this correction of it, was recorded. 本次记录或更正的记录时间。",
    "null, where it is sent: holds none":
        "The disability certificate; null: the elder holds none. 残疾人证，明确填空值表示未持证。",
    "when the family was first tried":
        "When the family was first called; null: not yet. 首次联系家庭成员的时间，未联系时为空。",
    "when it was found; now if left out": "When the risk was found; now if omitted. 发现时间，不填为当前时间。",
    "when it happened": "When the step was taken. 办理时间。",
    "what was said; what was erased is left out":
        "The content of the step, without what was erased. 该步骤的内容，不含已删除的部分。",
    "since when; today if left out":
        "The day from which the elder lives there; today if omitted. 迁入日期，不填为当日。",
    "where the elder lives now": "The code of the village to which the elder moves. 迁入村（居）代码。",
    "whether this is in the country; as before if left out":
        "Whether the new residence is rural; as before if omitted. 迁入地是否农村，不填则不变。",
    "the Shanghai day": "The day of the visit, in China time. 探访日期（北京时间）。",
    "null when void": "What the record said; null: it is void. 该版本的内容，已作废时为空。",
    "the record's version that this made, as in its ETag":
        "The number of this version, as in the ETag. 本版本的版本号，与 ETag 一致。",
    "your own number of this visitor": "The caller's own number of the visitor. 服务人员在调用方的编号。",
    "now: a major risk is open; overdue: a day has passed; soon: within three days; later":
        "The urgency. `now`: a major risk is open; `overdue`: a day has passed; `soon`: due within three days; "
        "`later`. 紧急程度：`now` 重大风险隐患未销号，`overdue` 已逾期，`soon` 三日内到期，`later` 其他。",
    "until when": "The time until which the step is in time; null: no step. 待办步骤的截止时间，无待办步骤时为空。",
    "结果日期": "The day of the result. 结果日期。",
    "说明": "The reason in words. 原因说明。",
    "政策或待遇名称": "The name of the policy or benefit. 政策或待遇名称。",
    "周岁年龄": "The age in full years. 周岁年龄。",
    "出生年份": "The year of birth. 出生年份。",
    "确定服务对象截止日": "The last day for confirming targets. 确定服务对象截止日。",
    "搜集整理信息截止日": "The last day for collecting lists. 搜集整理信息截止日。",
    "入户核实截止日": "The last day for surveys at home. 入户核实截止日。",
    "出生年份，或年龄及其截至日期":
        "The year of birth, or an age and the day of that age. 出生年份，或年龄及其截至日期。",
    "姓名": "The person's name. 姓名。",
    "联系电话": "The telephone number. 联系电话。",
    "性别": "The sex. 性别。",
    "摸排来源": "Where the list comes from. 摸排来源。",
    "小区、村民小组、自然村": "The estate, villagers' group or natural village. 居住小区、村民小组、自然村。",
    "老年人本人意愿": "Whether the elder agrees. 老年人本人意愿。",
    "与老年人关系": "The person's relationship to the elder. 与老年人关系。",
    "健康状况": "The state of health. 健康状况。",
    "子女配偶": "The child's spouse. 子女配偶。",
    "是否经常探访": "Whether the person visits the elder often. 是否经常探访。",
    "九成在此时长内（小时）": "The hours within which nine in ten were done. 九成在此时长内办结（小时）。",
    "表达能力": "The ability to express oneself. 表达能力。",
    "患病情况": "The illness. 患病情况。",
    "精神状况": "The state of mind. 精神状况。",
    "行动能力": "The ability to move. 行动能力。",
    "反应能力": "The ability to react. 反应能力。",
    "第一探访联系人；计划生育特殊家庭的一对一联系人":
        "Which contact: the first contact, or the one-to-one contact of a special family. 联系人类别：第一探访联系"
        "人，或计划生育特殊家庭的一对一联系人。",
    "四查": "The four checks: food, clothing, housing, medical care. 四查（吃、穿、住、医）。",
    "室内环境": "The indoor environment. 室内环境。",
    "情绪状态": "The mood. 情绪状态。",
    "关爱服务需求及落实情况": "The needs for care services, and what was done about them. 关爱服务需求及落实情况。",
    "服务项目": "The services given. 服务项目。",
    "失能": "Elders with disabled self-care. 失能老年人数。",
    "空巢": "Empty-nest elders. 空巢老年人数。",
    "一般对象": "General targets. 一般对象人数。",
    "重点对象": "Key targets. 重点对象人数。",
    "留守": "Left-behind elders. 留守老年人数。",
    "独居": "Elders living alone. 独居老年人数。",
    "孤寡": "Elders without kin. 孤寡老年人数。",
    "重残": "Elders with a severe disability. 重残老年人数。",
    "计划生育特殊家庭": "Elders of special family-planning families. 计划生育特殊家庭老年人数。",
    "用电": "The safety of the electricity. 用电安全。",
    "燃气": "The safety of the gas. 燃气安全。",
    "住房": "The safety of the housing. 住房安全。",
    "用水": "The safety of the water. 用水安全。",
    "时长（分钟）": "The duration in minutes. 时长（分钟）。",
    "与服务对象关系": "The person's relationship to the elder. 与服务对象关系。",
    "每周期次数": "The number of visits in each window. 每周期探访次数。",
    "处置人或单位": "The person or organisation that sees to the risk. 处置人或单位。",
    "是否纳入健康管理": "Whether the elder is under health management. 是否纳入健康管理。",
    "开展帮扶单位（组织）": "The organisations that help. 开展帮扶单位（组织）。",
    "帮扶措施": "The measures of help. 帮扶措施。",
    "帮扶责任人": "The person responsible for the help. 帮扶责任人。",
    "身份": "The helper's political status. 身份（中共党员、群众、其他）。",
    "建立帮扶关系时间": "The day on which the help began. 建立帮扶关系时间。",
    "所在单位": "The person's organisation. 所在单位。",
    "农村户籍": "Whether the household registration is rural. 是否农村户籍。",
    "家庭卫生": "Household hygiene. 家庭卫生。",
    "个人卫生": "Personal hygiene. 个人卫生。",
    "疾病名称": "The name of the illness. 疾病名称。",
    "生活用电是否安全": "Whether the electricity is safe. 生活用电是否安全。",
    "家庭月收入": "The household's monthly income, in yuan. 家庭月收入（元）。",
    "住房是否安全": "Whether the housing is safe. 住房是否安全。",
    "饮水是否安全": "Whether the drinking water is safe. 饮水是否安全。",
    "已完成周期数": "The windows in which the visits due were made. 已完成周期数。",
    "来电人": "The person outside the system who reports it. 来电反映人。",
    "急需": "Whether the need is urgent. 是否急需。",
    "未办结、未销号": "How many are open. 未办结（未销号）数。",
    "最早上报时间": "When the oldest of them was reported; null: none is open. 最早上报时间，无则为空。",
    "已确定": "Confirmed as targets. 已确定为服务对象的人数。",
    "不符合条件": "Found not eligible. 不符合条件的人数。",
    "已入户核实": "Surveyed at home. 已入户核实的人数。",
    "责任单位": "The responsible department. 责任单位。",
    "家庭救助帮扶情况": "The assistance that the household receives. 家庭救助帮扶情况。",
    "委托照顾协议": "The agreement on delegated care. 委托照顾协议。",
    "临时照料人": "The temporary carers. 临时照料人。",
    "患病类型": "The elder's diseases. 患病类型。",
    "经济情况": "The economic status. 经济情况。",
    "建档日期": "The filing date. 建档日期。",
    "健康管理、家庭医生签约": "The health management of the older. 老年人健康管理、家庭医生签约。",
    "已享受帮扶情况": "The help that the elder already receives. 已享受帮扶情况。",
    "帮扶联系人": "The helper contact. 帮扶联系人。",
    "经济来源": "The source of income. 经济来源。",
    "家庭生活条件": "The household's living conditions. 家庭生活条件。",
    "生活状况 (枣庄)": "The living situation as the Zaozhuang form has it. 生活状况（枣庄表）。",
    "曾患病史": "The medical history. 曾患病史。",
    "月可支配收入": "The monthly disposable income, in yuan. 月可支配收入（元）。",
    "不适用的栏目及原因": "The parts of the form that do not apply, with the reason. 不适用的栏目及原因。",
    "是否登记户口": "Whether the household is registered. 是否登记户口。",
    "是否享受低保": "Whether the household receives the subsistence allowance. 是否享受低保。",
    "其他赡养义务人": "Other persons with a duty of support. 其他赡养义务人。",
    "工作人员签字": "The worker who signed the form. 工作人员签字。",
    "用电安全": "The safety of the electricity. 用电安全。",
    "燃气安全": "The safety of the gas. 燃气安全。",
    "水暖安全": "The safety of water and heating. 水暖安全。",
    "初始状态": "The elder's condition: the baseline of later records. 初始状态，供此后探访记录对照。",
    "是否符合条件": "Whether the survey finds the person eligible. 入户核实认为是否符合条件。",
    "水、电、气、住房安全": "The safety of water, electricity, gas and housing. 水、电、气、住房安全。",
    "服务需求": "The needs for care services. 服务需求。",
    "赡养人履行义务情况": "How the supporters fulfil their duty. 赡养人履行赡养义务情况。",
    "是否愿意接受服务": "Whether the elder wants the service. 是否愿意接受服务。",
    "督促日期": "The day of the urging. 督促日期。",
    "作废原因": "The reason why the record is void. 作废原因。",
    "等级变更依据": "The circumstances that change the grade. 等级变更依据。",
    "评估原因": "The reason for the assessment. 评估原因。",
    "老年人能力总得分": "The total score of the assessment. 老年人能力总得分。",
    "the 26 items' points, in the order of `ability_items`":
        "The points of the 26 items, in the order of `ability_items`. 26 项指标得分，按 `ability_items` 的顺序。",
    "the result; follows from the score where one is given":
        "The grade; it follows from the score where one is given. 能力程度，填报得分的由得分确定。",
}  # fmt: skip
