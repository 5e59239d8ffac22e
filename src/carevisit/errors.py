"""What can go wrong, for people and programs: RFC 9457 problems with stable codes, in 中文 and English."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class FieldError:
    """One field that is wrong: where (RFC 6901 pointer), a stable code, and the words. Never what was sent."""

    pointer: str
    code: str
    zh: str
    en: str


class Problem(Exception):
    """The request could not be carried out."""

    status: ClassVar[int] = 500
    zh: ClassVar[str] = "请求未能完成"
    headers: ClassVar[dict[str, str]] = {}

    def __init__(
        self, detail_en: str | None = None, detail_zh: str | None = None, errors: tuple[FieldError, ...] = ()
    ) -> None:
        super().__init__(self.code())
        self.detail_en, self.detail_zh, self.errors = detail_en, detail_zh, errors

    def more(self) -> Mapping[str, Any]:
        """Members beside those of RFC 9457, where a kind of problem has any."""
        return {}

    def answer_headers(self) -> Mapping[str, str]:
        """The headers that its answer bears."""
        return self.headers

    @property
    def retryable(self) -> bool:
        """Whether the same, sent again, may be carried out."""
        return "Retry-After" in self.answer_headers()

    @classmethod
    def code(cls) -> str:
        """`ElderNotFound` is `elder_not_found`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def en(cls) -> str:
        return (cls.__doc__ or "").strip().splitlines()[0]

    @classmethod
    def every(cls) -> Iterator["type[Problem]"]:
        """Every kind of problem there is, for the documents."""
        for kind in cls.__subclasses__():
            yield kind
            yield from kind.every()


class BadRequest(Problem):
    """The request can't be read."""

    status, zh = 400, "请求无法解析"


class BrokenForm(BadRequest):
    """The body is not a whole multipart/form-data (RFC 7578)."""

    zh = "请求体不是完整的 multipart/form-data（RFC 7578）"


class BrokenStream(BadRequest):
    """The stream is not whole gzip (RFC 1952): what follows is not recorded."""

    zh = "数据流不是完整的 gzip（RFC 1952），其后各行未处理"


class InvalidCursor(BadRequest):
    """This cursor was not given to you for this list."""

    zh = "分页游标无效"


class Unauthorized(Problem):
    """Sign in first: the access token is missing, expired, revoked or not ours."""

    status, zh = 401, "请先登录：令牌缺失、过期、已撤销或无效"
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": 'Bearer realm="carevisit", error="invalid_token"'}

    def __init__(self, *, token_sent: bool = True) -> None:
        super().__init__()
        self.token_sent = token_sent

    def answer_headers(self) -> Mapping[str, str]:
        """Without a token there is no error to name (RFC 6750 §3.1), only the way to sign in."""
        return self.headers if self.token_sent else {"WWW-Authenticate": 'Bearer realm="carevisit"'}


class Forbidden(Problem):
    """Your role or your token's scopes do not include this."""

    status, zh = 403, "您的角色或令牌权限不包含此操作"


class NotFound(Problem):
    """There is nothing here for you."""

    status, zh = 404, "未找到"


class ElderNotFound(NotFound):
    """No such elder in the places you serve."""

    zh = "查无此人"


class VisitNotFound(NotFound):
    """No such visit in the places you serve."""

    zh = "查无此探访记录"


class NeedNotFound(NotFound):
    """No such need in the places you serve."""

    zh = "查无此需求"


class RiskNotFound(NotFound):
    """No such risk in the places you serve."""

    zh = "查无此风险隐患"


class JobNotFound(NotFound):
    """No such job of yours, or it has expired."""

    zh = "查无此任务，或已过保存期限"


class RecordNotFound(NotFound):
    """No printed record with this code in the places you serve."""

    zh = "查无此纸质记录"


class AttachmentNotFound(NotFound):
    """No such attachment in the places you serve."""

    zh = "查无此附件"


class SuspensionNotFound(NotFound):
    """No such suspension of this elder."""

    zh = "查无此暂停记录"


class ExitNotFound(NotFound):
    """This elder has not left the ledger."""

    zh = "该服务对象并未退出"


class StepNotFound(NotFound):
    """No such step of this need or risk."""

    zh = "该需求或隐患无此步骤"


class PlaceNotFound(NotFound):
    """No such place in the places you serve."""

    zh = "查无此行政区域"


