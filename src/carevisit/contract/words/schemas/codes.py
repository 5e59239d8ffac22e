"""The codes."""

CODES = {
    "AbilityModifier":
        "What makes the grade worse than the score alone. Source: GB/T 42195-2022, the notes on the result. 使能力"
        "等级较得分所示更重的情形（等级变更依据，GB/T 42195-2022）。",
    "AlertFinding": "What was found when an alert was looked into. 告警核实结果：属实或误报。",
    "AlertState": "How far an alert has come. 告警状态：待确认、已确认、已解除。",
    "AssessmentReason":
        "Why ability was assessed. Source: GB/T 42195-2022, annex A. 评估原因（GB/T 42195-2022 附录 A）。",
    "AwayReason": "Why a family member lives elsewhere. 家庭成员外出原因。",
    "BatchMode":
        "Whether the records of a batch are kept each by itself, or all or none. 批量提交的方式：逐条接收，或全部接收否则全"
        "部不接收。",
    "CensusStage": "The stage that the census has reached with a person. 摸排进度。",
    "Condition":
        "A condition as found at the survey: the baseline with which later visits compare. 入户核实时的状况，作为此"
        "后探访记录对照的基线。",
    "Consent": "Whether the elder wants the visits. 本人意愿：同意、不同意、撤回同意、未询问。",
    "DeclineReason": "Why a referral was declined. 转介退回原因。",
    "Department":
        "The department to which a need is referred. The first eleven are those of 涵民〔2023〕53号, annex 1. 责任"
        "单位；前十一项为涵民〔2023〕53号附件 1 所列。",
    "Eligible": "What a survey finds about eligibility. 入户核实认为是否符合条件。",
    "EmergencyNumber": "The emergency number. 紧急求助电话号码。",
    "CommitMode": "What is committed of an import. 导入的提交范围：有效行、全部。",
    "ExportFormat": "The format of an export. 导出格式。",
    "ExportKind": "The list that is exported. 所导出的列表。",
    "FileState": "The state of an elder's file. 档案状态：待确认、在册、暂停、不同意、已退出。",
    "Flag": "What an elder's status draws attention to. 标记：需要关注的事项。",
    "Hardship": "The kind of hardship. 衣食住行医方面的困难。",
    "HealthTold":
        "Health as the Zaozhuang form has it, kept beside the five ability grades. 健康状况（枣庄表），与能力程度五"
        "级并列保存。",
    "JobState": "How far a job has come. 任务状态：排队、办理中、待提交、已完成、失败、已取消。",
    "ListSource":
        "Where a list of people who may need visits came from. Source: 涵民〔2023〕53号, part 3 (1). 摸排来源（涵民"
        "〔2023〕53号第三部分（一））。",
    "LivesWith": "The people that the elder lives with. 同住人员。",
    "LivingTold": "The living situation as the Zaozhuang form has it. 生活状况（枣庄表）。",
    "MatchSign": "What two files that may be one person's have in common. 疑似同一人的依据（相同之处）。",
    "MediaType": "The accepted kinds of file: photographs and documents. 可接收的文件类型：照片与文件。",
    "MendReason": "Why a record is corrected or void. 更正或作废原因。",
    "MendResolution": "What was done about a record that was wrong. 核实处理情况。",
    "Mode":
        "How the visit was made. Only in-home visits count towards the minimum. 服务方式；只有上门探访计入最低频"
        "次。",
    "NoSignature": "Why the elder did not sign. 服务对象未签字的原因。",
    "NotMetReason": "Why the elder was not met. 未见到服务对象的原因。",
    "Outcome": "Whether the elder was met. 探访结果：见到或未见到。",
    "Owner": "The kind of record to which a file is attached. 附件所属记录的种类。",
    "PairingKind": "How a person looks after an elder beside the visits. 结对关爱方式。",
    "PaperKind": "The kind of a paper in an elder's file. 档案材料类别。",
    "Part": "A part of the service. 服务的组成部分。",
    "PoliticalStatus":
        "The helper's political status. Source: 农村留守老年人信息采集表, part 5. 帮扶联系人身份：中共党员、群众、"
        "其他。",
    "Question":
        "What to ask where too little is known to judge a category. 待核实事项：信息不足、无法判定对象类型时须询问"
        "的内容。",
    "ReopenReason": "Why a locked month is opened again. 重新开放已锁定月份的原因。",
    "Role": "The role of an account or a client. 角色。",
    "Rung":
        "Who urges supporters who neglect an elder, up to law enforcement. 赡养人督促层级：村（居）委会、老年人组"
        "织、所在单位，直至移送公安司法机关。",
    "Severity": "The severity of a risk. 严重程度：重大、一般。",
    "Sex": "The sex. Exports use GB/T 2261.1: 1 male, 2 female. 性别；导出采用 GB/T 2261.1：1 男，2 女。",
    "SpouseStatus": "Whether there is a spouse. 配偶状况：健在、去世、离异、未婚。",
    "Support": "How the supporters fulfil their duty. 赡养人履行赡养义务情况。",
    "SuspensionReason": "Why visits are suspended. 暂停探访原因。",
    "Trend": "A mark of annex 4, compared with the previous record. 与上次记录相比（附件 4）：无变化、较好、较差。",
    "Urgency":
        "The urgency: a major risk is open (`now`), something is overdue (`overdue`), due within three days "
        "(`soon`), or later. 紧急程度：重大风险隐患未销号、已逾期、三日内到期、其他。",
}  # fmt: skip
