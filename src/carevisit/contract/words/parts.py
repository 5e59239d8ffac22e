"""What a property means in a schema where its name alone would not say it."""


def _of(schemas: str, name: str, words: str) -> dict[str, str]:
    return {f"{schema}.{name}": words for schema in schemas.split()}


PARTS = {
    # account, agency
    "Acknowledged.account": "The account that recorded the acknowledgement. 登记确认的账号编号。",
    "ElderPairedData.account": "The account that the elder is paired with. 结对账号编号。",
    "CoverageItem.agency":
        "The agency, where the lines are agencies; null: served by none. 服务机构编号（按机构统计时），无机构承接时"
        "为空。",
    # at
    "Acknowledged.at": "When the alert was looked into. 核实时间。",
    "AlertShown.at": "When the alert was raised. 告警时间。",
    **_of("EmergencyCall RiskCalledData", "at", "When the call was made. 拨打时间。"),
    **_of(
        "FamilyContact RiskFamilyContactedData", "at",
        "When the family or the emergency contact was called. 联系家庭成员或紧急联系人的时间。",
    ),
    "FamilyContactShown.at": "When the contact began. 开始时间。",
    "Removed.at": "When the attachment was removed. 移除时间。",
    "Status.at": "The moment of the status: what had happened by then counts. 状态时点，仅计该时点前已发生的内容。",
    # by
    **_of("Acknowledged", "by", "The person who looked into the alert. 核实人。"),
    "AttachmentShown.by": "The role and the side that added the file. 上传方（角色与记录方）。",
    "AwaitedShown.by": "The time until which the step is in time. 办理截止时间。",
    **_of("Call EmergencyCall", "by", "The person who made the call. 拨打人。"),
    **_of(
        "CampaignProgress Coverage NeedFigures RiskFigures", "by",
        "What the lines are broken down by. 统计分组方式。",
    ),
    **_of("RiskSupervisedData Supervision", "by", "The body that urges the supporters. 督促赡养人的层级。"),
    "StoryLine.by": "The role and the side that recorded the step. 记录方（角色与记录方）。",
    "SurveyShown.by": "The person who called at the home. 核实人。",
    **_of("UrgingRecordedData UrgingSheet UrgingShown", "by", "Who urged the family. 督促人。"),
    "VisitVersion.by": "The role and the side that recorded this version. 本版本的记录方（角色与记录方）。",
    # code, count, en, zh
    **_of("CategoryDecided CategoryHeld", "code", "The category. 对象类型。"),
    "UnknownShown.code": "The category, or `key` for the tier. 对象类型，`key` 指是否为重点对象。",
    "FestivalShown.code": "The festival. 节日代码。",
    "FlagShown.code": "The flag. 标记。",
    **_of("PlaceServed PlaceShown", "code", "The code of the place. 行政区域代码。"),
    "RegionShown.code": "The code of the region (GB/T 2260). 行政区划代码（GB/T 2260）。",
    "SignRefused.code": "The reason why the sign was refused. 未接收的原因。",
    "WorkReason.code": "The reason to act. 办理原因。",
    "ClearedFigures.count": "How many are cleared. 已排除数。",
    "ConcludedFigures.count": "How many are concluded. 已登记办理结果数。",
    "FollowedFigures.count": "How many are followed up. 已回访数。",
    "RaisedFigures.count": "How many were raised. 上报数。",
    **_of("DutyShown ReportLine", "zh", "The duty in Chinese, as the profile's source has it. 职责任务（方案原文）。"),
    "DutyShown.en": "The duty in English. 职责任务英文。",
    "RequiredFields.always": "What every record must say. 各类记录均必填的栏目。",
    "VisitDraft.required": "What the record must say. 必填栏目。",
    "OpenNeed.kind": "The kind of need. 关爱服务需求类型。",
    "OpenRisk.kind": "The kind of risk. 风险隐患类型。",
    # dates
    "CandidateShown.decided_on":
        "The day on which the township decided; null: undecided. 乡镇（街道）作出决定的日期，未决定时为空。",
    "HouseholdChange.change": "Whether the household has more, fewer or as many members. 人口变化。",
    "IllnessChange.change": "Whether the illness is severe, improved or unchanged. 疾病状况变化。",
    "CampaignShown.from_on":
        "People listed, or still undecided, on or after this day are covered. 起始日期；自该日起列入名单或尚未确定的"
        "纳入本次排查。",
    **_of(
        "AdoptionSheet ProfileAdoptedData ProfileAppliedData ProfileTold", "from_on",
        "The first day on which the profile is in force. 政策方案开始执行的日期。",
    ),
    **_of("DutyReport", "from", "The first day of the quarter. 季度起始日期。"),
    **_of("DutyReport", "to", "The last day of the quarter. 季度截止日期。"),
    **_of(
        "NeedFigures RiskFigures", "from",
        "Those raised from this day on; null: not limited. 上报起始日，不限时为空。",
    ),
    **_of("NeedFigures RiskFigures", "to", "Those raised up to this day; null: not limited. 上报截止日，不限时为空。"),
    **_of("PairingSheet PairingShown", "to", "The account that the elder is paired with. 结对账号。"),
    **_of(
        "CandidateShown SurveyShown ElderSurveyedData", "eligible",
        "Whether the survey finds the person eligible; null: not surveyed. 入户核实认为是否符合条件，未核实时为空。",
    ),
    **_of(
        "Confirmation ConfirmationKept", "eligible",
        "Whether the township confirms the person as a target. 乡镇（街道）是否确定为服务对象。",
    ),
    **_of(
        "ElderExitCorrectedData ExitCorrectionKept", "left",
        "`false`: the elder never left. 是否确已退出；`false` 表示并未退出。",
    ),
    "Excluded.left": "Elders who left the ledger. 已退出的人数。",
    # findings and the like
    **_of(
        "ElderReviewedData ReviewKept", "finding",
        "Whether the file was unchanged or amended. 核对结果：无变化或已更新。",
    ),
    **_of(
        "CategoryOverruledData DecisionKept DecisionShown", "holds",
        "Whether the category holds by the decision; null: the rules apply. 认定该对象类型是否成立，空值表示以规则"
        "为准。",
    ),
    **_of("Checks Marks", "housing", "Housing: true where all is well. 住：无异常时为 true。"),
    "Clearance.how": "How the danger was removed. 排除方式。",
    "Certificate.kind":
        "The kind of disability, 1 to 7 (GB/T 26341); null: not known. 残疾类别（1–7，GB/T 26341），不详时为空。",
    "Certificate.grade": "The grade of the disability, 1 to 4; null: not known. 残疾等级（1–4），不详时为空。",
    "Certificate.number": "The number of the certificate. 残疾证号。",
    "Root.health": "The address of the service's health. 运行状态的地址。",
    "Root.name": "The name of the service. 服务名称。",
    "Root.version": "The version of the program. 程序版本号。",
    # id
    **_of("ElderFile ElderLine", "id", "The elder. 服务对象编号。"),
    "ActionShown.id": "The record of the action. 职责任务履行记录编号。",
    "AlertShown.id": "The alert. 告警编号。",
    "AttachedTo.id": "The record that the file is attached to. 附件所属记录的编号。",
    "AttachmentShown.id": "The attachment. 附件编号。",
    **_of("FileItem RecordItem VisitItem", "id",
        "The record, or the elder's file; null: it was not kept. 记录或档案编号，未保存时为空。"),
    **_of("FileItem RecordItem VisitItem", "version",
        "The version as it stands; null: it was not kept. 当前版本号，未保存时为空。"),
    **_of("FileItem RecordItem VisitItem", "status",
        "The HTTP status that a single request would have; null: not reached. 与单条提交相同的 HTTP 状态码，未处理时为空。"),
    **_of("FileItem RecordItem VisitItem", "problem",
        "As in the answer to a single request; null: it was accepted. 与单条提交的错误相同，已接收时为空。"),
    **_of("FileBatch RecordBatch VisitBatch", "items", "The result of each record, in order. 各条的处理结果，按顺序排列。"),
    "BatchLine.id": "The elder's file; null: the line was refused. 服务对象编号，未接收时为空。",
    "CampaignShown.id": "The census campaign. 排查工作编号。",
    **_of("DecisionShown ExitShown", "id", "The entry. 条目编号。"),
    "DeviceShown.id": "The device. 监测设备编号。",
    "FamilyContactShown.id": "The contact. 亲属联系记录编号。",
    "Me.id": "The account or the client. 账号或客户端编号。",
    **_of("NeedLine NeedShown", "id", "The need. 关爱服务需求编号。"),
    "PairingShown.id": "The pairing. 结对关爱记录编号。",
    **_of("PeriodShown SpecialShown", "id", "The special period. 特殊时间节点编号。"),
    **_of("Receipt VisitLine VisitShown", "id", "The visit record. 探访记录编号。"),
    **_of("RiskLine RiskShown", "id", "The risk. 风险隐患编号。"),
    "Serving.id": "The agency. 服务机构编号。",
    "StoryLine.id": "The step. 步骤编号。",
    "SurveyShown.id": "The survey. 入户核实记录编号。",
    "Suspension.id": "The suspension. 暂停记录编号。",
    "TimelineItem.id": "The entry. 条目编号。",
    "UrgingShown.id": "The urging. 督促记录编号。",
    # kind
    **_of("AlertSheet AlertShown", "kind", "The kind of alert. 告警类型。"),
    "AttachedTo.kind": "The kind of record. 所属记录的种类。",
    **_of("DeviceSheet DeviceShown", "kind", "The kind of device. 监测设备类型。"),
    **_of("NeedLine NeedSheet NeedShown NeedTold", "kind", "The kind of need. 关爱服务需求类型。"),
    **_of("PairingSheet PairingShown", "kind", "The kind of pairing. 结对关爱方式。"),
    **_of("PeriodSheet PeriodShown", "kind", "The kind of special period. 特殊时间节点类型。"),
    **_of("RiskLine RiskSheet RiskShown RiskTold", "kind", "The kind of risk. 风险隐患类型。"),
    **_of(
        "StoryLine TimelineItem", "kind",
        "The kind of fact, such as `visit.recorded`. 事实类型，如 `visit.recorded`。",
    ),
    # late, lives
    **_of(
        "VisitRecordedData VisitCorrectedData VisitLine VisitShown", "late",
        "Whether it was recorded more than 48 hours after it began. 是否迟报（开始后超过 48 小时才记录）。",
    ),
    "RiskTownshipToldData.late":
        "Whether the report came later than the profile allows. 是否超过政策方案规定时限上报。",
    "VisitorItem.late": "How many of the records were late. 迟报的记录数。",
    # met, made, owed
    "ConcludedFigures.met": "How many needs are met. 已解决数。",
    "CoveredElder.met_in_home": "Whether the elder was met at home in the month. 当月是否上门探访到。",
    "Special.met": "How many extra visits were made. 已完成的增加探访次数。",
    "Special.owed": "How many extra visits were due. 应增加的探访次数。",
    "SpecialShown.made": "How many visits were made in the period. 该时段内已探访次数。",
    "SpecialShown.owed": "How many visits are due in the period. 该时段内应探访次数。",
    **_of(
        "FamilyContactRecordedData FamilyContactSheet FamilyContactShown", "mode",
        "How the family member was in contact: telephone or video. 联系方式：电话或视频。",
    ),
    # name
    "AttachmentShown.name": "The name of the file; null: removed. 文件名，已移除时为空。",
    "CampaignShown.name": "The name of the campaign. 排查工作名称。",
    **_of("CountLine ProgressLine ReviewCount", "name", "The name of the village. 村（居）名称。"),
    **_of(
        "PeriodDeclaredData PeriodShown SpecialShown", "name",
        "The name of the weather or the festival. 天气或节日名称。",
    ),
    **_of("PlaceServed PlaceShown", "name", "The name of the place. 行政区域名称。"),
    "ProfileShown.name": "The name of the profile, as a code. 政策方案名称（代码）。",
    "RegionShown.name": "The name of the region. 行政区划名称。",
    "Serving.name": "The name of the agency. 服务机构名称。",
    "Me.name": "The name of the account or the client. 账号或客户端名称。",
    "Counts.note": "What the numbers count. 统计口径说明。",
    # on
    **_of("ActionShown DutyActionRecordedData", "on", "The day of the action. 履行日期。"),
    **_of(
        "CategoryOverruledData TierOverruledData Decision DecisionKept DecisionShown", "on",
        "The day from which the decision holds. 认定生效日期。",
    ),
    **_of(
        "ConfirmationKept ElderConfirmedData", "on",
        "The day from which the elder is a target. 确定为服务对象的日期。",
    ),
    **_of(
        "ConsentKept ConsentRecordedData ConsentSheet ConsentTold", "on",
        "The day from which the elder's wish holds. 本人意愿生效日期。",
    ),
    **_of(
        "ElderLeftData ExitKept ExitShown ElderExitCorrectedData ExitCorrectionKept", "on",
        "The first day on which the elder is not in the ledger. 退出之日。",
    ),
    "ElderListedData.on": "The day of the list. 列入名单的日期。",
    **_of("ElderMergedFromData ElderMergedIntoData ElderUnmergedData", "on", "The day from which it holds. 生效日期。"),
    **_of(
        "ElderReturnedData ReturnKept ReturnSheet", "on",
        "The day from which the elder is in the ledger again. 重新纳入的日期。",
    ),
    **_of("ElderReviewedData Review ReviewKept", "on", "The day of the review. 档案更新日期。"),
    **_of("ElderSurveyedData SurveyShown", "on", "The day of the survey. 入户核实日期。"),
    "ElderTransferredData.on": "The day from which the elder lives in the new village. 迁入日期。",
    "FestivalShown.on": "The day of the festival. 节日日期。",
    "MatchDismissedData.on": "The day of the decision. 认定日期。",
    **_of("NeedFollowedUpData RiskFollowedUpData", "on", "The day of the follow-up. 回访日期。"),
    "NextChange.on": "The day of the change. 变化日期。",
    **_of("RiskSupervisedData UrgingRecordedData UrgingShown", "on", "The day of the urging. 督促日期。"),
    "UrgingAnsweredData.on": "The day of the family's answer. 督促结果日期。",
    # outcome, overdue
    **_of("Benefit NeedBenefitToldData", "outcome", "The outcome of the application. 申请结果。"),
    "ReviewCount.overdue": "How many reviews are overdue. 逾期未更新的档案数。",
    "Status.overdue": "Whether a visit is overdue. 探访是否逾期。",
    # reached
    **_of("Contact FamilyContact", "who", "The person who was called. 联系对象。"),
    "DecisionShown.reason": "The reason of the decision. 认定理由。",
    **_of("CategoryHeld DerivedShown", "reasons", "The reasons by the rules, in words. 按规则判定的理由。"),
    "WorkItem.reasons": "Why somebody must act, each with its day. 需要办理的原因及期限。",
    "ReviewDue.overdue": "Whether the review is overdue. 档案更新是否逾期。",
    "AwaitedShown.overdue": "Whether the time has passed. 是否已超过办理期限。",
    "BatchAnswer.items": "The result of each line, in order. 各条的处理结果，按顺序排列。",
    "Benefits.items":
        "The items of assistance and welfare; null: not known. 享受社会救助和社会福利补贴项目，不详时为空。",
    "SignsReceipt.refused": "The signs of life that were refused. 未接收的心跳。",
    **_of(
        "ContactKept ContactNamedData", "role",
        "Which contact: the first contact, or the one-to-one contact. 联系人类别：第一探访联系人或一对一联系人。",
    ),
    "Me.role": "The caller's role. 当前角色。",
    **_of("ElderLine Status Twin", "running_no", "How many times the elder has been met. 累计见到次数。"),
    "VisitLine.running_no": "The running number of the visit; null: not met. 第几次探访，未见到时为空。",
    # since, source
    "AwaitedShown.since": "The time from which the step has been due. 待办起算时间。",
    "FlagShown.since": "The time from which the flag has stood. 标记起始时间。",
    "Lives.since": "The day since which the person has lived there; null: not known. 外出（居住）时间，不详时为空。",
    "WorkReason.since": "The day since which there has been reason to act. 起始日期。",
    **_of(
        "CategoryDecided CategoryHeld", "source",
        "Who says so: the rules, the form or the township. 判定来源：规则、填报或乡镇（街道）认定。",
    ),
    **_of("Duties ProfileShown", "source", "The official document. 政策文件出处。"),
    "ElderListedData.source": "Where the list came from. 摸排来源。",
    "Ready.status": "The state of the service: `ok`, or `degraded`. 运行状态：`ok` 正常，`degraded` 部分受限。",
    **_of("Spouse SpouseShown", "status", "Whether there is a spouse. 配偶状况。"),
    # steps and tiers
    **_of("NeedEscalatedData RiskEscalatedData", "step", "The step that is late. 逾期的步骤。"),
    **_of(
        "NeedEscalatedData RiskEscalatedData", "tier",
        "The tier that sees the step from then on. 提级后的责任层级。",
    ),
    "AwaitedShown.told": "The tiers whose worklist the step is on. 已列入其任务清单的层级。",
    "TierDecided.told": "The tier on the form; null: none is given. 登记表填报的重点或一般对象，未填时为空。",
    "CategoryDecided.told": "Whether the form has the category. 登记表是否填报该对象类型。",
    **_of("FrequencySetData", "times", "The number of visits due in each window. 每周期应探访次数。"),
    "VisitorTold.category": "The category of the visitor. 服务人员类别。",
    "VisitorItem.visitor": "The visitor. 服务人员编号。",
    "CoveredElder.excluded": "The reason why no visit is due; null: one is due. 无须探访的原因，须探访时为空。",
    **_of(
        "NeedShown RiskShown", "caller",
        "The person outside the system who reported it; null: none. 来电反映人，无则为空。",
    ),
    **_of("NeedShown RiskShown", "visits", "The visit records that report it. 反映该事项的探访记录。"),
    **_of("FrequencyKept", "reason", "The reason for the higher frequency. 增加探访频次的原因。"),
    **_of("ScopeAddedData ScopeRemovedData", "reason", "The reason: `transfer` or `contract`. 原因：迁移或合同。"),
    "Duplicate.elders": "The two files. 两份档案。",
    "Counted.window": "The window, such as 2026-11-H2. 探访周期，如 2026-11-H2。",
    "PeriodDeclaredData.until_on": "The last day. 截止日期。",
    "PairingEndedData.until_on": "The last day of the pairing. 结对截止日期。",
    "DeviceRemovedData.until_on": "The last day of the device. 监测设备使用截止日期。",
    "NextChange.what": "What changes: a category, the tier or the state. 变化内容：对象类型、重点或一般、档案状态。",
    "TimelineItem.version": "The position of the entry in the elder's stream. 该条目在其账目中的序号。",
    "AlertRaisedData.risk_id":
        "The risk that the alert opened or belongs to; null: none. 告警所属的风险隐患编号，无则为空。",
    # words that the schema has in the old manner, said plainly
    "Suspension.until_told": "The last day as first recorded; null: open-ended. 原定最后一日，未定时为空。",
    "CandidateSheet.categories_told": "The categories as the list has them. 名单所载的对象类型。",
    "Registration.categories_told": "The categories as the worker enters them. 工作人员填报的对象类型。",
    "Registration.tier_told": "The tier as the worker enters it. 工作人员填报的重点对象或一般对象。",
    "Registration.born_told":
        "The year of birth or the age that a list states, used while there is no ID number. 名单所载的出生年份或年"
        "龄，无身份证号码时使用。",
    "CandidateSheet.id_number":
        "The resident ID number (GB 11643), where the list has it. 居民身份证号码（GB 11643），名单未载的不填。",
    "Registration.sex":
        "The sex; it follows from the ID number and must agree with it. 性别；由身份证号码推得，须与之一致。",
    "Registration.health_told":
        "Health as the Zaozhuang form has it, kept beside the ability grade. 健康状况（枣庄表），与能力程度并列保"
        "存。",
    "ProgressLine.group":
        "The group within the village, where lines are groups; null: none is given. 小区、村民小组、自然村（按小组"
        "统计时），未填时为空。",
    "Status.health_check_due_on":
        "The day from which a health check is due; null: the file has no health management. 应进行健康检查的起始日"
        "期，档案无健康管理信息时为空。",
    "SurveySheet.hardships":
        "The hardships in food, clothing, housing, travel and medical care; null: not asked. 衣食住行医方面的困难，"
        "未询问时为空。",
    **_of(
        "Child ChildShown", "disability_grade",
        "The disability grade; 0: not disabled; null: not known. 残疾等级；0 表示无残疾，不详时为空。",
    ),
    "Correction.reason":
        "The reason for the correction; `wrong_elder` is for voiding only. 更正原因；`wrong_elder` 仅用于作废。",
    "Receipt.running_no":
        "The running number: how many times the elder has been met, this visit included; null: not met. 第几次探访"
        "（含本次），未见到时为空。",
    "CandidateShown.lists": "How many lists name the person. 列入名单次数。",
    **_of(
        "FamilyContactSheet UrgingSheet", "whom",
        "The person in words, where the file does not have them. 姓名或称谓（档案中没有该人员时填写）。",
    ),
    "HealthManagement.doctor": "The family doctor. 家庭医生。",
    "Acknowledgement.by": "The person who looked into the alert. 核实人。",
    **_of(
        "CoverageItem Covered", "elders_missed",
        "The elders with a window that ended without the visits due, as of `as_of`. 有漏访周期的人数（截至 "
        "`as_of`）。",
    ),
    **_of(
        "CoverageItem Covered", "overdue",
        "The elders overdue today, where they live today. 当前逾期人数（按现居住地）。",
    ),
    "Status.duty_tier":
        "The tier that decides the visits due in the current window; null: none is due. 本期据以确定应访次数的类别"
        "（重点或一般），本期无须探访时为空。",
    "WindowShown.owed": "The number of visits due in the window; 0: none is due. 应访次数，0 表示无须探访。",
    "WindowShown.made": "The number of in-home visits made in the window. 已上门探访次数。",
    "Registration.confirmed_on":
        "The day on which the township or the district confirmed the target; if omitted, the filing date for an "
        "elder who agrees. Visits are due from the later of this day and the agreement. 乡镇（街道）或县（区）确定"
        "为服务对象的日期，不填且本人同意的为建档日期；自确定且本人同意之日起应予探访。",
    "PlaceProfile.adopted": "The adoptions of the place itself, the latest first. 本级采用记录，最近的在前。",
    "PlaceProfile.profile": "The profile in force today. 当前执行的政策方案。",
    "Coverage.profile":
        "The profile in force in the place at the end of the month; null: the figures are not of one place. 月末适"
        "用的政策方案，不限于一个区域时为空。",
    "VisitorItem.account":
        "The account that recorded the visits; null: an agency's visitor. 记录探访的账号编号，机构服务人员为空。",
    "VisitorItem.agency": "The visitor's agency; null: the visits of an account. 服务人员所属机构，由账号记录的为空。",
    "PairingShown.name":
        "The present name of the account; null: not visible to the caller. 账号现用姓名，无权查看时为空。",
    "Acknowledged.name": "The name of the account; null: not visible to the caller. 确认账号姓名，无权查看时为空。",
    "MatchShown.dismissed_on":
        "The day from which the file counts as somebody else's; null: not dismissed. 认定非同一人的日期，未认定时为"
        "空。",
    "CandidateShown.has_id_number":
        "Whether the file has an ID number; without one a candidate cannot be confirmed. 有无居民身份证号码，无号码"
        "的摸排对象不能确定为服务对象。",
    "CandidateShown.departments": "The departments whose lists name the person. 提供名单的单位。",
    "Referral.due_on": "The day until which the need is to be met. 办理期限。",
    "CareAgreement.with": "The other party of the agreement. 受托人。",
    "PasswordChange.current_password": "The present password. 当前密码。",
    "PasswordChange.new_password": "The new password. 新密码。",
    "ExitCorrection.on": "The day of leaving; as before if omitted. 退出之日，不填则不变。",
    "Exit.on": "The first day on which the elder is not in the ledger. 退出之日（不再在册的首日）。",
    "Confirmation.on": "The day from which the elder is a target; it may be past. 确定为服务对象的日期，可早于今日。",
    "SurveySheet.by": "The person who called at the home. 核实人。",
    "FollowedFigures.in_time":
        "How many were followed up within the hours of the place's profile. 按时回访数（按所在区域政策方案的时"
        "限）。",
    "CoverageItem.name":
        "The name of the place or the agency; null: served by no agency. 行政区域或服务机构名称，无机构承接时为空。",
    "CountLine.declined":
        "Elders who do not want the service, not in the headcount. 不愿接受服务的人数，不计入在册人数。",
    "CountLine.candidates": "Candidates not yet confirmed, not in the headcount. 待确认人数，不计入在册人数。",
}  # fmt: skip