class SpecialPeriodNotFound(NotFound):
    """No such special period that touches the places you serve."""

    zh = "查无此特殊时段"


class CampaignNotFound(NotFound):
    """No such census campaign in the places you serve."""

    zh = "查无此排查工作"


class PairingNotFound(NotFound):
    """No such pairing of this elder."""

    zh = "查无此结对关爱记录"


class DeviceNotFound(NotFound):
    """No such device of this elder."""

    zh = "查无此监测设备"


class AlertNotFound(NotFound):
    """No such alert of this elder."""

    zh = "查无此告警"


class UrgingNotFound(NotFound):
    """No such urging of this elder's family."""

    zh = "查无此督促记录"


class FamilyContactNotFound(NotFound):
    """No such contact of this elder's family."""

    zh = "查无此亲属联系记录"


class DutyActionNotFound(NotFound):
    """No such action on a duty in the places you serve."""

    zh = "查无此职责任务履行记录"


class AccountNotFound(NotFound):
    """No such account among those that you administer."""

    zh = "查无此账号，或不在管理范围内"


class ClientNotFound(NotFound):
    """No such client among those that you administer."""

    zh = "查无此客户端，或不在管理范围内"


class AgencyNotFound(NotFound):
    """No such agency among those that you may know."""

    zh = "查无此服务机构，或不在查看范围内"


class ContractNotFound(NotFound):
    """This agency has no such contract in the places you serve."""

    zh = "该服务机构在您负责的区域内查无此合同"


class SecretNotFound(NotFound):
    """The client has no secret of this number, or it has ended."""

    zh = "该客户端无此编号的密钥，或密钥已停用"


class InvitationNotFound(NotFound):
    """There is no such invitation: it was used, has expired, or never was."""

    zh = "邀请码无效、已使用或已过期"


class MethodNotAllowed(Problem):
    """This address does not take that method."""

    status, zh = 405, "不支持的请求方法"


class TooSlow(Problem):
    """The request did not arrive in time."""

    status, zh = 408, "请求未在限定时间内传完"


class Conflict(Problem):
    """The present state of things does not allow it."""

    status, zh = 409, "与当前状态冲突"


class NotKept(Problem):
    """This record was not kept, because another one of the same batch was refused: mend that one and send all again."""

    status, zh, retryable = 424, "同批中有其他记录未被接受，本条未保存；请更正后整批重新提交", True


class StillRunning(Conflict):
    """The same request, or another change of the same file, is still being carried out: try again in a moment."""

    zh = "相同请求或对同一档案的修改正在处理，请稍后重试"
    headers: ClassVar[dict[str, str]] = {"Retry-After": "1"}


class _NamesRecord:
    """Names the record that bears the number already. A number belongs to its sender, so that record is the caller's own."""

    def __init__(self, href: str | None = None) -> None:
        super().__init__()
        self._href = href

    def more(self) -> Mapping[str, Any]:
        """The record's id and address."""
        return {"used_by": {"id": self._href.rpartition("/")[2], "href": self._href}} if self._href else {}


class RecordNoReused(_NamesRecord, Conflict):
    """This record_no was used for a different record: to change that one, correct it."""

    zh = "该记录编号已用于内容不同的记录；如需修改请提交更正"


class ExternalIdReused(_NamesRecord, Conflict):
    """This external_id was used for a different record: a file is changed by amending it."""

    zh = "该外部编号已用于内容不同的记录；如需修改档案请更新档案"


class VisitIsVoid(Conflict):
    """This record is void: it can't be corrected, nor voided again."""

    zh = "该记录已作废，不可更正或再次作废"


class CorrectionWindowClosed(Conflict):
    """You can no longer mend this record of yours yourself: ask the township or the district that has the elder now."""

    zh = "您已不能自行更正或作废本方记录；请联系服务对象现所在乡镇（街道）指导员或县级督导员"


class MonthLocked(Conflict):
    """The month of the visit is locked: the district mends its records, or opens the month again."""

    zh = "该月份的探访记录已锁定，由县（区）更正、作废或重新开放"

    def __init__(self, month: str, locked_from: str) -> None:
        super().__init__(f"{month} is locked from {locked_from} on.", f"{month} 的记录自 {locked_from} 起锁定。")
        self.month, self.locked_from = month, locked_from

    def more(self) -> Mapping[str, Any]:
        return {"month": self.month, "locked_from": self.locked_from}


