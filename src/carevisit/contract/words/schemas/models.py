"""What requests and answers hold."""

MODELS = {
    "AbilityTold":
        "The ability grade and its basis: a stated grade, or the score from which it follows. Points up to 90: 90 "
        "intact, 66–89 mild, 46–65 moderate, 30–45 severe, 0–29 complete. A modifier makes the grade of a "
        "score worse: coma makes it complete, any other worsens it by one grade. Source: GB/T 42195-2022. 能力程度"
        "及其依据：直接填报的等级，或据以确定等级的评估得分（满分 90：90 完好，66–89 轻度，46–65 中度，30–45 重"
        "度，0–29 完全失能）。昏迷直接定为完全失能，其他等级变更依据各加重一级。",
    "Acceptance": "The responsible party accepts the need. 承办方受理。",
    "Acknowledged": "How an alert was acknowledged. 告警确认情况。",
    "Acknowledgement": "Who looked into an alert, and with what finding. 告警确认：核实人与核实结果。",
    "ActionList": "A page of actions, the latest day first. 职责任务履行记录（一页），日期近的在前。",
    "ActionSheet": "What the department of a duty did. 职责任务履行情况。",
    "ActionShown": "The record of a department's action on a duty. 一条职责任务履行记录。",
    "AddedBy": "The role and the side that added an attachment. 附件的上传方：角色与记录方。",
    "AdoptionSheet":
        "The adoption of a profile by a place, for itself and all below, from the first of a month, or from today "
        "while nobody is on file there. 采用政策方案：适用于本级及下辖，自某月 1 日起；尚无在册人员的可自当日起。",
    "AlertList": "A page of alerts, the latest recorded first. 告警（一页），最近记录的在前。",
    "AlertShown": "An alert in its present state. 一条告警的当前内容。",
    "Amendment":
        "A change of a file. What is sent replaces what was there, section by section; null clears a section; "
        "lists are replaced whole. 档案更新：所填栏目整栏替换，空值表示清除，列表整体替换。",
    "AnswerSheet": "The result of an urging. 督促结果。",
    "AttachedTo": "The record to which a file is attached. 附件所属的记录。",
    "AttachmentList":
        "The attachments of a record, in the order in which they were added, without removed ones. 一条记录的全部附"
        "件，按上传先后排列，不含已移除的。",
    "AttachmentRemoval": "Why an attachment is removed. 附件移除原因。",
    "Copy": "A copy of a form, by the office that keeps it. 联次，按存档单位。",
    "Form": "An official form: annex 3, annex 4, or that of Zaozhuang. 表格种类：附件3、附件4、枣庄信息采集表。",
    "RecordChecked": "What a printed record is a copy of, and whether that still stands. 纸质记录的核验结果。",
    "VersionPrinted": "A version of a record. 记录的某一版本。",
    "AttachmentShown":
        "An attachment without its content; `size` is that of the file, in bytes. A removed attachment has neither "
        "name nor content. 附件信息（不含内容），`size` 为文件字节数；已移除的没有名称和内容。",
    "AwaitedShown": "A step that somebody must take. 待办步骤。",
    "FileBatch": "The result of each file, in order. 批量登记的结果，逐条按序排列。",
    "FileItem": "The result of one file of a batch. 批量登记中一条的处理结果。",
    "RecordBatch": "The result of each record, in order. 批量提交的结果，逐条按序排列。",
    "RecordItem": "The result of one record of a batch. 批量提交中一条的处理结果。",
    "VisitBatch": "The result of each visit record, in order. 批量提交探访记录的结果，逐条按序排列。",
    "VisitItem": "The result of one visit record of a batch or a stream. 批量或流式提交中一条探访记录的处理结果。",
    "BatchAnswer": "The result of each line, in order. 批量提交的结果，逐条按序排列。",
    "BatchLine": "The result of one line. 一条的处理结果。",
    "Benefit":
        "A benefit to which the elder may be entitled: informed on, applied on, with what outcome. 政策告知与协助申"
        "请：告知日期、申请日期与结果。",
    "Body_issueToken": "A request for a token (RFC 6749). 令牌请求（RFC 6749）。",
    "Body_revokeToken": "A request to end a token (RFC 7009). 撤销令牌的请求（RFC 7009）。",
    "BornTold":
        "The birth as stated by a list without ID numbers: a year, or an age on a day. 名单所载的出生情况（无身份证"
        "号码时）：出生年份，或年龄及其截至日期。",
    "By": "The role and the side that recorded a version. 版本的记录方：角色与记录方。",
    "CallerTold":
        "The person outside the system who reported the matter, such as a daughter who phones in. 来电反映人，如来"
        "电的女儿。",
    "CampaignList": "A page of census campaigns, newest first. 排查工作（一页），最新的在前。",
    "CampaignProgress": "The progress of a campaign within the caller's area. 所辖范围内的排查进度。",
    "CampaignShown": "A census campaign. 一次排查工作。",
    "Cancellation": "An empty body: a cancellation needs no content. 空请求体：取消时无须填写内容。",
    "CandidateList": "A page of candidates. 摸排对象（一页）。",
    "CandidateSheet":
        "A person that a list names. Many lists have no ID number; a year of birth, or an age on a day, helps "
        "then. 列入摸排名单的人员。名单无身份证号码的，可填出生年份或年龄。",
    "CandidateShown": "A person in the census, and the stage that the census has reached. 摸排对象及其摸排进度。",
    "CareAgreement":
        "An agreement on delegated care (委托照顾协议) by which relatives or others look after the elder, reported "
        "to the village committee and made with respect for the elder's wish. `id` is the other party's. Source: 枣"
        "庄, part 2 (3) 1. 委托照顾协议：在尊重老年人意愿的前提下由亲属或他人照顾，并向村（居）委会报备；`id` 为受"
        "托人的编号。",
    "Carer": "A person who looks after the elder for the time being. 临时照料人。",
    "CarerShown": "A temporary carer, in the caller's view of the file. 临时照料人（按查看权限显示）。",
    "CategoryDecided":
        "A category: whether it holds today, by which source, and every statement about it. 一个对象类型：当前是否"
        "成立、判定来源及各项依据。",
    "CategoryHeld": "A category that the elder holds, with its reasons. 服务对象所属的一个类型及理由。",
    "Child":
        "A child. Deceased children are listed too, because the categories depend on them. 子女；已去世的也须填写，"
        "判定对象类型时需要。",
    "ChildNear":
        "A living child, and whether the rule proposes the child as first contact: one in the household, otherwise "
        "one in the village (part 2 (3)). 健在的子女，以及按规则是否列为第一探访联系人（同住的优先，其次为同村（"
        "居）的）。",
    "ChildShown": "A child, in the caller's view of the file. 子女（按查看权限显示）。",
    "ChildsSpouseShown": "A child's spouse, in the caller's view of the file. 子女配偶（按查看权限显示）。",
    "ClearedFigures":
        "Of the risks reported in the span, how many are cleared at present, and how long it took. 所选时段内上报的"
        "隐患，当前已排除数及用时。",
    "ConcludedFigures":
        "Of the needs raised in the span, how many are concluded at present; the hours are those of the needs met. "
        "所选时段内提出的需求，当前已登记办理结果数；用时按已解决的计算。",
    "Conditions":
        "The elder's condition at the survey: the baseline to which \"unchanged\" in the first visit record refers. "
        "入户核实时的初始状态，即首次探访记录中“无变化”所对照的基线。",
    "ConditionsTold": "The elder's condition at the survey. 入户核实时的初始状态。",
    "Confirmation": "The township's decision on a candidate. 确定服务对象：乡镇（街道）对待确认人员的决定。",
    "ConfirmationKept": "A recorded confirmation. 已登记的确认。",
    "ConsentKept": "A recorded consent or refusal. 已登记的本人意愿。",
    "ConsentTold": "Whether the elder wants the visits, and since when. 本人意愿及其生效日期。",
    "Contact":
        "An attempt to reach the family or the emergency contact, and to urge them. 联系并督促家庭成员或紧急联系"
        "人。",
    "ContactKept":
        "A recorded naming of a contact; without a person it takes the naming back. Reading the contacts shows who "
        "it is. 已登记的联系人；无人员即为撤回，具体人员在查询联系人时显示。",
    "ContactSheet":
        "The contact: a person of the file by `id`, or a new one by name and telephone number; `withdrawn` takes "
        "the naming back. 联系人：档案中的人员填编号，其他人员填姓名和电话；`withdrawn` 表示撤回。",
    "Contacts":
        "The contacts of an elder: the person to call first, those named, and those that the rule proposes; "
        "children elsewhere are urged to keep in touch. 服务对象的联系人：首先联系的人、已明确的人和按规则应列的"
        "人；子女在外地的，督促其定期联系。",
    "ContentShown": "The content of a visit record. 探访记录的内容。",
    "Correction":
        "The whole content of the record anew, and the reason. The elder, the needs, the risks and the number "
        "stay. 更正：重新填写全部内容并说明原因；服务对象、需求、隐患和探访次数不变。",
    "CountLine":
        "A village's elders on file today. An elder may hold several categories: **the sum of the categories is "
        "not the headcount**. 一个村（居）当日的在册人数。一人可属多个类型，**各类型之和不等于在册人数**。",
    "Counted": "The window towards which the visit counts. 该次探访计入的周期。",
    "Counts":
        "The elders on file, by village and category, for the city bureau. 分村（居）、分对象类型的在册统计，供报市"
        "民政局。",
    "Coverage":
        "The visits due and made in a month. Totals count different elders, so they may be less than the sum of "
        "the lines. 某月应访与已访情况。合计按人去重，可能小于各行之和。",
    "CoverageItem": "One place, agency or month. 一个行政区域、服务机构或月份。",
    "Covered": "The visits due and those made. A rate of nothing is null. 应访与已访；无应访对象时比率为空。",
    "CoveredElder":
        "An elder behind a number. An elder who lives outside the caller's places now has no id. 统计数字对应的一位"
        "服务对象；现已不在所辖区域居住的不给出编号。",
    "CoveredElders": "A page of the elders behind a number. 统计数字对应的服务对象（一页）。",
    "Decision":
        "The township's decision on a category or the tier against the rules; null returns to the rules. 乡镇（街"
        "道）对对象类型或重点、一般的认定；空值即恢复以规则为准。",
    "DecisionKept": "A recorded decision. 已登记的认定。",
    "DecisionShown": "A decision of the township on a category or the tier. 乡镇（街道）的一次认定。",
    "DecisionsShown":
        "Every category and the tier, as derived, as stated on the form and as decided; every decision, the latest "
        "recorded first. 各对象类型及重点、一般的判定、填报与认定；历次认定，最近登记的在前。",
    "Decline": "The responsible party declines the need, with the reason. 承办方退回及其原因。",
    "DerivedShown": "What follows from the facts by the rules. 按规则判定的结果。",
    "DeviceList": "An elder's devices, the latest first day first. 服务对象的监测设备，起始日期近的在前。",
    "DeviceSheet":
        "A device: its kind, its number, its first and last day, and its quiet time. 监测设备：类型、编号、起止日期"
        "和失联判定时长。",
    "DeviceShown": "A device in its present state. 一台监测设备的当前内容。",
    "Dictionary": "Every code, by the name of its list. 全部代码，按代码表名称列出。",
    "DismissalSheet": "Why the other file is somebody else's. 认定非同一人的理由。",
    "Dismissed": "Two files that belong to two persons. 经认定并非同一人的两份档案。",
    "DuplicateList": "A page of pairs of files. 疑似重复档案（一页）。",
    "DutyReport":
        "The report on the duties of a quarter: every duty of the profile, done or not. 职责任务季度报告：政策方案"
        "的各项任务，无论是否履行。",
    "DutyShown": "A duty of the list, with its responsible department. 一项职责任务及其责任单位。",
    "ElderFile":
        "An elder's file in the caller's view: `full` for the district, the township and their platform; `working` "
        "for the village (ID numbers masked, no income); `service` for the agency and the app (no ID number, "
        "income or family). 服务对象档案（台账）。`full` 完整视图：县（区）、乡镇（街道）及其平台；`working` 工作视"
        "图：村（居），身份证号码脱敏，不含收入；`service` 服务视图：服务机构与应用，不含身份证号码、收入和家庭成"
        "员。",
    "ElderLine": "An elder in a list. 列表中的一位服务对象。",
    "ElderList": "A page of elders. 服务对象（一页）。",
    "ElderSigned": "Whether the elder signed, or why not. 服务对象是否签字，或未签字的原因。",
    "EmergencyCall": "An emergency call made at once. 第一时间拨打的紧急求助电话。",
    "EmergencyContact": "The emergency contact. 紧急联系人。",
    "Ended": "The token is no longer valid, or never was. 令牌已失效或不存在。",
    "Excluded":
        "The elders with no visit due in the month, each for one reason: left before declined before "
        "suspended before a short window. 当月无须探访的人数，每人只计一个原因，依次为：已退出、不同意、暂停、周期"
        "过短。",
    "ExitCorrection":
        "The correct content of an exit: that the elder never left, or another day, or another reason. 更正退出：并"
        "未退出，或更正日期、原因。",
    "ExitCorrectionKept": "A recorded correction of an exit. 已登记的退出更正。",
    "ExitKept": "A recorded exit. 已登记的退出。",
    "ExitShown": "An elder's last exit, in its present state. 最近一次退出的当前内容。",
    "Facilities": "The safety of the home at the survey. 入户核实时水、电、气、住房安全情况。",
    "FacilitiesTold": "The safety of the home at the survey. 入户核实时水、电、气、住房安全情况。",
    "Family":
        "The family: what the categories depend on, and all its members. 家庭成员：判定对象类型所需的情况及全部成"
        "员。",
    "FamilyContact": "An attempt to reach the family or the emergency contact. 一次联系家庭成员或紧急联系人的记录。",
    "FamilyContactList": "A page of contacts, the latest recorded first. 亲属联系记录（一页），最近记录的在前。",
    "FamilyContactShown": "A contact of a family member with the elder. 一条亲属联系记录。",
    "FamilyMemberShown": "A member of the family, in the caller's view of the file. 家庭成员（按查看权限显示）。",
    "FamilyShown": "The family, in the caller's view of the file. 家庭成员情况（按查看权限显示）。",
    "FestivalShown": "A festival and its day. 一个传统节日及其日期。",
    "Festivals": "The traditional festivals of a year. 某年的传统节日。",
    "FlagShown": "A flag, the time from which it holds, and the entry that caused it. 一个标记及其起始时间、起因条目。",
    "FollowedFigures":
        "Of those cleared or concluded, how many the township has followed up. A rate of nothing is null. 已排除或"
        "已登记办理结果的事项中，乡镇（街道）已回访数；无可回访事项时比率为空。",
    "FrequencyKept": "A recorded frequency. 已登记的个别探访频次。",
    "FrequencySheet":
        "One elder's own frequency, raised by an assessment. It replaces an earlier one. 经评估增加的个别探访频次，"
        "替代此前的设定。",
    "GeneralCovered": "General targets: one window a month. 一般对象：每月一个周期。",
    "Handling": "A person or an organisation handles the risk. 处置：某人或某单位着手处置。",
    "HealthManagement":
        "Health management of the older by the community's health service. `id` is the family doctor's. Sources: 枣"
        "庄, part 3 (2); 涵民〔2023〕53号, part 4 (1). 老年人健康管理、家庭医生签约；`id` 为家庭医生的编号。",
    "Help":
        "Help that the elder already receives. `id` is the responsible person's. 已享受帮扶情况；`id` 为帮扶责任人"
        "的编号。",
    "Helper": "The official or neighbour responsible for helping the elder. 帮扶联系人。",
    "IllnessChange": "The change of the illness; a severe one is named. 疾病状况；严重的填写疾病名称。",
    "KeyCovered": "Key targets: a window is half a month. 重点对象：每半月一个周期。",
    "Label": "A code with its official Chinese term and its English. 一个代码及其中文（官方用语）、英文名称。",
    "Lives": "Where a person lives, since when and why. 外出（居住）地点、时间、原因和计划返回时间。",
    "Marks": "The marks of annex 4, all of them codes. 服务记录表（附件 4）勾选项，均为代码。",
    "MatchList":
        "The files that may be the candidate's, the most alike first, dismissed ones at the end. 疑似与该摸排对象为"
        "同一人的档案，最相近的在前，已认定非同一人的列于末尾。",
    "MatchShown":
        "A file that may be the candidate's. A person decides. 一份疑似与该摸排对象为同一人的档案，由人工认定。",
    "Me": "The caller's account or client. 当前身份：账号或客户端。",
    "MergeSheet": "The file into which this one is merged, and the reason. 并入的档案及理由。",
    "Merged": "The result of a merger: the file that left, and the file that stays. 合并结果：退出的档案与保留的档案。",
    "MonthShown":
        "The windows of the month in which visits are due, and those in which they were made. 本月应访周期与已完成"
        "周期。",
    "NamedContact":
        "A named contact. For a person of the file, the file's present data. 已明确的联系人；档案中的人员按档案现有"
        "信息显示。",
    "NeedFigures": "The figures of needs; a line for each key that has any. 需求办理统计，有数据的统计项各一行。",
    "NeedFiguresLine": "One line of the figures of needs. 需求办理统计的一行。",
    "NeedFollowUp":
        "What the township found at its follow-up; the two follow-ups are separate. 乡镇（街道）跟踪回访结果；两项"
        "分别回访。",
    "NeedLine": "A need in a list. 列表中的一项需求。",
    "NeedList": "A page of needs, newest first. 需求（一页），最新的在前。",
    "NeedOutcome": "Whether the need is met, or why it cannot be. 办理结果：已解决，或未能解决的原因。",
    "NeedReopening": "Why a closed need is not over. 重新办理的原因。",
    "NeedSheet":
        "A need that is reported directly: by any tier, an agency, or for a family that phones in. 直接登记的关爱服"
        "务需求：由各级、服务机构登记，或代来电家属登记。",
    "NeedShown": "A need with everything that happened to it. 一项需求及其办理经过。",
    "NeedTold": "A need found on the visit. 探访中发现的需求。",
    "NextChange":
        "What time alone changes next: a category gained or lost, a tier, a state. 随时间自然发生的下一项变化：对象"
        "类型、重点或一般、档案状态。",
    "NotApplicable":
        "A part of the form that does not apply to this elder, with the reason; it stays empty. 不适用的栏目及原"
        "因；该栏目留空。",
    "OpenFigures": "What is open at present, whenever it was raised. 当前未办结（未销号）情况，不论何时上报。",
    "PairedWith": "The account with which an elder is paired. 结对账号。",
    "PairingList": "An elder's pairings, the latest first day first. 服务对象的结对关爱记录，起始日期近的在前。",
    "PairingSheet":
        "A pairing: who looks after the elder, in which way, from which day to which. 结对关爱：结对人、方式和起止"
        "日期。",
    "PairingShown": "A pairing in its present state. 一条结对关爱记录的当前内容。",
    "PasswordChange": "The present password and the new one. 当前密码与新密码。",
    "PeriodList": "A page of special periods, those that end last first. 特殊时间节点（一页），结束日期晚的在前。",
    "PeriodSheet":
        "A special period to be declared. What is omitted follows the place's profile. 拟设定的特殊时间节点；未填的"
        "按该区域的政策方案。",
    "PeriodShown": "A special period. 一个特殊时间节点。",
    "PlaceList": "A page of places, in the order of the tree. 行政区域（一页），按层级顺序排列。",
    "PlaceProfile": "The profile in force in a place. 某区域适用的政策方案。",
    "PlaceServed": "A place for which the caller acts. 负责的一个行政区域。",
    "Position": "The position at which the record was made. 填报位置。",
    "ProfileList": "The profiles that a place may adopt. 可采用的政策方案。",
    "ProfileShown": "A district's rules, with every value. 一个政策方案及其全部参数。",
    "ProfileTold": "A profile and the day from which it is in force. 一个政策方案及其开始执行日期。",
    "Progress": "What has been done so far. 办理进展。",
    "ProgressLine":
        "The progress of a campaign in a village or a group of it. `candidates` = still_open + confirmed + "
        "not_eligible + left. 一个村（居）或小组的排查进度；列入名单人数 = 尚未办结 + 已确定 + 不符合条件 + 已退"
        "出。",
    "RaisedFigures":
        "What became of those raised in the span. Withdrawn ones do not count. 所选时段内上报事项的情况；已撤销的不"
        "计。",
    "Ready":
        "The service can serve. `degraded`: everything but the files of attachments, or recent entries of the "
        "feed. 服务已就绪；`degraded` 表示附件文件或最新变更暂不可用。",
    "Receipt": "The receipt for a visit record. 探访记录回执。",
    "Referral":
        "The party to which a need is referred: a department of the list, or an agency by its id. 转介：清单中的责"
        "任单位，或某服务机构。",
    "RegionList": "A page of regions, in the order of their codes. 行政区划（一页），按代码排列。",
    "Removed": "When and why the attachment was removed. 移除时间与原因。",
    "ReportLine": "What was done about one duty in the quarter. 一项职责任务的季度履行情况。",
    "ReturnKept": "A recorded return. 已登记的重新纳入。",
    "ReviewCount": "A village's files whose review is due or overdue. 一个村（居）应更新和逾期未更新的档案数。",
    "ReviewCounts": "The reviews due, by village, in the order of their codes. 各村（居）应更新档案数，按代码排列。",
    "ReviewDue": "A file whose review is due or overdue. 一份应更新或逾期未更新的档案。",
    "ReviewKept": "A recorded review. 已登记的档案更新。",
    "ReviewList": "The reviews due, the earliest first. 应更新档案，期限早的在前。",
    "RiskFigures": "The figures of risks; a line for each key that has any. 隐患处置统计，有数据的统计项各一行。",
    "RiskFiguresLine": "One line of the figures of risks. 隐患处置统计的一行。",
    "RiskFollowUp": "What the township found at its follow-up. 乡镇（街道）跟踪回访结果。",
    "RiskLine": "A risk in a list. 列表中的一项风险隐患。",
    "RiskList": "A page of risks, newest first. 风险隐患（一页），最新的在前。",
    "RiskReopening": "Why a closed risk is not over. 重新处置的原因。",
    "RiskSheet":
        "A risk that is reported directly: by any tier, an agency, or for a person who phones in. 直接上报的风险隐"
        "患：由各级、服务机构上报，或代来电人上报。",
    "RiskShown": "A risk with everything that happened to it. 一项风险隐患及其处置经过。",
    "Root": "The entry of the service: where everything else is. 服务入口：其他资源的地址。",
    "Search": "What to look for; everything given must match exactly. 查找条件；所填各项须完全一致。",
    "Serving": "An agency that serves the elder now. 现服务机构。",
    "SeverityChange": "The new severity of a risk, and the reason. 调整后的严重程度及其原因。",
    "SignRefused": "A sign of life that was refused, with the reason. 未接收的心跳及原因。",
    "SignsReceipt": "How many signs of life were accepted, and which were refused. 心跳回执：已接收数与未接收的心跳。",
    "SignsSheet": "Signs of life of several devices. 多台监测设备的心跳。",
    "Special":
        "The extra visits due and made in special periods, outside every rate. 特殊时间节点应增加与已完成的探访，不"
        "计入探访率。",
    "SpecialShown":
        "A special period in which extra visits are due, from its first day until a month after its last. 特殊时间"
        "节点，自起始日起至结束后一个月内显示。",
    "Spouse":
        "The elder's spouse. `status` is the elder's own; the rest is the spouse's, sealed under the spouse's own "
        "key. A spouse who does not live with the elder is family elsewhere: `lives` gives the place. 配偶。"
        "`status` 为老年人本人的婚姻状况，其余为配偶的信息，以其专属密钥加密；不同住的以 `lives` 填写居住地。",
    "SpouseShown": "The elder's spouse, in the caller's view of the file. 配偶（按查看权限显示）。",
    "Status":
        "An elder's status as of a moment (`at`: what had happened; `known_at`: what had been recorded). 服务对象在"
        "某时点的状态（`at` 截至发生，`known_at` 截至知悉）。",
    "StepVoid": "Why a step is void. 步骤作废原因。",
    "StoryBy": "The role and the side that recorded a step. 步骤的记录方：角色与记录方。",
    "StoryLine": "A recorded step. 办理经过中的一步。",
    "Supervision":
        "Supporters who neglect the elder are urged by the village committee, the elders' organisation or the "
        "supporters' unit, in any order; where that does not help, by law enforcement. 督促赡养义务：由村（居）委"
        "会、老年人组织或所在单位督促，不分先后；督促无效的，移送公安司法机关。",
    "Supporter": "Another person with a duty of support. 其他赡养义务人。",
    "SupporterShown":
        "Another person with a duty of support, in the caller's view of the file. 其他赡养义务人（按查看权限显"
        "示）。",
    "SurveyList": "A page of an elder's surveys, newest first. 入户核实记录（一页），最新的在前。",
    "SurveyShown": "A survey. 一条入户核实记录。",
    "Suspension":
        "A suspension in its present state: `until` is the last day by the latest record, before `from` if it "
        "never began. 一条暂停记录的当前内容；`until` 为最后登记的最后一日，早于 `from` 表示从未开始。",
    "SuspensionEnd": "The actual last day of a suspension. 恢复探访：暂停的实际最后一日。",
    "SuspensionEndKept": "A recorded end of a suspension. 已登记的恢复探访（暂停结束）。",
    "SuspensionKept": "A recorded suspension. 已登记的暂停。",
    "SuspensionList": "An elder's suspensions, the latest first day first. 服务对象的暂停记录，起始日期近的在前。",
    "SuspensionSheet":
        "The days on which visits are suspended, both included; without a last day, until the suspension is ended. "
        "暂停探访的起止日期（含首尾）；不填最后一日的，直至恢复探访。",
    "TierDecided": "The tier today, with every statement about it. 当前为重点或一般对象，及其各项依据。",
    "TierDerived": "The tier that follows from the categories by the rules. 按规则由对象类型判定的重点或一般。",
    "Timeline": "A page of an elder's entries, newest first. 时间线（一页），最新的在前。",
    "TimelineItem": "An entry, without its sealed texts. 时间线上的一条，不含加密的文字。",
    "TokenAnswer": "An access token (RFC 6749 §5.1). 访问令牌（RFC 6749 §5.1）。",
    "Transfer": "A move to another village; the history moves along. 迁移：迁至另一村（居），历史随档转移。",
    "Twin": "One of two files. 两份档案之一。",
    "UnknownShown":
        "What cannot be judged because too little is known: a category, or (`key`) whether the elder is a key "
        "target. 因信息不足而无法判定的事项：某一对象类型，或（`key`）是否为重点对象。",
    "UnmergeSheet": "Why the merger is reversed. 撤销合并的理由。",
    "UrgingList": "A page of urgings, the latest recorded first. 督促记录（一页），最近记录的在前。",
    "UrgingSheet": "An urging: who urged the family, how, and with what answer. 督促：督促人、对象、方式与结果。",
    "UrgingShown": "An urging with its latest answer. 一条督促记录及最近结果。",
    "VisitLine": "A visit in a list. 列表中的一次探访。",
    "VisitDraft": "What is known before a visit. 探访前可预填的内容。",
    "LastRecord": "The marks and services of the last record. 上一次记录的各项标记和服务项目。",
    "OpenNeed": "A need to ask about. 待询问的需求。",
    "OpenRisk": "A risk to ask about. 待询问的风险隐患。",
    "ReopeningSheet": "A locked month to be opened again for a place and below. 重新开放某区域（含下辖）的已锁定月份。",
    "ReopeningShown": "A locked month that was opened again. 已重新开放的月份。",
    "ReopeningList": "A page of months opened again, the latest first. 重新开放的月份（一页），最近的在前。",
    "RequiredFields": "What the record must say, as JSON pointers. 必填栏目（JSON 指针）。",
    "VisitList": "A page of visits, the latest recorded first. 探访记录（一页），最近记录的在前。",
    "VisitSheet":
        "A visit record as it is submitted. The system determines the place, the tier and the running number. 提交"
        "的探访记录；行政区域、重点或一般、探访次数由系统确定。",
    "VisitShown": "A visit record. 一条探访记录。",
    "VisitVersion": "The content of a record from one moment on, and why it changed. 探访记录的一个版本及其变更原因。",
    "VisitVersions": "A page of a record's versions, the first version first. 探访记录历次版本（一页），按先后排列。",
    "VisitorItem":
        "One visitor's month: the visits made, without a number of visits due, so there are no rates. 一名服务人员"
        "的当月探访情况；无应访数，故不计比率。",
    "VisitorTold": "The visitor. 服务人员。",
    "Void": "Why a record is void. 作废原因。",
    "VoidSheet": "Why the record of an action is void. 作废原因。",
    "WindowShown":
        "The window that contains the day: how many visits are due in it, and how many were made. 当日所在的探访周"
        "期：应访与已访次数。",
    "WithdrawalSheet": "Why a case is withdrawn. 撤销原因。",
    "WithoutContact": "An elder without a first contact. 一位没有第一探访联系人的老年人。",
    "WithoutContactList":
        "The elders without a first contact; the township and the village committee name one. 没有第一探访联系人的"
        "老年人；由乡镇（街道）会同村（居）“两委”明确。",
    "WorkItem": "An elder to be visited, or with a step to be taken. 任务清单中的一位服务对象。",
    "WorkReason": "Why somebody must act, since when, and until which day. 办理原因、起始日期与期限。",
    "Worker": "The worker who filled in the form, and the day of the signature. 填表并签字的工作人员及签字日期。",
    "Worklist": "A page of the worklist, the earliest day first. 任务清单（一页），期限早的在前。",
}  # fmt: skip
