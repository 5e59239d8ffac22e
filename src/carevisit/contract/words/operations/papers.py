"""Operations of jobs, exports and printed forms."""

PAPERS = {
    "makeExport":
        "Export a list as a workbook (.xlsx), CSV or NDJSON. The export is a job: the answer is 202 with the job's "
        "address; follow it until `state` is `done`, then fetch `result.files[].href`.\n\n"
        "The file holds the rows that the caller's own GET of the list shows by the same filters, as of one moment, with "
        "the columns of its items (`key.elders_owed` for a nested one; the codes of a list in one cell). "
        "`exported_by` and `exported_at` end every row. Text is never a formula: a workbook holds it as text, CSV puts an "
        "apostrophe before `=`, `+`, `-` and `@`. Requires the scope of the list, and is refused as the list would be. "
        "At most 1,000,000 rows, and five unfinished jobs of one account at a time.\n\n"
        "将列表导出为 Excel 工作簿（.xlsx）、CSV 或 NDJSON。导出以任务办理：返回 202 及任务地址，待 `state` 为 `done` 后"
        "按 `result.files[].href` 下载。文件内容与本账号以相同筛选条件读取该列表所见一致，取同一时点的数据，列与列表项的"
        "字段一致（嵌套字段如 `key.elders_owed`，列表字段的代码置于同一单元格），每行末尾注明 `exported_by`（导出人）与 "
        "`exported_at`（导出时点）。文本不会成为公式：工作簿中按文本保存，CSV 中以 `=`、`+`、`-`、`@` 开头的前加单引号。"
        "所需权限与该列表相同；至多 1,000,000 行，每个账号至多同时有五个未完成的任务。",
    "listJobs":
        "The caller's own jobs, the latest first, until they expire: seven days after their end.\n\n"
        "本账号的任务，新的在前；结束满七日后不再列出。",
    "readJob":
        "A job of the caller's. 404 for everybody else, after its expiry, and for the maker whose role, place, contracts "
        "or scopes are no longer what they were, or whose token lacks a scope of the one that asked.\n\n"
        "查看本账号的任务。他人、过期后，以及角色、行政区域、服务合同或权限已不同于创建时，或令牌缺少"
        "创建时令牌的权限的，均返回 404。",
    "cancelJob":
        "Cancel a job that has not ended. Its files are deleted.\n\n取消未结束的任务，其文件随即删除。",
    "readJobFile":
        "A file that a job has made, until the job expires. Every fetch is recorded.\n\n"
        "下载任务生成的文件，保存至任务过期为止。每次下载均有记录。",
    "printElderPdf":
        "The registration of an elder as PDF: annex 3, or the form of Zaozhuang, as the profile in force has it. It is "
        "filled in with what `GET /v1/elders/{elder_id}` shows the caller, masked alike. Where the elder is a target, "
        "category and tier are those in force today. A copy (`copy`) is printed for the office that keeps it: the "
        "district's for supervisors and government platforms, the township's for guides; the print of another caller "
        "names no copy. The code under the QR code is verified by `GET /v1/records/{code}`. `blank` gives an empty form, "
        "annex 4 too.\n\n"
        "打印登记表（PDF）：按适用的政策方案为附件3或枣庄信息采集表，内容和脱敏与 `GET /v1/elders/{elder_id}` 一致；在册对象的"
        "类别为当日认定结果。联次（`copy`）限本单位存档的联次：县级督导员和政府平台为县级联，乡镇（街道）指导员为乡镇联，其他人员"
        "打印的表格不标联次。二维码由 `GET /v1/records/{code}` 核验。`blank` 打印空白表，也可打印空白附件4。",
    "printElderDocx":
        "The registration of an elder for Word (.docx). See `GET /v1/elders/{elder_id}/form.pdf`.\n\n"
        "打印登记表（Word），规则见 `GET /v1/elders/{elder_id}/form.pdf`。",
    "printVisitPdf":
        "The record of a visit (annex 4) as PDF, as `GET /v1/visits/{visit_id}` shows it to the caller. The provider's "
        "copy is for the side that made the record. An image (JPEG or PNG, up to 1 MB and 4 million pixels) attached "
        "to the visit as `服务人员签字` or `服务对象签字` (`visitor-signature`, `elder-signature`) is printed as that "
        "signature; otherwise there is a line to sign on. A void record says so across the page.\n\n"
        "打印服务记录表（附件4，PDF），内容与 `GET /v1/visits/{visit_id}` 一致。服务力量联由记录方打印。以“服务人员签字”或“服务对象"
        "签字”为文件名（或 `visitor-signature`、`elder-signature`）上传的图片（JPEG 或 PNG，不超过 1 MB、400 万像素）作为签字打印，"
        "否则留签字线。作废记录加印“作废”。",
    "printVisitDocx":
        "The record of a visit for Word (.docx). See `GET /v1/visits/{visit_id}/form.pdf`.\n\n"
        "打印服务记录表（Word），规则见 `GET /v1/visits/{visit_id}/form.pdf`。",
    "makeForms":
        "Print forms as a job: the registration of an elder (`elder_id`), the record of a visit (`visit_id`), the records of "
        "a `place` and a `month`, or an empty form (`blank`) of an elder or a place. The answer is 202 with the job's "
        "address; follow it until `state` is `done`, then fetch `result.files[].href`.\n\n"
        "The records of a month are one document: a list of them, then annex 4 of each, in the order in which the visits "
        "began; void ones are left out. Each form is what the caller's own print of it is "
        "(`GET /v1/visits/{visit_id}/form.pdf`), by what the caller may see when it is made. What the caller may not see, "
        "and a copy that another office keeps, is "
        "refused at once. At most 300 records with 64 MB of signatures (`forms_too_large`). Requires `elders:read` for "
        "files and empty forms, `visits:read` for records.\n\n"
        "以任务打印表格：服务对象的登记表（`elder_id`）、一次探访的服务记录表（`visit_id`）、行政区域（`place`）某月（"
        "`month`）的全部"
        "服务记录表，或空白表格（`blank`，指定服务对象或行政区域）。返回 202 及任务地址，待 `state` 为 `done` 后按 "
        "`result.files[].href` 下载。整月记录为一份文件：首为目录，其后逐份为附件4，按探访时间排列，不含作废记录。"
        "内容与本账号单独打印"
        "（`GET /v1/visits/{visit_id}/form.pdf`）一致，以生成时的权限为准；无权查看的对象和其他单位存档的联次当即返回错误。"
        "至多 300 份"
        "记录、64 MB 签字图片（`forms_too_large`）。登记表和空白表格须有 `elders:read` 权限，"
        "服务记录表须有 `visits:read` 权限。",
    "verifyRecord":
        "Whether a printed record is genuine, of which version it is a copy, and whether that has been corrected or "
        "voided since. Requires `elders:read` for a registration, `visits:read` for the record of a visit. A forged "
        "code, and one of a record outside the caller's places, are the same 404.\n\n"
        "核验纸质记录：是否由本系统打印、为第几版，此后是否更正或作废。登记表须有 `elders:read` 权限，服务记录表须有 "
        "`visits:read` 权限。伪造的编码与职责范围以外的记录均返回 404。",
}  # fmt: skip