class TooManyAttachments(Conflict):
    """This record has as many attachments as it may have: remove one that is not needed first."""

    zh = "该记录的附件数量已达上限，请先移除不需要的附件"


class ElderAlreadyRegistered(Conflict):
    """This ID number already has a file in the places you serve."""

    zh = "该居民身份证号码已在您负责的区域建档"

    def __init__(self, elder_id: str) -> None:
        super().__init__(f"The file is {elder_id}.", f"档案编号：{elder_id}。")
        self.elder_id = elder_id

    def more(self) -> Mapping[str, Any]:
        return {"elder_id": self.elder_id}


class AlreadyConfirmed(Conflict):
    """This file is confirmed already."""

    zh = "该档案已确认"


class IdNumberMissing(Conflict):
    """This file has no ID number yet: add it, and then confirm."""

    zh = "该档案尚无居民身份证号码，请先补录再确定"


class SuspensionOverlaps(Conflict):
    """Another suspension of this elder has some of these days: end that one first."""

    zh = "与已有的暂停时段重叠，请先结束该时段"


class AlreadyLeft(Conflict):
    """This elder has left the ledger already."""

    zh = "该服务对象已退出"


class NotLeft(Conflict):
    """This elder has not left the ledger."""

    zh = "该服务对象并未退出"


class ElderHasLeft(Conflict):
    """This is dated after the elder left the ledger: `possible` says what can be told of who has left."""

    zh = "该事项发生在服务对象退出之后；退出后可办理的事项见 possible"

    def more(self) -> Mapping[str, Any]:
        return {"possible": ["return", "exit_correction"]}


class SpecialPeriodOver(Conflict):
    """This special period is over or cancelled already."""

    zh = "该特殊时段已结束或已取消"


class AlreadyMerged(Conflict):
    """One of the two files went into another file before: take that back first."""

    zh = "其中一份档案此前已并入其他档案，请先撤销合并"


class NotMerged(Conflict):
    """This file is not merged into another one."""

    zh = "该档案未被合并"


class StepNotPossible(Conflict):
    """This need, risk or alert does not stand where that step begins; `possible` says which you could take now."""

    zh = "当前状态不可执行该步骤；可执行的步骤见 possible"

    def __init__(self, state: str, possible: Sequence[str]) -> None:
        now = ", ".join(possible)
        super().__init__(
            f"It is `{state}`. " + (f"You could take: {now}." if now else "There is nothing that you could do now."),
            f"当前状态为 `{state}`。" + (f"您可执行：{now}。" if now else "您目前无可执行的步骤。"),
        )
        self.state, self.possible = state, list(possible)

    def more(self) -> Mapping[str, Any]:
        return {"state": self.state, "possible": self.possible}


class StepsMissing(Conflict):
    """Something must be done before this step; `missing` says what."""

    zh = "须先完成规定步骤，见 missing"

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(f"First: {', '.join(missing)}.", f"须先完成：{'、'.join(missing)}。")
        self.missing = list(missing)

    def more(self) -> Mapping[str, Any]:
        return {"missing": self.missing}


class AlreadyPaired(Conflict):
    """The elder is paired with this account, in this kind, on some of these days."""

    zh = "该时段内已与此账号以同一方式结对"


class NoConsent(Conflict):
    """The elder's consent was not in force on the day of this contact, by the file."""

    zh = "联系当日档案中没有老年人的有效同意"


class FamilyContactIsVoid(Conflict):
    """This record of a contact is void already."""

    zh = "该亲属联系记录已作废"


class DutyActionIsVoid(Conflict):
    """This record of an action on a duty is void already."""

    zh = "该职责任务履行记录已作废"


class CreditCodeTaken(Conflict):
    """Another agency of the district has this unified social credit code."""

    zh = "本县（区）已有服务机构登记此统一社会信用代码"


class LoginTaken(Conflict):
    """There is an account or client with this login."""

    zh = "登录名已存在"


class PlaceCodeTaken(Conflict):
    """There is or was a place of this code."""

    zh = "该行政区划代码已被使用"


class PlaceHasEnded(Conflict):
    """An end of the place is set: nothing begins there any more."""

    zh = "该行政区域已撤销或即将撤销"


class PlaceAwaitsMerger(Conflict):
    """Another place is merged into this one on a later day: this one can't be merged before."""

    zh = "另有行政区域将于更晚日期并入该区域，在此之前不能撤并"


