"""What the events of the feed hold."""

EVENTS = {
    "AlertAcknowledgedData": "Somebody looked into an alert and recorded the finding. 告警已确认，并登记核实结果。",
    "AlertEndedData": "An alert is over. 告警已解除。",
    "AlertRaisedData":
        "A device or its platform raised an alert. `risk_id` is the risk that the alert opened or belongs to. 监测"
        "设备或其平台告警；`risk_id` 为由此上报或归入的风险隐患。",
    "AttachmentAddedData":
        "A photograph or a document was attached to a visit, a need or a risk, or a paper was added to an elder's "
        "file. The file lies outside the ledger, sealed under the elder's key, under the name `blob`; `sha256` is "
        "that of the sealed file. The file's name is sealed. A paper has a kind and, where it expires, a last day. "
        "为探访记录、需求或隐患上传了附件，或为档案上传了材料。文件加密存放于台账之外，以 `blob` 命名，`sha256` 为"
        "加密文件的摘要；文件名加密保存。档案材料注明类别和有效期。",
    "AttachmentRemovedData":
        "An attachment that was uploaded by mistake was removed: its file is deleted, the record of it stays. 误传"
        "的附件已移除：文件删除，曾有此附件的记录保留。",
    "CategoryOverruledData":
        "The township confirmed or overruled a category against the rules; null returns to the rules. 乡镇（街道）"
        "对对象类型作出认定；空值即恢复以规则为准。",
    "ConsentRecordedData":
        "The elder agreed to the visits, declined them, or withdrew the consent. 本人同意、不同意或撤回同意。",
    "DevicePlacedData":
        "A device watches over the elder from a day on; both days are included. After `quiet_hours` without a sign "
        "of life it is quiet: its own quiet time, or the profile's for its kind. 自某日起为服务对象安装监测设备（含"
        "首尾两日）；超过 `quiet_hours` 无心跳即为失联，时长由设备自定或按政策方案。",
    "DeviceRemovedData":
        "The last day of a device changed; the latest record holds. 监测设备拆除（最后使用日期变更），以最后登记为"
        "准。",
    "DutyActionRecordedData":
        "A department acted on one of its duties, as recorded by the township or the district. The content and the "
        "evidence are free text, sealed under the place's own key. 责任单位履行职责任务，由乡镇（街道）或县（区）登"
        "记；内容和佐证材料以该区域的密钥加密保存。",
    "DutyActionVoidedData":
        "The record of a department's action is void: it no longer counts and stays readable. 职责任务履行记录作"
        "废：不再计入，仍可查阅。",
    "ElderConfirmedData":
        "The township confirmed the elder as a target, from a day on. 乡镇（街道）自某日起确定为服务对象。",
    "ElderExitCorrectedData":
        "An exit recorded by mistake was corrected: the elder never left, or left on another day, or for another "
        "reason. 更正误登的退出：并未退出，或退出日期、原因有误。",
    "ElderLeftData":
        "The elder left the ledger: died, moved away, entered an institution, is not eligible, or declined. 服务对"
        "象退出台账：去世、迁出、入住机构、不符合条件或不愿接受。",
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
    "Event":
        "An entry as a CloudEvent (1.0): `subject` is the elder or the place, `time` is when it happened, and "
        "`data` identifies nobody. 一条变更，采用 CloudEvents 1.0：`subject` 为服务对象或行政区域，`time` 为发生时"
        "间，`data` 不含个人信息。",
    "FamilyContactRecordedData":
        "A family member was in contact with the elder by telephone or video, confirmed by the elder, a family "
        "member or an app. It is not a visit. 经确认的亲属电话、视频联系；不计为探访。",
    "FeedPage":
        "A page of the feed. `next_cursor` is always there and goes into `after`, even where no item concerns the "
        "caller. 变更流（一页）。`next_cursor` 始终给出，下次作为 `after` 提交，即使本页没有与己相关的条目。",
    "FrequencySetData":
        "An assessment raised one elder's own frequency: the number of visits in each window. 经评估增加个别服务对"
        "象的探访频次：每周期应探访次数。",
    "MatchDismissedData":
        "Two similar files belong to two persons. Recorded in both files; which the other one is stays sealed. 疑似"
        "同一人的两份档案经认定并非同一人，两份档案均予记载；另一档案加密保存。",
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
    "NeedFollowedUpData":
        "The township followed the need up: whether the difficulty is eased, or whether the referral was carried "
        "out. 乡镇（街道）跟踪回访：急需困难缓解情况或转介服务落实情况。",
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
    "NeedSeenAgainData":
        "A later visit record reports an open need again; it belongs to that need. 后续探访记录再次反映同一未办结需"
        "求，归入该需求。",
    "NeedStepVoidedData":
        "A step recorded by mistake is void: it stays readable, and the need returns to its previous state. 误填的"
        "步骤作废：仍可查阅，需求恢复此前状态。",
    "NeedWithdrawnData":
        "The need was withdrawn: it counts nowhere. It was raised in error (`reason`), or the visit record that "
        "caused it (`visit_id`) was corrected or voided and nobody had acted on it. A withdrawal may also take "
        "back one mark alone (`need.seen_again`) of a need that stays. 需求撤销，不再计入：误报（`reason`），或作为"
        "起因的探访记录（`visit_id`）被更正或作废且尚无人办理；也可仅撤销某次记录与该需求的关联（"
        "`need.seen_again`），需求本身保留。",
    "PairingEndedData":
        "The last day of a pairing changed; the latest record holds. 结对截止日期变更，以最后登记为准。",
    "MonthReopenedData":
        "The records of a locked month may be corrected and voided again, up to and including a day, in the place and "
        "below. 该区域（含下辖）已锁定月份的记录重新开放更正、作废，至某日止（含当日）。",
    "PeriodCancelledData":
        "A special period is cancelled: no extra visits are due in it. 取消特殊时间节点：不再要求增加探访。",
    "PeriodDeclaredData":
        "Extra visits are due on some days, for extreme weather or a festival. The name is that of the weather or "
        "the festival, as a public notice has it, and names nobody. 设定特殊时间节点：因极端恶劣天气、传统节日等增"
        "加探访。名称为天气或节日名称，不含个人信息。",
    "ProfileAdoptedData":
        "From a day on another profile is in force in the place and below, where nothing nearer was adopted. 自某日"
        "起该区域（含下辖）执行另一政策方案；下级已自行采用的除外。",
    "ProfileAppliedData":
        "From a day on another profile holds for the elder: the place adopted it, or the elder moved to such a "
        "place. 自某日起该服务对象适用另一政策方案：所在区域采用，或迁入已采用的区域。",
    "RiskEndedData": "The elder left the ledger, and the risk ended with that. 因服务对象退出，隐患随之撤销。",
    "RiskEscalatedData":
        "The time of a step has passed, and the tier above sees it. A notice only: the flag follows from time "
        "alone. 步骤逾期提级，上一层级可见；仅为提醒，不改变状态。",
    "RiskFamilyContactedData":
        "The family or the emergency contact was reached and urged, or an attempt was made; `nobody`: there is "
        "none. 联系并督促家庭成员或紧急联系人，含未联系上的；`nobody` 表示无家庭成员及联系人。",
    "RiskFollowedUpData":
        "The township followed the risk up: it confirms the removal, or reopens the risk. 乡镇（街道）跟踪回访隐患"
        "排除情况：属实或重新处置。",
    "RiskHandledData": "A person or an organisation handles the risk. 处置：某人或某单位着手处置。",
    "RiskReopenedData":
        "A closed risk is not over and is handled again; or the elder with whose exit it had ended never left, and "
        "it returns to its previous state. 已销号的隐患重新处置；或因退出撤销而服务对象并未退出的，恢复此前状态。",
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
    "ScopeAddedData":
        "The elder came into the reader's scope; the timeline has what happened before. 服务对象进入读取方范围；此"
        "前的情况见时间线。",
    "ScopeRemovedData":
        "The elder left the reader's scope; no further events follow. 服务对象离开读取方范围，此后不再告知。",
    "SuspensionEndedData":
        "A suspension ended on another day than planned; `last_on` is its last day, before its first if it never "
        "began. 暂停的最后一日与原定不同；`last_on` 为最后一日，早于首日表示从未开始。",
    "TierOverruledData":
        "The township decided the tier against the rules; null returns to the rules. 乡镇（街道）对重点或一般作出认"
        "定；空值即恢复以规则为准。",
    "UrgingAnsweredData": "The result of an urging; the latest record holds. 督促结果，以最后登记为准。",
    "UrgingRecordedData":
        "The family was urged to look after the elder: who urged, how, and with what answer. `person` is a person of "
        "the file; anyone else is named in words, which are sealed. 督促家庭成员关心照顾老年人：督促人、方式与结"
        "果。`person` 为档案中的人员，其他人员以文字注明并加密保存。",
    "VisitCorrectedData":
        "The content of a visit record was replaced; its earlier content stays readable. A record keeps its "
        "running number even if nobody was met after all. A record without one gets the elder's next number with "
        "the first correction that says that the elder was met: `running_no` is the number from then on. So the "
        "numbers have no gaps and are never given twice. 探访记录内容被更正，原内容仍可查阅。已有的探访次数即使更正"
        "为未见到也保留；原无次数的，首次更正为见到时取得下一个次数（`running_no`），因此次数连续且不重复。",
    "VisitRecordedData":
        "A visit was made or attempted. `running_no` counts the times that the elder was met, in the order of "
        "recording; it is given once and stays, whatever is corrected later. `late` is judged at the time of "
        "recording. 完成或尝试了一次探访。`running_no` 为第几次见到，按记录先后编号，一经给定不再改变；`late` 以记"
        "录时判定。",
    "VisitVoidedData":
        "A record is void; it stays readable, and nothing but its running number remains in use. 探访记录作废，仍可"
        "查阅；除保留探访次数编号外不再计入。",
}  # fmt: skip
