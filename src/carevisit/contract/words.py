"""The vocabulary of the contract: what a name means wherever it stands without a description of its own."""

from typing import Any

MEANINGS = {
    "action_id": "The action of a department. 职责任务履行记录编号。",
    "agency": "The agency (受托机构). 服务机构编号。",
    "alert_id": "The alert. 告警编号。",
    "answer": "What the family answered. 督促答复。",
    "as_of": "The moment for which this holds. 数据时点。",
    "assignment_id": "The pairing. 结对关爱记录编号。",
    "attachment_id": "The attachment. 附件编号。",
    "campaign_id": "The census campaign. 排查工作编号。",
    "categories": "The categories that the elder holds. 对象类型。",
    "category": "The category of the elder. 对象类型。",
    "checks": "The four checks: food, clothing, housing, medical care. 四查。",
    "consent": "Whether the elder consents to visits. 探访意愿。",
    "contact_id": "The contact. 亲属联系记录编号。",
    "department": "The department. 承办部门。",
    "detail": "The address within the village. 详细地址。",
    "device_id": "The device. 监测设备编号。",
    "due_on": "The last day on which it is in time. 办理期限。",
    "duration_minutes": "How long it lasted, in minutes. 时长（分钟）。",
    "elder_id": "The elder. 服务对象编号。",
    "ended_at": "When it ended. 结束时间。",
    "external_id": "The caller's own number. 来源系统编号。",
    "flag": "The flag that the elder bears. 提醒标识。",
    "flags": "The flags that the elder bears. 提醒标识。",
    "group": "The estate, villagers' group or building. 小区、村民小组或楼栋。",
    "half": "The half of the month: 1 or 2. 半月：1 上半月，2 下半月。",
    "id_number": "The resident ID number (GB 11643). 居民身份证号码。",
    "issued_on": "The day of issue. 发证日期。",
    "items": "The lines of the list. 列表内容。",
    "level": "The level of the place. 行政层级。",
    "limit": "How many at the most. 每页条数。",
    "maker": "The side that recorded it. 记录方编号。",
    "media_type": "The media type of the file. 文件类型。",
    "met": "Whether the need is met. 需求是否得到满足。",
    "mode": "How the visit was made. 探访方式。",
    "month": "The month. 月份。",
    "name": "The name. 名称或姓名。",
    "need_id": "The need. 关爱服务需求编号。",
    "needs": "The needs. 关爱服务需求。",
    "next_cursor": "The cursor of the next page; null on the last one. 下一页游标，末页为空。",
    "no": "The number of the duty in the profile's list. 职责任务序号。",
    "note": "A remark. 备注。",
    "other_id": "The other file. 另一份档案的编号。",
    "outcome": "Whether the elder was met. 探访结果。",
    "period_id": "The special period. 特殊时间节点编号。",
    "phone": "The phone number. 电话号码。",
    "place": "The code of the place. 行政区域代码。",
    "possible": "The steps that the reader may take now. 当前可执行的步骤。",
    "profile": "The name of the profile. 政策方案名称。",
    "quarter": "The quarter, such as 2026-Q4. 季度。",
    "reason": "The reason. 原因。",
    "reason_note": "The reason in words. 原因说明。",
    "record_no": "The caller's own number of the record. 记录编号。",
    "recorded_at": "When it was recorded. 记录时间。",
    "relationship": "How the person is related to the elder. 与服务对象的关系。",
    "risk_id": "The risk. 风险隐患编号。",
    "risks": "The risks. 风险隐患。",
    "role": "The role of who recorded it. 记录人角色。",
    "running_no": "The n-th time that the elder is met; null where not met. 第几次探访，未见到时为空。",
    "services": "The services that were given. 服务项目。",
    "severity": "The severity of the risk. 风险等级。",
    "size": "The size of the file in bytes. 文件大小（字节）。",
    "stage": "The stage of the census. 摸排阶段。",
    "started_at": "When it began. 开始时间。",
    "state": "The present state. 当前状态。",
    "step_id": "The step. 步骤编号。",
    "story": "Everything that happened to it, in order. 办理经过。",
    "suspension_id": "The suspension. 暂停记录编号。",
    "tier": "The tier of the elder: key or general. 对象等级：重点或一般。",
    "unit": "The unit that the person belongs to. 所在单位。",
    "urgency": "How urgent it is. 紧急程度。",
    "urging_id": "The urging. 督促记录编号。",
    "visit_id": "The visit record. 探访记录编号。",
    "visitor": "Who visited. 服务人员。",
    "visits": "How many visits. 探访次数。",
    "year": "The year. 年份。",
}  # fmt: skip
_OF_PATHS = {
    "/v1/places/{code}": {"code": "The code of the place. 行政区域代码。"},
    "/problems/{code}": {"code": "The code of the problem. 错误代码。"},
    "/schemas/{name}": {"name": "The name of the schema, such as `visit.recorded.v1.json`. 数据结构名称。"},
}
_KINDS = {
    "/v1/alerts": "The kind of alert. 告警类型。", "/v1/needs": "The kind of need. 需求类型。",
    "/v1/risks": "The kind of risk. 隐患类型。",
}  # fmt: skip


def say_parameters(path: str, parameters: list[dict[str, Any]]) -> None:
    """Describe the parameters of an operation that its route does not describe."""
    own = next((words for start, words in _OF_PATHS.items() if path.startswith(start)), {}) | (
        {"kind": _KINDS[path]} if path in _KINDS else {}
    )
    for parameter in parameters:
        if "description" not in parameter:
            name = parameter["name"]
            parameter["description"] = own.get(name) or MEANINGS[name]


def say_properties(schema: dict[str, Any]) -> None:
    """Describe the properties of a schema that its model does not describe and whose names have one meaning."""
    for name, part in schema.get("properties", {}).items():
        if name in MEANINGS:
            part.setdefault("description", MEANINGS[name])