class PlaceInUse(Conflict):
    """The place can't end: places, elders, accounts or contracts are there on that day or later."""

    zh = "该行政区域届时仍有下级区域、服务对象、账号或合同，不能撤销"

    def __init__(self, *, places: int, elders: int, accounts: int, contracts: int) -> None:
        super().__init__(
            f"Still there: {places} places, {elders} elders, {accounts} accounts, {contracts} contracts.",
            f"届时仍有下级区域 {places} 个、服务对象 {elders} 人、账号 {accounts} 个、合同 {contracts} 份。",
        )


class AlreadyDisabled(Conflict):
    """The account or client is disabled: enable it first."""

    zh = "账号或客户端已停用，请先启用"


class NotDisabled(Conflict):
    """The account or client is not disabled."""

    zh = "账号或客户端未停用"


class TooManySecrets(Conflict):
    """The client has two secrets: end one of them first."""

    zh = "该客户端已有两个密钥，请先停用其中一个"


class ClockRunsForward(Conflict):
    """The sandbox's clock runs forward only, and already stands later than this."""

    zh = "沙箱时钟只能向前拨，当前已晚于该时间"


class JobHasEnded(Conflict):
    """The job has ended: it can't be cancelled any more."""

    zh = "任务已结束，不能取消"


class JobDoesNotWait(Conflict):
    """The job does not wait to be committed: it is still being checked, or was committed or cancelled already."""

    zh = "任务不在待提交状态：仍在核对，或已提交、已取消"


class RowsRefused(Conflict):
    """Some rows are refused: commit the valid rows only, or mend the file and send it again."""

    zh = "部分行未通过核对：可仅提交有效行，或更正文件后重新提交"


class Gone(Problem):
    """What was here is gone."""

    status, zh = 410, "内容已不存在"


class FeedRewound(Gone):
    """The ledger was restored to an earlier state: read the feed again from the beginning."""

    zh = "数据已恢复至较早状态，请从头重新读取变更流"


class AttachmentRemoved(Gone):
    """This attachment was removed."""

    zh = "该附件已移除"


class AttachmentLost(Gone):
    """The file of this attachment can't be read any more; it has been logged for the operator."""

    zh = "该附件的文件已无法读取，已记录并通知运维人员"


class PreconditionFailed(Problem):
    """It has changed since you read it: read it again, then decide."""

    status, zh = 412, "内容已被他人更新，请重新读取"


class ContentTooLarge(Problem):
    """The body is larger than 1 MiB."""

    status, zh = 413, "请求体超过 1 MiB"


class AttachmentTooLarge(ContentTooLarge):
    """The file is larger than an attachment may be."""

    zh = "文件超过附件大小上限"


class FormTooLarge(ContentTooLarge):
    """The form is larger than 16 KiB."""

    zh = "表单超过 16 KiB"


class BatchTooLarge(ContentTooLarge):
    """The batch is larger than 4 MiB: send it in parts."""

    zh = "批量请求体超过 4 MiB，请分批提交"


class LineTooLong(ContentTooLarge):
    """A line of the stream is longer than 64 KiB."""

    zh = "该行超过 64 KiB"


class StreamTooLong(ContentTooLarge):
    """The stream is longer than 100,000 lines or 512 MiB: what follows is not recorded; send it in a stream of its own."""

    zh = "流式提交超过 100,000 行或 512 MiB，其后各行未处理，请另行提交"


class AddressTooLong(Problem):
    """The address is longer than this service reads."""

    status, zh = 414, "请求地址过长"


class ImportTooLarge(ContentTooLarge):
    """The file is larger than 16 MiB: divide it."""

    zh = "导入文件超过 16 MiB，请拆分后提交"


class UnsupportedMediaType(Problem):
    """The body must be application/json."""

    status, zh = 415, "请求体须为 application/json"


class FormExpected(UnsupportedMediaType):
    """The body must be multipart/form-data, with the file in the part `file`."""

    zh = "请求体须为 multipart/form-data，文件置于 file 字段"


class Invalid(Problem):
    """Something in the request is wrong; `errors` says what and where."""

    status, zh = 422, "请求内容有误，详见 errors"


class ExportTooLarge(Invalid):
    """An export holds up to 1,000,000 rows: narrow its filters."""

    zh = "导出至多 1,000,000 行，请缩小筛选范围"


