"""Schemas of jobs, exports and printed forms, and their properties."""

MODELS = {
    "Copy": "A copy of a form, by the office that keeps it. 联次，按存档单位。",
    "Form": "An official form: annex 3, annex 4, or that of Zaozhuang. 表格种类：附件3、附件4、枣庄信息采集表。",
    "FormSheet": "Forms to be printed: which, in which format, and their subject. 打印要求：表格种类、文件格式与打印对象。",
    "RecordChecked": "What a printed record is a copy of, and whether that still stands. 纸质记录的核验结果。",
    "VersionPrinted": "A version of a record. 记录的某一版本。",
    "ExportSheet": "An export: which list, by which filters, in which format. 导出：列表、筛选条件与格式。",
    "JobList": "A page of the caller's jobs, the latest first. 任务（一页），新的在前。",
    "JobProgress": "How much of a job is done. 任务进度。",
    "JobResult": "What a job has come to. 任务结果。",
    "JobShown": "A job in its present state. 一项任务的当前状态。",
    "ResultFile": "A file that a job has made. 任务生成的文件。",
}  # fmt: skip
PARTS = {
    "FormSheet.form": "The form. 表格种类。",
    "FormSheet.format": "The format of the file. 文件格式。",
    "FormSheet.elder_id": "The elder whose file is printed (annex 3 or the form of Zaozhuang). 打印其登记表的服务对象。",
    "FormSheet.visit_id": "The visit whose record is printed (annex 4). 打印其服务记录表的探访记录。",
    "FormSheet.place":
        "The place whose records of `month` are printed, or that fills in an empty form (`blank`). "
        "打印其当月（`month`）记录的行政区域，或使用空白表格（`blank`）的行政区域。",
    "FormSheet.month": "The month of the records (YYYY-MM), by the day of the visit. 探访所在月份（YYYY-MM）。",
    "FormSheet.copy":
        "Which copy, of those that the caller's office keeps; the first of them if left out. "
        "联次，限本单位存档的联次；省略时为其中第一联。",
    "FormSheet.blank": "An empty form to fill in by hand, of an elder or a place. 空白表格，供手工填写。",
    "ExportSheet.kind": "The list. 列表。",
    "ExportSheet.format": "The format of the file. 文件格式。",
    "ExportSheet.filters":
        "The filters, by the names of the list's query parameters and as text, such as `\"overdue\": \"true\"`; without "
        "`limit`, `cursor` and `format`. 筛选条件，名称与该列表的查询参数一致，值均为文本，不含 `limit`、`cursor`、`format`。",
    "CommitSheet.mode": "What to commit. 提交范围。",
    "RowProblem.sheet": "The sheet; empty for CSV. 工作表，CSV 为空。",
    "RowProblem.row": "The row, as a spreadsheet program numbers it. 行号，与表格程序一致。",
    "RowProblem.column": "The header of the column; null: the row as a whole. 列名，空表示整行。",
    "RowProblem.code": "A stable code. 代码。",
    "RowProblem.message": "What is wrong, in 中文 and in English. 问题说明（中英文）。",
    "RowProblem.hint": "How to mend it. 更正方法。",
    "JobProgress.done": "How much is done, in rows or forms. 已办理的行数或份数。",
    "JobProgress.total": "Of how much; null while that is not known. 总数，未知时为空。",
    "JobResult.accepted": "How many rows or forms were written, or can be. 已写入或可写入的行数或份数。",
    "JobResult.refused": "How many rows or forms were refused. 未接受的行数或份数。",
    "JobResult.files": "The files. 文件。",
    "JobShown.kind": "The kind of job, such as `export.visits` or `form.month`. 任务类型，如 `export.visits`、`form.month`。",
    "JobShown.progress": "How far the job has come. 进度。",
    "JobShown.result": "The result; null before the job is done or waits. 结果，完成或待提交前为空。",
    "JobShown.problem": "The problem that the job failed with; null: none. 失败原因，无则为空。",
    "JobShown.made_at": "When the job was asked for. 创建时间。",
    "JobShown.ended_at": "When the job ended; null: it has not. 结束时间，未结束时为空。",
    "JobShown.expires_at":
        "When the job and its files are deleted; null before it has ended or waits. "
        "任务及其文件的删除时间，未结束且非待提交时为空。",
    "ResultFile.name": "The name of the file. 文件名。",
    "ResultFile.media_type": "The media type. 文件类型。",
    "ResultFile.bytes": "The size in bytes. 字节数。",
    "ResultFile.href": "The address of the file. 下载地址。",
    "RecordChecked.kept_by": "Whose copy was printed; null: one that nobody files. 联次，空表示不存档的打印件。",
    "RecordChecked.current": "The version that stands now. 当前版本。",
    "RecordChecked.form": "Which form was printed. 表格种类。",
    "RecordChecked.printed": "The version that was printed. 打印的版本。",
    "RecordChecked.state": "Whether the printed version still stands: unchanged, corrected since, or void. "
        "打印的版本是否仍有效：未变、此后已更正、已作废。",
    "RecordChecked.visit_id": "The visit; null: it is a registration. 探访记录编号，登记表为空。",
    "VersionPrinted.recorded_at":
        "When this version was recorded; null for who reads a file without its history. 该版本的记录时间，不查阅档案历史的为空。",
}  # fmt: skip
