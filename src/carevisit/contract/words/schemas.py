"""What a schema is, where its docstring does not say it in both languages or speaks to who reads the code."""

SCHEMAS = {
    "AbilityModifier":
        "What makes the grade worse than the score alone. Source: GB/T 42195-2022, the notes on the result. 使能力"
        "等级较得分所示更重的情形（等级变更依据，GB/T 42195-2022）。",
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
    "AlertAcknowledgedData": "Somebody looked into an alert and recorded the finding. 告警已确认，并登记核实结果。",
    "AlertEndedData": "An alert is over. 告警已解除。",
    "AlertFinding": "What was found when an alert was looked into. 告警核实结果：属实或误报。",
    "AlertList": "A page of alerts, the latest recorded first. 告警（一页），最近记录的在前。",
    "AlertRaisedData":
        "A device or its platform raised an alert. `risk_id` is the risk that the alert opened or belongs to. 监测"
        "设备或其平台告警；`risk_id` 为由此上报或归入的风险隐患。",
    "AlertShown": "An alert in its present state. 一条告警的当前内容。",
    "AlertState": "How far an alert has come. 告警状态：待确认、已确认、已解除。",
    "Amendment":
        "A change of a file. What is sent replaces what was there, section by section; null clears a section; "
        "lists are replaced whole. 档案更新：所填栏目整栏替换，空值表示清除，列表整体替换。",
    "AnswerSheet": "The result of an urging. 督促结果。",
    "AssessmentReason":
        "Why ability was assessed. Source: GB/T 42195-2022, annex A. 评估原因（GB/T 42195-2022 附录 A）。",
    "AttachedTo": "The record to which a file is attached. 附件所属的记录。",
    "AttachmentAddedData":
        "A photograph or a document was attached to a visit, a need or a risk, or a paper was added to an elder's "
        "file. The file lies outside the ledger, sealed under the elder's key, under the name `blob`; `sha256` is "
        "that of the sealed file. The file's name is sealed. A paper has a kind and, where it expires, a last day. "
        "为探访记录、需求或隐患上传了附件，或为档案上传了材料。文件加密存放于台账之外，以 `blob` 命名，`sha256` 为"
        "加密文件的摘要；文件名加密保存。档案材料注明类别和有效期。",
    "AttachmentList":
        "The attachments of a record, in the order in which they were added, without removed ones. 一条记录的全部附"
        "件，按上传先后排列，不含已移除的。",
    "AttachmentRemoval": "Why an attachment is removed. 附件移除原因。",
    "AttachmentRemovedData":
        "An attachment that was uploaded by mistake was removed: its file is deleted, the record of it stays. 误传"
        "的附件已移除：文件删除，曾有此附件的记录保留。",
    "AttachmentShown":
        "An attachment without its content; `size` is that of the file, in bytes. A removed attachment has neither "
        "name nor content. 附件信息（不含内容），`size` 为文件字节数；已移除的没有名称和内容。",
    "AwaitedShown": "A step that somebody must take. 待办步骤。",
    "AwayReason": "Why a family member lives elsewhere. 家庭成员外出原因。",
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
        "A person whom a list names. Many lists have no ID number; a year of birth, or an age on a day, helps "
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
    "CategoryOverruledData":
        "The township confirmed or overruled a category against the rules; null returns to the rules. 乡镇（街道）"
        "对对象类型作出认定；空值即恢复以规则为准。",
    "CensusStage": "The stage that the census has reached with a person. 摸排进度。",
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
    "Condition":
        "A condition as found at the survey: the baseline with which later visits compare. 入户核实时的状况，作为此"
        "后探访记录对照的基线。",
    "Conditions":
        "The elder's condition at the survey: the baseline to which \"unchanged\" in the first visit record refers. "
        "入户核实时的初始状态，即首次探访记录中“无变化”所对照的基线。",
    "ConditionsTold": "The elder's condition at the survey. 入户核实时的初始状态。",
    "Confirmation": "The township's decision on a candidate. 确定服务对象：乡镇（街道）对待确认人员的决定。",
    "ConfirmationKept": "A recorded confirmation. 已登记的确认。",
    "Consent": "Whether the elder wants the visits. 本人意愿：同意、不同意、撤回同意、未询问。",
    "ConsentKept": "A recorded consent or refusal. 已登记的本人意愿。",
    "ConsentRecordedData":
        "The elder agreed to the visits, declined them, or withdrew the consent. 本人同意、不同意或撤回同意。",
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
        "The contacts of an elder: the person to call first, those named, and those whom the rule proposes; "
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
    "DeclineReason": "Why a referral was declined. 转介退回原因。",
    "Department":
        "The department to which a need is referred. The first eleven are those of 涵民〔2023〕53号, annex 1. 责任"
        "单位；前十一项为涵民〔2023〕53号附件 1 所列。",
    "DerivedShown": "What follows from the facts by the rules. 按规则判定的结果。",
    "DeviceList": "An elder's devices, the latest first day first. 服务对象的监测设备，起始日期近的在前。",
    "DevicePlacedData":
        "A device watches over the elder from a day on; both days are included. After `quiet_hours` without a sign "
        "of life it is quiet: its own quiet time, or the profile's for its kind. 自某日起为服务对象安装监测设备（含"
        "首尾两日）；超过 `quiet_hours` 无心跳即为失联，时长由设备自定或按政策方案。",
    "DeviceRemovedData":
        "The last day of a device changed; the latest record holds. 监测设备拆除（最后使用日期变更），以最后登记为"
        "准。",
    "DeviceSheet":
        "A device: its kind, its number, its first and last day, and its quiet time. 监测设备：类型、编号、起止日期"
        "和失联判定时长。",
    "DeviceShown": "A device in its present state. 一台监测设备的当前内容。",
    "Dictionary": "Every code, by the name of its list. 全部代码，按代码表名称列出。",
    "DismissalSheet": "Why the other file is somebody else's. 认定非同一人的理由。",
    "Dismissed": "Two files that belong to two persons. 经认定并非同一人的两份档案。",
    "DuplicateList": "A page of pairs of files. 疑似重复档案（一页）。",
    "DutyActionRecordedData":
        "A department acted on one of its duties, as recorded by the township or the district. The content and the "
        "evidence are free text, sealed under the place's own key. 责任单位履行职责任务，由乡镇（街道）或县（区）登"
        "记；内容和佐证材料以该区域的密钥加密保存。",
    "DutyActionVoidedData":
        "The record of a department's action is void: it no longer counts and stays readable. 职责任务履行记录作"
        "废：不再计入，仍可查阅。",
    "DutyReport":
        "The report on the duties of a quarter: every duty of the profile, done or not. 职责任务季度报告：政策方案"
        "的各项任务，无论是否履行。",
    "DutyShown": "A duty of the list, with its responsible department. 一项职责任务及其责任单位。",
    "ElderConfirmedData":
        "The township confirmed the elder as a target, from a day on. 乡镇（街道）自某日起确定为服务对象。",
    "ElderExitCorrectedData":
        "An exit recorded by mistake was corrected: the elder never left, or left on another day, or for another "
        "reason. 更正误登的退出：并未退出，或退出日期、原因有误。",
    "ElderFile":
        "An elder's file in the caller's view: `full` for the district, the township and their platform; `working` "
        "for the village (ID numbers masked, no income); `service` for the agency and the app (no ID number, "
        "income or family). 服务对象档案（台账）。`full` 完整视图：县（区）、乡镇（街道）及其平台；`working` 工作视"
        "图：村（居），身份证号码脱敏，不含收入；`service` 服务视图：服务机构与应用，不含身份证号码、收入和家庭成"
        "员。",
    "ElderLeftData":
        "The elder left the ledger: died, moved away, entered an institution, is not eligible, or declined. 服务对"
        "象退出台账：去世、迁出、入住机构、不符合条件或不愿接受。",
    "ElderLine": "An elder in a list. 列表中的一位服务对象。",
    "ElderList": "A page of elders. 服务对象（一页）。",
    "ElderListedData":
        "A list named the elder as a person who may need visits. Several lists may name one candidate. "
        "`department` is the department of 涵民〔2023〕53号, annex 1, that sent the list, if one did. 摸排名单列入"
        "该老年人；多份名单对应同一摸排对象。`department` 为提供名单的单位（涵民〔2023〕53号附件 1）。",
    "ElderMergedFromData":
        "Another file of the same person was merged into this one. Both series of running numbers stay. 同一人的另"
        "一档案并入本档案；两份档案的探访次数各自保留。",
    "ElderMergedIntoData":
        "The file, made twice, was merged into another one; its history stays. Which file it is stays sealed, "
        "because not every reader of this file covers the other. 重复建立的档案并入另一档案，历史保留；并入哪一档案"
        "加密保存。",
    "ElderPairedData":
        "The elder is paired with an account from a day on; both days are included. 自某日起与某账号结对（含首尾两"
        "日）。",
    "ElderReviewedData": "The file was reviewed: unchanged, or amended. 档案动态更新：无变化或已更新。",
    "ElderSigned": "Whether the elder signed, or why not. 服务对象是否签字，或未签字的原因。",
    "ElderSurveyedData":
        "A survey at the elder's home verified the lists. It is not a visit, and decides nothing. What it found "
        "and nobody yet acts on begins as a need or a risk caused by it. `hazards` are those of which the "
        "household was warned. Source: 涵民〔2023〕53号, part 3 (2). 入户核实名单信息；不是探访，也不作出认定。发现"
        "而尚无人办理的，由此登记需求或上报隐患；`hazards` 为已提醒及时消除的安全隐患。",
    "ElderSuspendedData":
        "Visits are suspended: none is due from the first day to the last, both included. 暂停探访：自首日至末日（"
        "含）无须探访。",
    "ElderTransferredData":
        "The elder moved to another village inside the system; the history moves along. 服务对象迁至系统内另一村（"
        "居），历史随档转移。",
    "ElderUnmergedData":
        "A merger was reversed: the two files belong to two persons again. Recorded in both files. 撤销合并，两份档"
        "案恢复为两人，均予记载。",
    "Eligible": "What a survey finds about eligibility. 入户核实认为是否符合条件。",
    "EmergencyCall": "An emergency call made at once. 第一时间拨打的紧急求助电话。",
    "EmergencyContact": "The emergency contact. 紧急联系人。",
    "EmergencyNumber": "The emergency number. 紧急求助电话号码。",
    "Ended": "The token is no longer valid, or never was. 令牌已失效或不存在。",
    "Event":
        "An entry as a CloudEvent (1.0): `subject` is the elder or the place, `time` is when it happened, and "
        "`data` identifies nobody. 一条变更，采用 CloudEvents 1.0：`subject` 为服务对象或行政区域，`time` 为发生时"
        "间，`data` 不含个人信息。",
    "Excluded":
        "The elders to whom nothing is due in the month, each for one reason: left before declined before "
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
    "FamilyContactRecordedData":
        "A family member was in contact with the elder by telephone or video, confirmed by the elder, a family "
        "member or an app. It is not a visit. 经确认的亲属电话、视频联系；不计为探访。",
    "FamilyContactShown": "A contact of a family member with the elder. 一条亲属联系记录。",
    "FamilyMemberShown": "A member of the family, in the caller's view of the file. 家庭成员（按查看权限显示）。",
    "FamilyShown": "The family, in the caller's view of the file. 家庭成员情况（按查看权限显示）。",
    "FeedPage":
        "A page of the feed. `next_cursor` is always there and goes into `after`, even where no item concerns the "
        "caller. 变更流（一页）。`next_cursor` 始终给出，下次作为 `after` 提交，即使本页没有与己相关的条目。",
    "FestivalShown": "A festival and its day. 一个传统节日及其日期。",
    "Festivals": "The traditional festivals of a year. 某年的传统节日。",
    "FileState": "The state of an elder's file. 档案状态：待确认、在册、暂停、不同意、已退出。",
    "Flag": "What an elder's status draws attention to. 标记：需要关注的事项。",
    "FlagShown": "A flag, the time from which it holds, and the entry that caused it. 一个标记及其起始时间、起因条目。",
    "FollowedFigures":
        "Of those cleared or concluded, how many the township has followed up. A rate of nothing is null. 已排除或"
        "已登记办理结果的事项中，乡镇（街道）已回访数；无可回访事项时比率为空。",
    "FrequencyKept": "A recorded frequency. 已登记的个别探访频次。",
    "FrequencySetData":
        "An assessment raised one elder's own frequency: the number of visits in each window. 经评估增加个别服务对"
        "象的探访频次：每周期应探访次数。",
    "FrequencySheet":
        "One elder's own frequency, raised by an assessment. It replaces an earlier one. 经评估增加的个别探访频次，"
        "替代此前的设定。",
    "GeneralCovered": "General targets: one window a month. 一般对象：每月一个周期。",
    "Handling": "A person or an organisation handles the risk. 处置：某人或某单位着手处置。",
    "Hardship": "The kind of hardship. 衣食住行医方面的困难。",
    "HealthManagement":
        "Health management of the older by the community's health service. `id` is the family doctor's. Sources: 枣"
        "庄, part 3 (2); 涵民〔2023〕53号, part 4 (1). 老年人健康管理、家庭医生签约；`id` 为家庭医生的编号。",
    "HealthTold":
        "Health as the Zaozhuang form has it, kept beside the five ability grades. 健康状况（枣庄表），与能力程度五"
        "级并列保存。",
    "Help":
        "Help that the elder already receives. `id` is the responsible person's. 已享受帮扶情况；`id` 为帮扶责任人"
        "的编号。",
    "Helper": "The official or neighbour responsible for helping the elder. 帮扶联系人。",
    "IllnessChange": "The change of the illness; a severe one is named. 疾病状况；严重的填写疾病名称。",
    "KeyCovered": "Key targets: a window is half a month. 重点对象：每半月一个周期。",
    "Label": "A code with its official Chinese term and its English. 一个代码及其中文（官方用语）、英文名称。",
    "ListSource":
        "Where a list of people who may need visits came from. Source: 涵民〔2023〕53号, part 3 (1). 摸排来源（涵民"
        "〔2023〕53号第三部分（一））。",
    "Lives": "Where a person lives, since when and why. 外出（居住）地点、时间、原因和计划返回时间。",
    "LivesWith": "Whom the elder lives with. 同住人员。",
    "LivingTold": "The living situation as the Zaozhuang form has it. 生活状况（枣庄表）。",
    "Marks": "The marks of annex 4, all of them codes. 服务记录表（附件 4）勾选项，均为代码。",
    "MatchDismissedData":
        "Two similar files belong to two persons. Recorded in both files; which the other one is stays sealed. 疑似"
        "同一人的两份档案经认定并非同一人，两份档案均予记载；另一档案加密保存。",
    "MatchList":
        "The files that may be the candidate's, the most alike first, dismissed ones at the end. 疑似与该摸排对象为"
        "同一人的档案，最相近的在前，已认定非同一人的列于末尾。",
    "MatchShown":
        "A file that may be the candidate's. A person decides. 一份疑似与该摸排对象为同一人的档案，由人工认定。",
    "MatchSign": "What two files that may be one person's have in common. 疑似同一人的依据（相同之处）。",
    "Me": "The caller's account or client. 当前身份：账号或客户端。",
    "MediaType": "The accepted kinds of file: photographs and documents. 可接收的文件类型：照片与文件。",
    "MendReason": "Why a record is corrected or void. 更正或作废原因。",
    "MergeSheet": "The file into which this one is merged, and the reason. 并入的档案及理由。",
    "Merged": "The result of a merger: the file that left, and the file that stays. 合并结果：退出的档案与保留的档案。",
    "Mode":
        "How the visit was made. Only in-home visits count towards the minimum. 服务方式；只有上门探访计入最低频"
        "次。",
    "MonthShown":
        "The windows of the month in which visits are due, and those in which they were made. 本月应访周期与已完成"
        "周期。",
    "NamedContact":
        "A named contact. For a person of the file, the file's present data. 已明确的联系人；档案中的人员按档案现有"
        "信息显示。",
    "NeedAcceptedData": "The responsible party accepted the need. 承办方受理。",
    "NeedBenefitToldData":
        "The elder was informed of a benefit to which they may be entitled, and helped to apply. 政策告知与协助申"
        "请。",
    "NeedConcludedData": "The need is met, or cannot be met, with the reason. 办理结果：已解决，或未能解决及其原因。",
    "NeedDeclinedData":
        "The responsible party declined the need; it returned to the township. 承办方退回，由乡镇（街道）重新办理。",
    "NeedEndedData": "The elder left the ledger, and the need ended with that. 因服务对象退出，需求随之撤销。",
    "NeedEscalatedData":
        "The time of a step has passed, and the tier above sees it. A notice only: the flag follows from time "
        "alone. 步骤逾期提级，上一层级可见；仅为提醒，不改变状态。",
    "NeedFigures": "The figures of needs; a line for each key that has any. 需求办理统计，有数据的统计项各一行。",
    "NeedFiguresLine": "One line of the figures of needs. 需求办理统计的一行。",
    "NeedFollowUp":
        "What the township found at its follow-up; the two follow-ups are separate. 乡镇（街道）跟踪回访结果；两项"
        "分别回访。",
    "NeedFollowedUpData":
        "The township followed the need up: whether the difficulty is eased, or whether the referral was carried "
        "out. 乡镇（街道）跟踪回访：急需困难缓解情况或转介服务落实情况。",
    "NeedLine": "A need in a list. 列表中的一项需求。",
    "NeedList": "A page of needs, newest first. 需求（一页），最新的在前。",
    "NeedOutcome": "Whether the need is met, or why it cannot be. 办理结果：已解决，或未能解决的原因。",
    "NeedProgressedData": "Progress on the need. 办理进展。",
    "NeedRaisedData":
        "An elder needs something. The need stays open until it is met and followed up. 发现或提出关爱服务需求；办"
        "结并回访前均为未办结。",
    "NeedReferredData":
        "The township referred the need to a department or an agency, to be met by a day. `duty` is a line of "
        "annex 1. 乡镇（街道）将需求转介给责任单位或服务机构，并定办理期限；`duty` 为附件 1 的任务序号。",
    "NeedReopenedData":
        "A closed need is not over and starts again; or the elder with whose exit it had ended never left, and it "
        "returns to its previous state. 已办结的需求重新办理；或因退出撤销而服务对象并未退出的，恢复此前状态。",
    "NeedReopening": "Why a closed need is not over. 重新办理的原因。",
    "NeedSeenAgainData":
        "A later visit record reports an open need again; it belongs to that need. 后续探访记录再次反映同一未办结需"
        "求，归入该需求。",
    "NeedSheet":
        "A need that is reported directly: by any tier, an agency, or for a family that phones in. 直接登记的关爱服"
        "务需求：由各级、服务机构登记，或代来电家属登记。",
    "NeedShown": "A need with everything that happened to it. 一项需求及其办理经过。",
    "NeedStepVoidedData":
        "A step recorded by mistake is void: it stays readable, and the need returns to its previous state. 误填的"
        "步骤作废：仍可查阅，需求恢复此前状态。",
    "NeedTold": "A need found on the visit. 探访中发现的需求。",
    "NeedWithdrawnData":
        "The need was withdrawn: it counts nowhere. It was raised in error (`reason`), or the visit record that "
        "caused it (`visit_id`) was corrected or voided and nobody had acted on it. A withdrawal may also take "
        "back one mark alone (`need.seen_again`) of a need that stays. 需求撤销，不再计入：误报（`reason`），或作为"
        "起因的探访记录（`visit_id`）被更正或作废且尚无人办理；也可仅撤销某次记录与该需求的关联（"
        "`need.seen_again`），需求本身保留。",
    "NextChange":
        "What time alone changes next: a category gained or lost, a tier, a state. 随时间自然发生的下一项变化：对象"
        "类型、重点或一般、档案状态。",
    "NoSignature": "Why the elder did not sign. 服务对象未签字的原因。",
    "NotApplicable":
        "A part of the form that does not apply to this elder, with the reason; it stays empty. 不适用的栏目及原"
        "因；该栏目留空。",
    "NotMetReason": "Why the elder was not met. 未见到服务对象的原因。",
    "OpenFigures": "What is open at present, whenever it was raised. 当前未办结（未销号）情况，不论何时上报。",
    "Outcome": "Whether the elder was met. 探访结果：见到或未见到。",
    "Owner": "The kind of record to which a file is attached. 附件所属记录的种类。",
    "PairedWith": "The account with which an elder is paired. 结对账号。",
    "PairingEndedData":
        "The last day of a pairing changed; the latest record holds. 结对截止日期变更，以最后登记为准。",
    "PairingKind": "How a person looks after an elder beside the visits. 结对关爱方式。",
    "PairingList": "An elder's pairings, the latest first day first. 服务对象的结对关爱记录，起始日期近的在前。",
    "PairingSheet":
        "A pairing: who looks after the elder, in which way, from which day to which. 结对关爱：结对人、方式和起止"
        "日期。",
    "PairingShown": "A pairing in its present state. 一条结对关爱记录的当前内容。",
    "PaperKind": "The kind of a paper in an elder's file. 档案材料类别。",
    "Part": "A part of the service. 服务的组成部分。",
    "PasswordChange": "The present password and the new one. 当前密码与新密码。",
    "PeriodCancelledData":
        "A special period is cancelled: no extra visits are due in it. 取消特殊时间节点：不再要求增加探访。",
    "PeriodDeclaredData":
        "Extra visits are due on some days, for extreme weather or a festival. The name is that of the weather or "
        "the festival, as a public notice has it, and names nobody. 设定特殊时间节点：因极端恶劣天气、传统节日等增"
        "加探访。名称为天气或节日名称，不含个人信息。",
    "PeriodList": "A page of special periods, those that end last first. 特殊时间节点（一页），结束日期晚的在前。",
    "PeriodSheet":
        "A special period to be declared. What is omitted follows the place's profile. 拟设定的特殊时间节点；未填的"
        "按该区域的政策方案。",
    "PeriodShown": "A special period. 一个特殊时间节点。",
    "PlaceList": "A page of places, in the order of the tree. 行政区域（一页），按层级顺序排列。",
    "PlaceProfile": "The profile in force in a place. 某区域适用的政策方案。",
    "PlaceServed": "A place for which the caller acts. 负责的一个行政区域。",
    "PoliticalStatus":
        "The helper's political status. Source: 农村留守老年人信息采集表, part 5. 帮扶联系人身份：中共党员、群众、"
        "其他。",
    "Position": "The position at which the record was made. 填报位置。",
    "ProfileAdoptedData":
        "From a day on another profile is in force in the place and below, where nothing nearer was adopted. 自某日"
        "起该区域（含下辖）执行另一政策方案；下级已自行采用的除外。",
    "ProfileAppliedData":
        "From a day on another profile holds for the elder: the place adopted it, or the elder moved to such a "
        "place. 自某日起该服务对象适用另一政策方案：所在区域采用，或迁入已采用的区域。",
    "ProfileList": "The profiles that a place may adopt. 可采用的政策方案。",
    "ProfileShown": "A district's rules, with every value. 一个政策方案及其全部参数。",
    "ProfileTold": "A profile and the day from which it is in force. 一个政策方案及其开始执行日期。",
    "Progress": "What has been done so far. 办理进展。",
    "ProgressLine":
        "The progress of a campaign in a village or a group of it. `candidates` = still_open + confirmed + "
        "not_eligible + left. 一个村（居）或小组的排查进度；列入名单人数 = 尚未办结 + 已确定 + 不符合条件 + 已退"
        "出。",
    "Question":
        "What to ask where too little is known to judge a category. 待核实事项：信息不足、无法判定对象类型时须询问"
        "的内容。",
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
    "RiskEndedData": "The elder left the ledger, and the risk ended with that. 因服务对象退出，隐患随之撤销。",
    "RiskEscalatedData":
        "The time of a step has passed, and the tier above sees it. A notice only: the flag follows from time "
        "alone. 步骤逾期提级，上一层级可见；仅为提醒，不改变状态。",
    "RiskFamilyContactedData":
        "The family or the emergency contact was reached and urged, or an attempt was made; `nobody`: there is "
        "none. 联系并督促家庭成员或紧急联系人，含未联系上的；`nobody` 表示无家庭成员及联系人。",
    "RiskFigures": "The figures of risks; a line for each key that has any. 隐患处置统计，有数据的统计项各一行。",
    "RiskFiguresLine": "One line of the figures of risks. 隐患处置统计的一行。",
    "RiskFollowUp": "What the township found at its follow-up. 乡镇（街道）跟踪回访结果。",
    "RiskFollowedUpData":
        "The township followed the risk up: it confirms the removal, or reopens the risk. 乡镇（街道）跟踪回访隐患"
        "排除情况：属实或重新处置。",
    "RiskHandledData": "A person or an organisation handles the risk. 处置：某人或某单位着手处置。",
    "RiskLine": "A risk in a list. 列表中的一项风险隐患。",
    "RiskList": "A page of risks, newest first. 风险隐患（一页），最新的在前。",
    "RiskReopenedData":
        "A closed risk is not over and is handled again; or the elder with whose exit it had ended never left, and "
        "it returns to its previous state. 已销号的隐患重新处置；或因退出撤销而服务对象并未退出的，恢复此前状态。",
    "RiskReopening": "Why a closed risk is not over. 重新处置的原因。",
    "RiskReportedData":
        "A risk was found. It stays open until the township's follow-up confirms that it is cleared. Emergency "
        "calls and attempts to reach the family are entries of their own. 发现并上报风险隐患；乡镇（街道）回访属实"
        "前均为未销号。紧急求助电话和联系家庭成员另行记载。",
    "RiskSeenAgainData":
        "A later visit record reports an open risk again; it belongs to that risk. 后续探访记录再次反映同一未销号隐"
        "患，归入该隐患。",
    "RiskSeverityChangedData":
        "The severity of the risk changed, with the reason; from then on its times are counted anew. 调整严重程度及"
        "其原因，时限重新计算。",
    "RiskSheet":
        "A risk that is reported directly: by any tier, an agency, or for a person who phones in. 直接上报的风险隐"
        "患：由各级、服务机构上报，或代来电人上报。",
    "RiskShown": "A risk with everything that happened to it. 一项风险隐患及其处置经过。",
    "RiskStepVoidedData":
        "A step recorded by mistake is void: it stays readable, and the risk returns to its previous state. 误填的"
        "步骤作废：仍可查阅，隐患恢复此前状态。",
    "RiskSupervisedData":
        "Supporters who neglect the elder were urged, by one rung of the ladder. 对不履行赡养义务的赡养人进行督促（"
        "某一督促层级）。",
    "RiskTownshipToldData":
        "The risk was reported to the township; `late` if beyond the profile's hours. 上报乡镇（街道）；超过政策方"
        "案规定时限的标明迟报。",
    "RiskWithdrawnData":
        "The risk was withdrawn: it counts nowhere. It was reported in error (`reason`), or the visit record that "
        "caused it (`visit_id`) was corrected or voided and nobody had acted on it. A withdrawal may also take "
        "back one mark alone (`risk.seen_again`) of a risk that stays. 隐患撤销，不再计入：误报（`reason`），或作为"
        "起因的探访记录（`visit_id`）被更正或作废且尚无人办理；也可仅撤销某次记录与该隐患的关联（"
        "`risk.seen_again`），隐患本身保留。",
    "Role": "The role of an account or a client. 角色。",
    "Root": "The entry of the service: where everything else is. 服务入口：其他资源的地址。",
    "Rung":
        "Who urges supporters who neglect an elder, up to law enforcement. 赡养人督促层级：村（居）委会、老年人组"
        "织、所在单位，直至移送公安司法机关。",
    "ScopeAddedData":
        "The elder came into the reader's scope; the timeline has what happened before. 服务对象进入读取方范围；此"
        "前的情况见时间线。",
    "ScopeRemovedData":
        "The elder left the reader's scope; no further events follow. 服务对象离开读取方范围，此后不再告知。",
    "Search": "What to look for; everything given must match exactly. 查找条件；所填各项须完全一致。",
    "Serving": "An agency that serves the elder now. 现服务机构。",
    "Severity": "The severity of a risk. 严重程度：重大、一般。",
    "SeverityChange": "The new severity of a risk, and the reason. 调整后的严重程度及其原因。",
    "Sex": "The sex. Exports use GB/T 2261.1: 1 male, 2 female. 性别；导出采用 GB/T 2261.1：1 男，2 女。",
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
    "SpouseStatus": "Whether there is a spouse. 配偶状况：健在、去世、离异、未婚。",
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
    "Support": "How the supporters fulfil their duty. 赡养人履行赡养义务情况。",
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
    "SuspensionEndedData":
        "A suspension ended on another day than planned; `last_on` is its last day, before its first if it never "
        "began. 暂停的最后一日与原定不同；`last_on` 为最后一日，早于首日表示从未开始。",
    "SuspensionKept": "A recorded suspension. 已登记的暂停。",
    "SuspensionList": "An elder's suspensions, the latest first day first. 服务对象的暂停记录，起始日期近的在前。",
    "SuspensionReason": "Why visits are suspended. 暂停探访原因。",
    "SuspensionSheet":
        "The days on which visits are suspended, both included; without a last day, until the suspension is ended. "
        "暂停探访的起止日期（含首尾）；不填最后一日的，直至恢复探访。",
    "TierDecided": "The tier today, with every statement about it. 当前为重点或一般对象，及其各项依据。",
    "TierDerived": "The tier that follows from the categories by the rules. 按规则由对象类型判定的重点或一般。",
    "TierOverruledData":
        "The township decided the tier against the rules; null returns to the rules. 乡镇（街道）对重点或一般作出认"
        "定；空值即恢复以规则为准。",
    "Timeline": "A page of an elder's entries, newest first. 时间线（一页），最新的在前。",
    "TimelineItem": "An entry, without its sealed texts. 时间线上的一条，不含加密的文字。",
    "TokenAnswer": "An access token (RFC 6749 §5.1). 访问令牌（RFC 6749 §5.1）。",
    "Transfer": "A move to another village; the history moves along. 迁移：迁至另一村（居），历史随档转移。",
    "Trend": "A mark of annex 4, compared with the previous record. 与上次记录相比（附件 4）：无变化、较好、较差。",
    "Twin": "One of two files. 两份档案之一。",
    "UnknownShown":
        "What cannot be judged because too little is known: a category, or (`key`) whether the elder is a key "
        "target. 因信息不足而无法判定的事项：某一对象类型，或（`key`）是否为重点对象。",
    "UnmergeSheet": "Why the merger is reversed. 撤销合并的理由。",
    "Urgency":
        "The urgency: a major risk is open (`now`), something is overdue (`overdue`), due within three days "
        "(`soon`), or later. 紧急程度：重大风险隐患未销号、已逾期、三日内到期、其他。",
    "UrgingAnsweredData": "The result of an urging; the latest record holds. 督促结果，以最后登记为准。",
    "UrgingList": "A page of urgings, the latest recorded first. 督促记录（一页），最近记录的在前。",
    "UrgingRecordedData":
        "The family was urged to look after the elder: by whom, how, and with what answer. `person` is a person of "
        "the file; anyone else is named in words, which are sealed. 督促家庭成员关心照顾老年人：督促人、方式与结"
        "果。`person` 为档案中的人员，其他人员以文字注明并加密保存。",
    "UrgingSheet": "An urging: who urged the family, how, and with what answer. 督促：督促人、对象、方式与结果。",
    "UrgingShown": "An urging with its latest answer. 一条督促记录及最近结果。",
    "VisitCorrectedData":
        "The content of a visit record was replaced; its earlier content stays readable. A record keeps its "
        "running number even if nobody was met after all. A record without one gets the elder's next number with "
        "the first correction that says that the elder was met: `running_no` is the number from then on. So the "
        "numbers have no gaps and are never given twice. 探访记录内容被更正，原内容仍可查阅。已有的探访次数即使更正"
        "为未见到也保留；原无次数的，首次更正为见到时取得下一个次数（`running_no`），因此次数连续且不重复。",
    "VisitLine": "A visit in a list. 列表中的一次探访。",
    "VisitList": "A page of visits, the latest recorded first. 探访记录（一页），最近记录的在前。",
    "VisitRecordedData":
        "A visit was made or attempted. `running_no` counts the times that the elder was met, in the order of "
        "recording; it is given once and stays, whatever is corrected later. `late` is judged at the time of "
        "recording. 完成或尝试了一次探访。`running_no` 为第几次见到，按记录先后编号，一经给定不再改变；`late` 以记"
        "录时判定。",
    "VisitSheet":
        "A visit record as it is submitted. The system determines the place, the tier and the running number. 提交"
        "的探访记录；行政区域、重点或一般、探访次数由系统确定。",
    "VisitShown": "A visit record. 一条探访记录。",
    "VisitVersion": "The content of a record from one moment on, and why it changed. 探访记录的一个版本及其变更原因。",
    "VisitVersions": "A page of a record's versions, the first version first. 探访记录历次版本（一页），按先后排列。",
    "VisitVoidedData":
        "A record is void; it stays readable, and nothing but its running number remains in use. 探访记录作废，仍可"
        "查阅；除保留探访次数编号外不再计入。",
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