class FormsTooLarge(Invalid):
    """A document holds up to 300 records and 64 MB of signatures: ask for a smaller place, or print them one by one."""

    zh = "一份文件至多 300 份记录、64 MB 签字图片，请缩小行政区域，或逐份打印"


class TooManyElders(Invalid):
    """This is worked out elder by elder, for 2,000 at the most: ask for a smaller place."""

    zh = "此统计须逐人推算，至多 2,000 人，请缩小行政区域"


class TemplateTooLong(Invalid):
    """A template lists up to 20,000 elders: name the elders by your own program, or in smaller places."""

    zh = "模板至多列出 20,000 名服务对象，请由较小区域的人员下载，或改用接口提交"


class TooManyEntries(Invalid):
    """This is worked out entry by entry, for 20,000 at the most: ask for a smaller place."""

    zh = "此统计须逐条推算，至多 20,000 条记录，请缩小行政区域"


class SpreadsheetRefused(Invalid):
    """The file is not imported."""

    zh = "文件未导入"


class SpreadsheetUnknown(SpreadsheetRefused):
    """The file is none of .xlsx, .xls and CSV: save it as one of them."""

    zh = "文件不是 .xlsx、.xls 或 CSV，请另存为其中一种格式"


class SpreadsheetBroken(SpreadsheetRefused):
    """The file is damaged, or only a part of one: save it once more and send it again."""

    zh = "文件已损坏或不完整，请重新保存后再提交"


class SpreadsheetProtected(SpreadsheetRefused):
    """The file is protected by a password: save it without one."""

    zh = "文件设有密码，请取消密码后再提交"


class SpreadsheetHasFormulas(SpreadsheetRefused):
    """The file has formulas: paste their values in their place."""

    zh = "文件含有公式，请粘贴为数值后再提交"


class SpreadsheetHasMacros(SpreadsheetRefused):
    """The file has macros: save it as a workbook without macros (.xlsx)."""

    zh = "文件含有宏，请另存为不含宏的工作簿（.xlsx）"


class SpreadsheetHasLinks(SpreadsheetRefused):
    """The file has links to other files or to data elsewhere: break the links."""

    zh = "文件含有外部链接或外部数据，请断开链接后再提交"


class SpreadsheetTooWide(SpreadsheetRefused):
    """A sheet reaches further than 65,536 rows, 256 columns or 10,000,000 cells: delete the empty rows and columns behind."""

    zh = "工作表范围超过 65,536 行、256 列或 10,000,000 个单元格，请删除多余的空行、空列"


class SpreadsheetTooHeavy(SpreadsheetRefused):
    """The file can't be read within the bounds of memory and time: copy its rows into a new template."""

    zh = "文件无法在限定的内存和时间内读取，请将各行复制到新下载的模板"


class SpreadsheetTooLong(SpreadsheetRefused):
    """A file holds up to 50,000 rows: divide it."""

    zh = "文件至多 50,000 行，请拆分后提交"


class SpreadsheetEmpty(SpreadsheetRefused):
    """The file has no rows below its headers."""

    zh = "文件表头之下没有数据"


class SheetsAlike(SpreadsheetRefused):
    """Two sheets of the file have the same name."""

    zh = "文件中有两张工作表同名"


class WrongTemplate(SpreadsheetRefused):
    """The file was made from another template, or from another version of it: download the template again."""

    zh = "文件所用模板的种类或版本不符，请重新下载模板"


class UnknownColumns(SpreadsheetRefused):
    """Columns of the file are not known, stand twice, or have no header: use those of the template."""

    zh = "文件中有无法识别、重复或缺少表头的列，请使用模板的表头"


class UnreadableText(SpreadsheetRefused):
    """The text is neither UTF-8 nor GB18030: save it as CSV UTF-8."""

    zh = "文本编码不是 UTF-8 或 GB18030，请另存为 CSV UTF-8"


class IdempotencyKeyReused(Invalid):
    """This Idempotency-Key was used for a different request."""

    zh = "该 Idempotency-Key 已用于另一请求"


class PreconditionRequired(Problem):
    """Say which version you are changing: send its ETag as If-Match."""

    status, zh = 428, "请以 If-Match 提供所修改版本的 ETag"


