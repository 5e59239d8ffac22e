"""Properties of jobs, exports and printed forms."""

PARTS = {
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
    "JobProgress.done": "How much is done, in rows. 已办理的行数。",
    "JobProgress.total": "Of how much; null while that is not known. 总行数，未知时为空。",
    "JobResult.accepted": "How many rows were written, or can be. 已写入或可写入的行数。",
    "JobResult.refused": "How many rows were refused. 未接受的行数。",
    "JobResult.files": "The files. 文件。",
    "JobShown.kind": "The kind of job, such as `export.visits`. 任务类型，如 `export.visits`。",
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
