"""`python -m carevisit.paper`: an order on its input, the document on its output.

A process of its own, because only that can be bounded in memory and in time, and ended. It has no settings, no database and
no network. An order is what the server pickled for it: the format and the pages.
"""

import pickle
import resource
import signal
import sys

from .images import fits
from .page import with_pictures

MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 60


def main() -> None:
    """Set one order within the bounds."""
    for each in (
        signal.SIGINT,
        signal.SIGTERM,
    ):  # a supervisor sends them to the whole group; the parent ends its child
        signal.signal(each, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    kind, pages = pickle.load(sys.stdin.buffer)
    if kind == "docx":
        from .word import word as make
    else:
        from .pdf import pdf as make
    try:
        made = make([with_pictures(page, fits) for page in pages])
    except Exception:  # a picture that only looks like one: the line to sign on stands in its place
        made = make([with_pictures(page, lambda _: False) for page in pages])
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
