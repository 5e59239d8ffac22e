"""Grids: files of rows (.xlsx, .xls, CSV) as cells, read by a child process (`python -m carevisit.grid`) within bounds.

The child gets the file on its input and answers in frames (`frames`): the mark of a template, each visible sheet with its merged
cells, its rows in batches, and the end; or why the file is refused. It has no settings, no database and no network. What a file
says is never trusted: it is checked as a stream (`xlsx`, `xls`) before the parser reads it.
"""

from .frames import HEAD_ROWS, LENGTH, LONGEST_FRAME, MARK_SHEET, TOO_LONG, Cell, TooLong, decoded, letters

__all__ = ["HEAD_ROWS", "LENGTH", "LONGEST_FRAME", "MARK_SHEET", "TOO_LONG", "Cell", "TooLong", "decoded", "letters"]
