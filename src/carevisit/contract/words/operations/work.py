"""Operations of the daily work beside the visits: needs, risks, attachments, duties, special periods, what is due."""

WORK = {
    "raiseNeeds":
        "Raise up to 1,000 needs in one request, each with its `record_no`. See `POST /v1/visits/batch`.\n\n"
        "一次登记至多 1,000 条需求，每条须带 `record_no`。规则见 `POST /v1/visits/batch`。",
    "reportRisks":
        "Report up to 1,000 risks in one request, each with its `record_no`. See `POST /v1/visits/batch`.\n\n"
        "一次上报至多 1,000 条风险隐患，每条须带 `record_no`。规则见 `POST /v1/visits/batch`。",
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
    "readStatus":
        "An elder's status: state, tier, the visits due and made, open needs and risks, and flags with their "
        "causes.\n\n"
        "With `at` or `known_at`, the status as of that moment; before the elder was in the ledger, 404. "
        "`device_quiet` is in the present status only. An agency reads the present status only, because the past "
        "holds records of other agencies.\n\n"
        "服务对象的当前状态：档案状态、重点或一般、应访与已访、未办结的需求和未销号的隐患、各项标记及起因。带 `at` "
        "或 `known_at` 的为该时点的状态，建档之前答复 404；`device_quiet` 仅见于当前状态。服务机构只能查看当前状"
        "态。",
    "readTimeline":
        "The elder's entries, the latest recorded first. An agency reads those that it made, and the corrections "
        "of them.\n\n"
        "服务对象的全部条目，最近记录的在前；服务机构只见本机构的记录及对其的更正。分页查询。",
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
        "For the party that recorded it, the township and the district. Requires `If-Match`. 409 `step_not_possible` for "
        "any other step.\n\n"
        "作废误填的最后一步（`story` 的末项）：该步骤仍可查阅，需求恢复此前状态。由登记该步骤的一方、乡镇（街道）或"
        "县（区）办理。须带 `If-Match`；不是最后一步的，答复 409 `step_not_possible`。",
    "withdrawNeed":
        "Withdraw a need that was raised in error: it counts nowhere, and stays readable with the reason. For the "
        "township and the district. Requires `If-Match`.\n\n"
        "撤销误报的需求：不再计入任何统计，连同原因仍可查阅。由乡镇（街道）或县（区）办理。须带 `If-Match`。",
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
        "Any party that may handle the risk may raise it to major; only the township and the district may lower it. "
        "Requires `If-Match`.\n\n"
        "调整风险隐患的严重程度并说明原因，待办步骤按新的时限重新计算。可处置该隐患的均可调为重大，调低的限乡镇（街"
        "道）和县（区）。须带 `If-Match`。",
    "voidRiskStep":
        "Void the last step of the `story`, recorded by mistake: it stays readable, and the risk returns to its "
        "previous state.\n\n"
        "For the party that recorded it, the township and the district. Requires `If-Match`. 409 `step_not_possible` for "
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
    "readWorklist":
        "The visits to make and the steps to take: elders overdue, windows begun, and steps of needs and risks that the "
        "caller must take, by the day until which somebody must act.\n\n"
        "A step is on the list of the tier or the agency that must take it; once its time has passed, also on that "
        "of the tier above, and then of the next. A later day shows what would be due if nobody acted until then. "
        "An agency reads the elders that it serves today.\n\n"
        "探访任务清单：逾期未访的、本期应访的，以及待办的需求和隐患步骤，按办理期限排列。待办步骤列入首责层级或机构"
        "的清单，逾期后依次列入上一层级。选将来日期的，显示届时仍未办理的事项。服务机构只见当日服务的对象。",
}  # fmt: skip