class Busy(Problem):
    """Too many at once: wait for `Retry-After`, then send the same again."""

    status, zh = 429, "同时进行的请求过多，请按 Retry-After 等待后重试"

    def __init__(self, policy: str, quota: int) -> None:
        super().__init__(f"At most {quota} at once ({policy}).", f"同时至多 {quota} 个（{policy}）。")
        self.policy, self.quota = policy, quota

    def answer_headers(self) -> Mapping[str, str]:
        """When to come again, and the limit (draft-ietf-httpapi-ratelimit-headers)."""
        return {
            "Retry-After": "1", "RateLimit-Policy": f'"{self.policy}";q={self.quota};qu="concurrent-requests"',
            "RateLimit": f'"{self.policy}";r=0;t=1',
        }  # fmt: skip


class HeadersTooLarge(Problem):
    """The headers are larger than this service reads."""

    status, zh = 431, "请求头过大"


class ServerError(Problem):
    """Something unexpected happened here; it has been logged under this trace_id."""

    zh, retryable = "服务内部错误，已按 trace_id 记录", True


class Unavailable(Problem):
    """The service can't reach its database: try again shortly."""

    status, zh = 503, "服务暂不可用，请稍后重试"
    headers: ClassVar[dict[str, str]] = {"Retry-After": "2"}


class NotReady(Unavailable):
    """This process can't serve now: `parts` says what is wrong."""

    zh = "服务尚未就绪：parts 说明原因"

    def __init__(self, parts: Mapping[str, str], detail_en: str | None = None, detail_zh: str | None = None) -> None:
        super().__init__(detail_en, detail_zh)
        self._parts = parts

    def more(self) -> Mapping[str, Any]:
        """Each part, and whether it is well."""
        return {"parts": self._parts}


class Overloaded(Unavailable):
    """More requests wait than the service can carry out in time: try again shortly."""

    zh = "等待处理的请求过多，请稍后重试"


class DistrictClosed(Unavailable):
    """The district takes no changes while it moves to another server; reading goes on. Send the same again after `Retry-After`."""

    zh = "本地区数据正在迁移，暂停写入，查询不受影响；请按 Retry-After 等待后以相同内容重发"
    headers: ClassVar[dict[str, str]] = {"Retry-After": "5"}


class StorageUnavailable(Unavailable):
    """The service can't reach the storage of attachments: try again shortly."""

    zh = "附件存储暂不可用，请稍后重试"


class PrintingFailed(Unavailable):
    """The form could not be set within its bounds of time and memory: try again shortly."""

    zh = "表格未能在限定的时间和内存内生成，请稍后重试"


class SignInProblem(Problem):
    """Signing in failed."""

    status, zh = 400, "登录失败"

    def more(self) -> Mapping[str, Any]:
        """What an OAuth library reads (RFC 6749 §5.2)."""
        return {"error": self.code(), "error_description": self.en()}


class InvalidRequest(SignInProblem):
    """A parameter that this grant needs is missing."""

    zh = "缺少必需的参数"


class InvalidGrant(SignInProblem):
    """Wrong user name, password or refresh token, or the account has ended."""

    zh = "用户名、密码或刷新令牌不正确，或账号已停用"


class InvalidClient(SignInProblem):
    """Unknown client, or wrong secret."""

    status, zh = 401, "客户端编号或密钥不正确"
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": 'Basic realm="carevisit"'}


class InvalidScope(SignInProblem):
    """A scope that does not exist was asked for."""

    zh = "未知的权限范围"


class UnsupportedGrantType(SignInProblem):
    """grant_type is password, client_credentials or refresh_token."""

    zh = "grant_type 须为 password、client_credentials 或 refresh_token"


def shown_name(name: str) -> str:
    """A name that the caller chose, to be said back: as it is where it is a plain word, else `…`, for it may be anything."""
    return name if re.fullmatch(r"[a-z][a-z_]{0,40}", name) else "…"


class SlowDown(SignInProblem):
    """Too many attempts to sign in: wait as many seconds as Retry-After says."""

    status, zh = 429, "登录尝试过于频繁，请按 Retry-After 指示的秒数等待后重试"

    def __init__(self, wait_s: int) -> None:
        super().__init__()
        self._wait_s = wait_s

    def answer_headers(self) -> Mapping[str, str]:
        return {"Retry-After": str(self._wait_s)}


def wrong(pointer: str, code: str, en: str, zh: str) -> Invalid:
    """The one field that a rule refuses."""
    return Invalid(errors=(FieldError(pointer, code, zh, en),))
