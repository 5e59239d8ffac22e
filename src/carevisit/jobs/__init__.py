"""Jobs (任务): work that a caller asks for and fetches later. This slice knows no kind of job; `app` names them."""

from .api import DOCX, PDF, XLSX, queue_of, router, shown_job
from .pieces import NOTES, REPORT, UPLOAD
from .queue import Kind, Queue, Work
from .sheets import CommitMode, JobShown
from .tables import Job, JobFile, JobPiece
from .worker import JobSweeper, JobWorker

__all__ = [
    "DOCX",
    "NOTES",
    "PDF",
    "REPORT",
    "UPLOAD",
    "XLSX",
    "CommitMode",
    "Job",
    "JobFile",
    "JobPiece",
    "JobShown",
    "JobSweeper",
    "JobWorker",
    "Kind",
    "Queue",
    "Work",
    "queue_of",
    "router",
    "shown_job",
]  # fmt: skip
