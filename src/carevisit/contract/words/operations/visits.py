"""Operations on visit records, and on the months that lock them."""

VISITS = {
    "recordVisits":
        "Submit up to 1,000 visit records in one request of at most 4 MiB. Each must bear its `record_no`; the answer "
        "has one item for each record, in order, with the status that a single request would have. Records of one "
        "elder keep their order.\n\n"
        "`best_effort`: each record is kept by itself; a refused one holds back no other. `atomic`: all or none; "
        "where one is refused, the others are 424 `not_kept`. `dry_run` tries every record and keeps nothing. "
        "200: all were accepted; 207: some were not. Sending again is safe: an unchanged record is answered with the "
        "same id and `replayed`, a changed one is 409 `record_no_reused`: correct the record instead. `retryable` "
        "says whether sending again can help; `unprocessed` records were not reached within 25 seconds.\n\n"
        "一次提交至多 1,000 条探访记录（请求体不超过 4 MiB）。每条须带 `record_no`；结果逐条按序返回，状态码与单条提交相"
        "同，同一服务对象的记录保持先后顺序。`best_effort` 逐条接收；`atomic` 全部接收或全部不接收，有一条不被接受时其"
        "余为 424 `not_kept`；`dry_run` 试运行，不保存。200：全部接收；207：部分未接收。可安全重复提交：内容未变的返回原"
        "编号并标记 `replayed`，内容已变的为 409 `record_no_reused`，请提交更正。`retryable` 表示重新提交是否可能被接"
        "收；25 秒内未处理到的计入 `unprocessed`。",
    "streamVisits":
        "Submit visit records line by line (application/x-ndjson, gzip accepted), up to 100,000 lines of at most "
        "64 KiB. The results are lines, too, in order, each sent as soon as its record is kept: read while you "
        "send. Every record must bear its `record_no`.\n\n"
        "A stream that is cut off leaves what was answered: send it again, and it goes on from there. What ends a "
        "stream early (a revoked token, a lost database, the stop of the server) is the result of the first line "
        "that was not recorded.\n\n"
        "逐行提交探访记录（application/x-ndjson，可用 gzip），至多 100,000 行，每行不超过 64 KiB。结果同样逐行按序返回，"
        "保存一条返回一条；请边发送边读取。每条须带 `record_no`。中断后已返回结果的记录均已保存，重新提交即可续传。令牌"
        "失效、数据库不可用或服务停止时，首条未处理的记录给出原因，流随即结束。",
    "draftVisit":
        "What is known before a visit: the last record, with which the marks of change are compared, the open needs and "
        "risks to ask about, the running number to expect, and what the record must say.\n\n"
        "An agency's draft rests on its own records only. Of needs and risks it holds what the caller may read.\n\n"
        "探访前可预填的内容：上一次记录（各变化项以其为比较基准）、待询问的未办结需求和风险隐患、预计的第几次，以及必填"
        "栏目。服务机构仅依据本方记录；需求和风险隐患仅列出可查看的。",
    "listVisits":
        "The visits in the caller's places, the latest recorded first. An agency lists those that it made.\n\n"
        "所辖区域的探访记录，最近记录的在前；服务机构只列本机构的记录。分页查询。",
    "recordVisit":
        "Submit a visit record (探访关爱服务记录表). A repeated request with the same `record_no` or "
        "`Idempotency-Key` is safe.\n\n"
        "Once this is answered, the record is durable, and the elder's status, flags and running number include "
        "it. A record may come late: the caller may submit it now if entitled to visit on its day. Needs and "
        "risks found on the visit become entries of their own; the receipt names them.\n\n"
        "提交探访关爱服务记录表。答复即表示记录已可靠保存，服务对象的状态、标记和探访次数均已更新。可补报：当日有权"
        "探访的，现在仍可提交。探访中发现的需求和风险隐患单独立项，编号见回执。以相同的 `record_no` 或 "
        "`Idempotency-Key` 可安全重复提交。",
    "readVisit": "A visit record in its present version.\n\n查看探访记录的当前内容。支持 `If-None-Match`。",
    "listVisitAttachments":
        "The attachments of a visit record, in the order in which they were added, without removed ones.\n\n"
        "探访记录的附件列表，按上传先后排列，不含已移除的。",
    "attachToVisit":
        "Attach a photograph or a document (附件) to a visit record: one file, as `file` of a multipart/form-data.\n\n"
        "JPEG, PNG, WebP, HEIC or PDF, judged by the content; the declared type and the extension must agree. At "
        "most 10 MiB (deployments may differ), and 20 to a record. Once this is answered, the file is durable, and "
        "sealed under the elder's key. A caller that may submit and see the record may attach to it; the side that made "
        "it may do so even after the elder moved away or the contract ended. A repeated request with the same "
        "`Idempotency-Key` is safe.\n\n"
        "为探访记录上传一张照片或一份文件，以 multipart/form-data 的 `file` 提交。支持 JPEG、PNG、WebP、HEIC、PDF，"
        "以实际内容为准，所报类型和扩展名须与之一致；单个至多 10 MiB（以部署设置为准），每条记录至多 20 个。答复即"
        "表示文件已可靠保存并加密。可提交且可查看该记录的均可上传；记录方在服务对象迁出或合同终止后仍可上传。以相同"
        "的 `Idempotency-Key` 可安全重复提交。",
    "correctVisit":
        "Correct a visit record (探访记录更正): the whole content anew, with the reason. Requires `If-Match`.\n\n"
        "Earlier content stays readable under `versions`. The side that made the record may correct it for 7 days "
        "from its recording, even after the elder moved away or the contract ended; the township and the district "
        "where the elder lives now, at any time. The elder, the lateness and the running number never change; a "
        "record without a number gets the next one if the elder was met after all. Needs and risks that the record "
        "reports stay; what follows from its marks alone, and nobody has acted on, changes with them.\n\n"
        "更正探访记录：重新提交全部内容并说明原因。须带 `If-Match`。原内容仍可在历次版本中查阅。记录方自记录之日起 "
        "7 日内可更正，服务对象迁出或合同终止后亦可；服务对象现所在乡镇（街道）、县（区）随时可更正。服务对象、是否"
        "迟报和探访次数不变；原为未见到、更正为见到的，取得下一个次数。所报需求和隐患不变；仅由勾选项产生且无人办理"
        "的，随更正增减。",
    "listVisitVersions":
        "Every version of a visit record, from the first to the latest correction, with the reasons.\n\n"
        "探访记录的历次版本及更正、作废原因，按先后排列。分页查询。",
    "voidVisit":
        "Void a visit record that should not have been made (探访记录作废), with the reason. Requires `If-Match`.\n\n"
        "It no longer counts, keeps its running number, and stays readable. The same sides may void it as may "
        "correct it, for as long. A visit to another elder is voided here and submitted anew. Needs and risks that "
        "only this record caused, and nobody has acted on, are withdrawn with it.\n\n"
        "作废误填的探访记录并说明原因。须带 `If-Match`。作废后不再计入，保留探访次数编号，仍可查阅；可作废的人员和"
        "期限与更正相同。填错服务对象的，在此作废后重新提交。仅由该记录产生且无人办理的需求和隐患随之撤销。",
    "reopenMonth":
        "Let the records of a locked month be corrected and voided again below the district, for a place of the caller's "
        "and below, up to and including a day.\n\n"
        "From the profile's day of the next month on (`month_lock_day`), a correction or a void is 409 `month_locked` for "
        "everybody but the district. Late records are always accepted. For the district only.\n\n"
        "县（区）重新开放所辖区域某已锁定月份的更正与作废，至某日止（含当日）。自次月锁定日（政策方案的 "
        "`month_lock_day`）起，县级以下更正、作废该月记录为 409 `month_locked`；补录不受影响。",
    "listReopenedMonths":
        "The locked months that were opened again for the caller's places, by places above, at or below them; the latest "
        "first.\n\n"
        "涉及本区域的已重新开放月份（含上级、本级及下辖设定的），最近的在前。分页查询。",
}  # fmt: skip
