"""What every server of the tests would do first, done once in the process that they are forked from."""

import gc

from carevisit import app, cli

__all__ = ["cli"]
app.bare()  # most of what its routes need is kept
gc.collect()
gc.freeze()  # a fork's collector then looks at nothing of this
