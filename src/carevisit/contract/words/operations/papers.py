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
    "makeImport":
        "Import a file of rows: visit records, registrations or candidates. The form has two parts, `kind` and `file`: .xlsx, "
        ".xls or CSV (UTF-8 or GB18030) of up to 16 MiB and 50,000 rows, best made from the template. The import is a job: its "
        "rows are tried first, by the rules of the single route, and nothing is kept. Then `state` is `waiting`: read the "
        "report, and commit or cancel. Requires the scope of the single route.\n\n"
        "Every row bears a number of the sender's own (`record_no`, `external_id`), so that the mended file may be sent again: a "
        "row that is kept already counts as accepted, one that says something else under its number is refused. A number "
        "that stands twice in a file is refused. A job that waits longer than seven days is cancelled.\n\n"
        "导入表格：探访记录、登记或摸排名单。表单含 `kind` 与 `file` 两部分，文件为 .xlsx、.xls 或 CSV（UTF-8 或 GB18030），至多 "
        "16 MiB、50,000 行，建议使用模板。导入以任务办理：先按单条接口的规则逐行核对，不保存任何内容；`state` 为 `waiting` 后"
        "查看核对报告，再提交或取消。所需权限与单条接口相同。每行须有本方业务编号（`record_no`、`external_id`），更正后可将整个"
        "文件重新提交：已保存且内容相同的行计为已接收，内容不同的不予接收；同一文件内编号不得重复。待提交超过七日的任务自动取消。",
    "readJobReport":
        "What is wrong with the rows of an import: where it stands, a stable code, what it is and how to mend it. It is of the "
        "try until the import is committed, then of what was committed. It repeats no cell.\n\n"
        "导入的核对报告：所在位置、代码、问题说明与更正方法；提交前为核对结果，提交后为提交结果。报告不重复单元格内容。",
    "commitJob":
        "Commit an import that waits. `valid_rows` keeps every row that can be kept. `all` keeps every row or none: 409 "
        "`rows_refused` where the try has refused one, and the job fails with it where one can't be kept any more. Up to 1,000 "
        "visit records or registrations are kept in one transaction. More, and candidates, are all tried once more before the "
        "first is kept, and then kept in portions; a row that another change refuses in between is reported. Of two commits at "
        "once one is taken, the other is 409 `job_does_not_wait`.\n\n"
        "提交待提交的导入。`valid_rows` 保存所有有效行；`all` 全部保存或全部不保存：核对时有行未通过的返回 409 `rows_refused`，"
        "提交时有行不能保存的任务失败。探访记录、登记 1,000 行以内在一个事务中保存；超过的以及摸排名单先再次核对全部行，再分批"
        "保存，其间因其他变更不能保存的行列入报告。同时提交两次的，后者返回 409 `job_does_not_wait`。",
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
    "readElderTemplate":
        "A workbook (.xlsx) to fill in registrations, a row for each elder, by the profile in force in the caller's "
        "place. The headers are those of the official form; notes, drop-down lists, an example and the required columns "
        "(`*`) come from this contract and the dictionary. A hidden mark names its kind, profile and version: a "
        "workbook of another one is refused (`wrong_template`). For the three tiers.\n\n"
        "下载登记模板（.xlsx），每行一位服务对象，按本区域适用的政策方案生成。表头与登记表栏目一致，批注、下拉列表、示例和必填列"
        "（`*`）依接口契约和代码表生成。模板含隐藏的种类、政策方案和版本标记，不符的文件不予导入（`wrong_template`）。限三级工作人员。",
    "readCandidateTemplate":
        "A workbook (.xlsx) to fill in candidates of the census, a row for each; as `GET /v1/imports/templates/elders.xlsx`."
        "\n\n下载摸排名单模板（.xlsx），每行一人；规则见 `GET /v1/imports/templates/elders.xlsx`。",
    "readVisitTemplate":
        "A workbook (.xlsx) to fill in visit records, a row for each visit; as `GET /v1/imports/templates/elders.xlsx`. "
        "A sheet lists the elders of the caller's own `GET /v1/elders` who have not left, each with name, village and a "
        "short code: the code names the elder in a row, and the name must agree. Requires `visits:write` and "
        "`elders:read`; for agencies, liaisons and guides. At most 20,000 elders.\n\n"
        "下载探访记录模板（.xlsx），每行一次探访；规则见 `GET /v1/imports/templates/elders.xlsx`。另有一张表列出本账号 "
        "`GET /v1/elders` 所见、未退出的服务对象的姓名、村（居）和编码：行内以编码确定服务对象，姓名须与之相符。须有 "
        "`visits:write` 和 `elders:read` 权限，限服务力量、联络员和指导员；至多 20,000 人。",
}  # fmt: skip
