"""Schemas of jobs, exports and imports."""

JOBS = {
    "CommitSheet": "What to commit of an import that waits. 提交导入的范围。",
    "ExportSheet": "An export: which list, by which filters, in which format. 导出：列表、筛选条件与格式。",
    "JobList": "A page of the caller's jobs, the latest first. 任务（一页），新的在前。",
    "JobProgress": "How much of a job is done. 任务进度。",
    "JobReport": "A page of what is wrong with the rows of an import. 导入的核对报告（一页）。",
    "JobResult": "What a job has come to. 任务结果。",
    "JobShown": "A job in its present state. 一项任务的当前状态。",
    "RowProblem": "What is wrong with a row of an import. 导入的一行存在的问题。",
    "ResultFile": "A file that a job has made. 任务生成的文件。",
}  # fmt: skip
